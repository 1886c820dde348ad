/**
 * An arrow of the live graph: our own curve, its rate and p95 on a small label, its meaning by colour and by dashes. With much traffic
 * it is a band as wide as its rate; `dots-canvas.tsx` paints the ripples in it.
 */
import { EdgeLabelRenderer, useStore, type Edge, type EdgeProps } from '@xyflow/react'
import { memo } from 'react'
import { bandHeadOf, bandOf, bandWidth } from '../../diagram/band'
import { headOf, pathOf, type LayoutKind, type PlacedArrow } from '../../diagram/geometry'
import { useLessMotion } from '../../media-query'
import { pictured } from '../../session/pictured'
import { useLive, usePictured, usePicturedShallow, useSession } from '../../session/session-context'
import { formatDuration, formatRate } from '../format'
import { BadgeMark } from './box-node'
import { isDashed } from './is-dashed'

/** What React Flow knows of an arrow. */
export type ArrowEdgeData = {
  readonly arrow: PlacedArrow
  readonly kind: LayoutKind
  /** False for arrows inside one process: they take no time worth telling. */
  readonly hasLatency: boolean
}

/** Draws one arrow. */
export const ArrowEdge = memo(function ArrowEdge({ id, data, selected }: EdgeProps<Edge<ArrowEdgeData>>) {
  const { arrow, kind, hasLatency } = data!
  const tone = usePictured((frame) => frame?.arrows[id]?.tone ?? arrow.drawing.tone ?? 'allowed')
  const isBroken = usePictured((frame) => frame?.arrows[id] !== undefined && isDashed(frame.arrows[id]))
  const isGuilty = useLive((state) => state.case?.arrows.has(id) === true)
  const isFollowed = useLive((state) => state.followed?.arrows.has(id) === true)
  const band = useBand(id, kind)
  const weight = useWeight(id, band !== null)
  const path = pathOf(arrow.curve)
  const classes = ['arrow', `tone-${tone}`]
  if (selected === true) classes.push('arrow-selected')
  if (isFollowed) classes.push('arrow-followed')
  else if (isGuilty) classes.push('arrow-guilty')
  if (isBroken) classes.push('arrow-dashed')
  return (
    <g className={classes.join(' ')}>
      <path d={path} className="react-flow__edge-interaction arrow-touch" />
      {band !== null && (
        <path d={pathOf(bandOf(arrow.curve, band))} className="arrow-band" style={{ strokeWidth: band }} />
      )}
      <path d={path} className="arrow-line" style={{ strokeWidth: weight }} />
      <path d={band === null ? headOf(arrow.curve) : bandHeadOf(arrow.curve, band)} className="arrow-head" />
      {kind === 'wide' && <ArrowLabel id={id} arrow={arrow} hasLatency={hasLatency} isSelected={selected === true} />}
    </g>
  )
})

/** How wide its band is in units of the drawing, or null if it is none. */
function useBand(id: string, kind: LayoutKind): number | null {
  const width = useLive((state) =>
    state.bands.names.has(id)
      ? bandWidth(pictured(state)?.arrows[id]?.figures.rate ?? 0, state.bands.ceiling, kind)
      : null,
  )
  const zoom = useStore(({ transform }) => transform[2])
  return width === null ? null : width / zoom
}

/** With reduced motion the little traffic that makes no band shows as the weight of the line instead of as dots. */
function useWeight(id: string, isBand: boolean): number {
  const isStill = useLessMotion() && !isBand
  const steps = usePictured((frame) => {
    const rate = frame?.arrows[id]?.figures.rate ?? 0
    return isStill ? Math.round(Math.log10(1 + rate) * 2) : 0
  })
  return 1.4 + steps * 0.4
}

interface LabelProps {
  readonly id: string
  readonly arrow: PlacedArrow
  readonly hasLatency: boolean
  readonly isSelected: boolean
}

function ArrowLabel({ id, arrow, hasLatency, isSelected }: LabelProps) {
  const session = useSession()
  const [rate, p95, tone] = usePicturedShallow((frame) => {
    const live = frame?.arrows[id]
    if (live === undefined) return [null, null, 'allowed'] as const
    const { figures } = live
    const slowest = hasLatency && figures.p95Ms > 0 ? formatDuration(figures.p95Ms) : null
    return [formatRate(figures.rate), slowest, live.tone] as const
  })
  const badges = usePictured((frame) => frame?.arrows[id]?.badges)
  if (rate === null) return null
  const { x, y } = arrow.label
  return (
    <EdgeLabelRenderer>
      <div
        className={`arrow-label mono tone-${tone} ${tone === 'failed' || tone === 'unknown' ? 'arrow-label-toned' : ''} ${isSelected ? 'arrow-label-selected' : ''}`}
        style={{ transform: `translate(-50%, -50%) translate(${x}px, ${y}px)` }}
        onClick={() => session.select({ kind: 'arrow', id })}
      >
        {rate}
        {p95 !== null && <span className="arrow-label-time"> · {p95}</span>}
        {badges !== undefined && badges.length > 0 && (
          <span className="arrow-badges">
            {badges.slice(0, 2).map((badge) => (
              <BadgeMark key={`${badge.text}${badge.sinceMs}`} badge={badge} />
            ))}
          </span>
        )}
      </div>
    </EdgeLabelRenderer>
  )
}
