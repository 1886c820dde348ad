/**
 * A diagram as a still picture: what stands in the playground while its engine boots and stays if the engine cannot start,
 * and what the gallery shows, there with the figures of a moment of a recorded run.
 */
import { useId } from 'react'
import type { Diagram } from '~/kernel/diagram'
import type { ArrowScene, BoxScene, Scene } from '~/projections/recording'
import { formatRate } from '../playground/format'
import { bandHeadOf, bandOf, bandWidth, NO_BANDS, type Bands } from './band'
import { headOf, layoutOf, pathOf, type Layout, type LayoutKind, type PlacedArrow, type Rectangle } from './geometry'
import { ToneShape } from './tone-mark'
import { wrap } from './wrap'
import './still-diagram.css'

const MARGIN = 14
/** Width of one character of an arrow's label. */
const LABEL_CHARACTER = 6.35
/** Width of one character of a box's figure in the compact arrangement. */
const FIGURE_CHARACTER = 5.7

interface Props {
  readonly diagram: Diagram
  readonly kind?: LayoutKind
  /** The figures and meanings to show. */
  readonly scene?: Scene | undefined
  /** The arrows that are bands. */
  readonly bands?: Bands
  /** Keeps room for the figures of boxes before there are any, so that nothing moves when they come. */
  readonly hasFigures?: boolean
}

/** A diagram that stands still. */
export function StillDiagram({ diagram, kind = 'wide', scene, bands = NO_BANDS, hasFigures = false }: Props) {
  const layout = layoutOf(diagram, kind)
  const { x, y, width, height } = viewBoxOf(layout)
  const titleId = useId()
  return (
    <svg
      className={`still still-${kind}`}
      viewBox={`${x} ${y} ${width} ${height}`}
      role="img"
      aria-labelledby={titleId}
    >
      <title id={titleId}>{describe(diagram)}</title>
      {layout.arrows.map((arrow) => (
        <StillArrow
          key={arrow.name}
          arrow={arrow}
          scene={scene?.arrows[arrow.index]}
          width={
            bands.names.has(arrow.name) ? bandWidth(scene?.arrows[arrow.index]?.rate ?? 0, bands.ceiling, kind) : null
          }
        />
      ))}
      {Object.entries(layout.boxes).map(([id, place]) => (
        <StillBox
          key={id}
          diagram={diagram}
          id={id}
          place={place}
          kind={kind}
          scene={scene?.boxes[id]}
          hasFigures={hasFigures}
        />
      ))}
      {kind === 'wide' &&
        layout.arrows.map((arrow) => <StillLabel key={arrow.name} arrow={arrow} scene={scene?.arrows[arrow.index]} />)}
    </svg>
  )
}

/** The part of the drawing's plane that the picture shows. */
export function viewBoxOf({ bounds }: Layout): Rectangle {
  const { x, y, width, height } = bounds
  return { x: x - MARGIN, y: y - MARGIN, width: width + 2 * MARGIN, height: height + 2 * MARGIN }
}

function describe(diagram: Diagram): string {
  const boxes = Object.values(diagram.boxes).map(({ label }) => label)
  return `${diagram.title}, a diagram of ${boxes.length} boxes: ${boxes.join(', ')}.`
}

interface ArrowProps {
  readonly arrow: PlacedArrow
  readonly scene: ArrowScene | undefined
}

function StillArrow({ arrow, scene, width }: ArrowProps & { readonly width: number | null }) {
  const tone = scene?.tone ?? arrow.drawing.stillTone ?? arrow.drawing.tone ?? 'allowed'
  const isCut = tone === 'failed' || tone === 'unknown' || (scene?.badges.length ?? 0) > 0
  if (width !== null) {
    const way = pathOf(bandOf(arrow.curve, width))
    return (
      <g className={`still-arrow tone-${tone}`}>
        <path d={way} className="still-band" strokeWidth={width} />
        <path d={way} className="still-arrow-line" />
        <path d={bandHeadOf(arrow.curve, width)} className="still-arrow-head" />
      </g>
    )
  }
  return (
    <g className={`still-arrow tone-${tone} ${isCut ? 'still-arrow-dashed' : ''}`}>
      <path d={pathOf(arrow.curve)} className="still-arrow-line" />
      <path d={headOf(arrow.curve)} className="still-arrow-head" />
    </g>
  )
}

function StillLabel({ arrow, scene }: ArrowProps) {
  const text = scene === undefined ? arrow.drawing.label : [formatRate(scene.rate), ...scene.badges].join(' · ')
  if (text === undefined) return null
  const { x, y } = arrow.label
  const width = text.length * LABEL_CHARACTER + 14
  return (
    <g transform={`translate(${x} ${y})`} className="still-label">
      <rect x={-width / 2} y={-10} width={width} height={20} rx={5} />
      <text y={3.7} textAnchor="middle">
        {text}
      </text>
    </g>
  )
}

interface BoxProps {
  readonly diagram: Diagram
  readonly id: string
  readonly place: Rectangle
  readonly kind: LayoutKind
  readonly scene: BoxScene | undefined
  readonly hasFigures: boolean
}

function StillBox({ diagram, id, place, kind, scene, hasFigures }: BoxProps) {
  const box = diagram.boxes[id]!
  const { x, y, width, height } = place
  const first = diagram.arrows.find(({ to, from }) => to === id || from === id)
  const drawn = first?.stillTone ?? first?.tone ?? 'allowed'
  const tone = scene?.tone ?? (hasFigures ? 'allowed' : drawn)
  const small = [scene === undefined ? (box.stillSublabel ?? box.sublabel) : box.sublabel, ...(box.lines ?? [])].filter(
    (text) => text !== undefined,
  )
  const isNarrow = width < 100
  const labelLines = kind === 'compact' ? wrap(box.label, Math.floor((width - 14) / 6.1)) : [box.label]
  const textHeight = 15 * (labelLines.length + (kind === 'wide' ? small.length : 0) + (hasFigures ? 1 : 0))
  const top = (height - textHeight) / 2 + 11.5
  return (
    <g
      transform={`translate(${x} ${y})`}
      className={`still-box still-box-${box.kind} ${tone === 'allowed' ? '' : 'still-box-toned'} tone-${tone}`}
    >
      {(box.instances ?? 1) > 1 && (
        <rect className="still-box-behind" x={5} y={5} width={width} height={height} rx={9} />
      )}
      <rect className="still-box-front" width={width} height={height} rx={9} />
      {labelLines.map((line, index) => (
        <text
          key={line}
          className="still-box-label"
          x={isNarrow ? width / 2 : 13}
          y={top + index * 15}
          textAnchor={isNarrow ? 'middle' : 'start'}
        >
          {line}
        </text>
      ))}
      {kind === 'wide' &&
        small.map((line, index) => (
          <text
            key={line}
            className="still-box-small"
            x={isNarrow ? width / 2 : 13}
            y={top + 16 + index * 15}
            textAnchor={isNarrow ? 'middle' : 'start'}
          >
            {line}
          </text>
        ))}
      {scene !== undefined && (
        <text
          className="still-box-figure"
          x={isNarrow ? width / 2 : 13}
          y={top + textHeight - 14}
          textAnchor={isNarrow ? 'middle' : 'start'}
        >
          {figureOf(scene.text, kind, width)}
        </text>
      )}
      {scene?.badges.map((badge, index) => (
        <text key={badge} className="still-box-badge" x={width} y={-6 - index * 13} textAnchor="end">
          {badge}
        </text>
      ))}
      {!isNarrow && kind === 'wide' && (
        <g transform={`translate(${width - 15} ${15})`}>
          <ToneShape tone={tone} />
        </g>
      )}
    </g>
  )
}

/** What of a box's line fits into it. */
function figureOf(text: string, kind: LayoutKind, width: number): string {
  if (kind === 'wide') return text
  const first = text.split(' · ')[0]!
  return first.length * FIGURE_CHARACTER <= width - 4 ? first : first.split(' ')[0]!
}
