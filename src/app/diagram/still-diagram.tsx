/**
 * A diagram as a still picture: what the gallery shows, what stands in the playground while its engine boots, and what stays
 * if the engine cannot start.
 */
import { useId } from 'react'
import type { Diagram } from '~/kernel/diagram'
import { headOf, layoutOf, pathOf, pointOn, type LayoutKind, type PlacedArrow, type Rectangle } from './geometry'
import { ToneShape } from './tone-mark'
import './still-diagram.css'

const MARGIN = 14
/** Width of one character of an arrow's label. */
const LABEL_CHARACTER = 6.35

/** A diagram that stands still. */
export function StillDiagram({ diagram, kind = 'wide' }: { readonly diagram: Diagram; readonly kind?: LayoutKind }) {
  const layout = layoutOf(diagram, kind)
  const { x, y, width, height } = layout.bounds
  const titleId = useId()
  const viewBox = `${x - MARGIN} ${y - MARGIN} ${width + 2 * MARGIN} ${height + 2 * MARGIN}`
  return (
    <svg className={`still still-${kind}`} viewBox={viewBox} role="img" aria-labelledby={titleId}>
      <title id={titleId}>{describe(diagram)}</title>
      {layout.arrows.map((arrow) => (
        <StillArrow key={arrow.name} arrow={arrow} />
      ))}
      {Object.entries(layout.boxes).map(([id, place]) => (
        <StillBox key={id} diagram={diagram} id={id} place={place} kind={kind} />
      ))}
      {kind === 'wide' && layout.arrows.map((arrow) => <StillLabel key={arrow.name} arrow={arrow} />)}
    </svg>
  )
}

function describe(diagram: Diagram): string {
  const boxes = Object.values(diagram.boxes).map(({ label }) => label)
  return `${diagram.title}, a diagram of ${boxes.length} boxes: ${boxes.join(', ')}.`
}

function StillArrow({ arrow }: { readonly arrow: PlacedArrow }) {
  const tone = arrow.drawing.tone ?? 'allowed'
  return (
    <g className={`still-arrow tone-${tone}`}>
      <path d={pathOf(arrow.curve)} className="still-arrow-line" />
      <path d={headOf(arrow.curve)} className="still-arrow-head" />
    </g>
  )
}

function StillLabel({ arrow }: { readonly arrow: PlacedArrow }) {
  const { label } = arrow.drawing
  if (label === undefined) return null
  const { x, y } = pointOn(arrow.curve, 0.5)
  const width = label.length * LABEL_CHARACTER + 14
  return (
    <g transform={`translate(${x} ${y})`} className="still-label">
      <rect x={-width / 2} y={-10} width={width} height={20} rx={5} />
      <text y={3.7} textAnchor="middle">
        {label}
      </text>
    </g>
  )
}

interface BoxProps {
  readonly diagram: Diagram
  readonly id: string
  readonly place: Rectangle
  readonly kind: LayoutKind
}

function StillBox({ diagram, id, place, kind }: BoxProps) {
  const box = diagram.boxes[id]!
  const { x, y, width, height } = place
  const tone = diagram.arrows.find(({ to, from }) => to === id || from === id)?.tone ?? 'allowed'
  const small = [...(box.sublabel === undefined ? [] : [box.sublabel]), ...(box.lines ?? [])]
  const isNarrow = width < 100
  const labelLines = kind === 'compact' ? wrap(box.label, Math.floor((width - 14) / 6.1)) : [box.label]
  const textHeight = 15 * labelLines.length + (kind === 'wide' ? 15 * small.length : 0)
  const top = (height - textHeight) / 2 + 11.5
  return (
    <g transform={`translate(${x} ${y})`} className={`still-box still-box-${box.kind} tone-${tone}`}>
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
      {!isNarrow && kind === 'wide' && (
        <g transform={`translate(${width - 15} ${15})`}>
          <ToneShape tone={tone} />
        </g>
      )}
    </g>
  )
}

/** Breaks a label at spaces and slashes into lines of at most so many characters. */
function wrap(text: string, charactersMax: number): string[] {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + 1 + word.length <= charactersMax)
      lines[lines.length - 1] = `${last} ${word}`
    else lines.push(word)
  }
  return lines
}
