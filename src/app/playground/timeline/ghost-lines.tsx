/** The run that is compared with, in the chart of this one: the edges of its traffic as dashed lines, and a bar below wherever they differ. */
import { useMemo } from 'react'
import type { Column } from '~/projections/timeline'
import type { Stretch } from '../compare/differences'
import { ridgesOf, type Room } from './areas'
import type { Bin } from './axis'
import './ghost.css'

/** Another run on the axis of this one. */
export interface Ghost {
  /** What sets it apart from this run, in words. */
  readonly name: string
  readonly columns: readonly Column[]
  /** Where the traffic of both differs. */
  readonly stretches: readonly Stretch[]
}

interface GhostLinesProps {
  readonly bins: readonly Bin[]
  readonly totalMs: number
  readonly room: Room
  readonly stretches: readonly Stretch[]
}

/** Draws it, on the scale of the chart. */
export function GhostLines({ bins, totalMs, room, stretches }: GhostLinesProps) {
  const { width, height, ceiling } = room
  const ridges = useMemo(
    () => ridgesOf(bins, totalMs, { width, height, ceiling }),
    [bins, totalMs, width, height, ceiling],
  )
  const x = (ms: number) => (totalMs === 0 ? 0 : (ms / totalMs) * width)
  return (
    <g className="ghost">
      {ridges.map(({ tone, path }) => (
        <g key={tone} className={`tone-${tone}`}>
          <path className="ghost-halo" d={path} />
          <path className="ghost-line" d={path} />
        </g>
      ))}
      {stretches.map(({ fromMs, untilMs }) => (
        <rect
          key={fromMs}
          className="ghost-differs"
          x={x(fromMs)}
          y={height - BAR_HEIGHT}
          width={Math.max(2, x(untilMs) - x(fromMs))}
          height={BAR_HEIGHT}
        />
      ))}
    </g>
  )
}

const BAR_HEIGHT = 4
