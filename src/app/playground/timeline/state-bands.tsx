/** One row for each box whose processes have states: a band for every process, as high as its state is grave. */
import { useMemo } from 'react'
import type { Tone } from '~/kernel/tone'
import type { StateChange } from '~/projections/states'
import { labelOf } from '../../diagram/label-of'
import { useLive, useSession } from '../../session/session-context'
import { bandsOf, type Band } from './bands'
import { useSlow } from './use-slow'

const NONE: readonly StateChange[] = []
/** Height of the line of one process, and what lies between two. */
const LINE = 6
const GAP = 2
/** The part of its line that a state fills: nobody needs the colour to tell them apart. */
const HEIGHTS: Readonly<Record<Tone, number>> = {
  allowed: 0.3,
  throttled: 0.65,
  degraded: 0.5,
  unknown: 0.8,
  failed: 1,
}

/** The rows; nothing for diagrams without such boxes. */
export function StateBands() {
  const { diagram } = useSession()
  const changes = useSlow(useLive(({ head }) => head?.states ?? NONE))
  const nowMs = useSlow(useLive(({ head }) => head?.nowMs ?? 0))
  const totalMs = useLive(({ head }) => head?.totalMs ?? 0)
  const bands = useMemo(() => bandsOf(changes, nowMs), [changes, nowMs])
  if (bands.size === 0) return null
  return (
    <ul className="strip" aria-label="States">
      {[...bands].map(([box, own]) => (
        <li key={box} className="strip-row">
          <span className="strip-label bands-label mono">
            <span className="strip-name">{labelOf(diagram, box)}</span>
            <span className="visually-hidden">: {inWords(own, nowMs)}</span>
          </span>
          <Rows bands={own} totalMs={totalMs} />
        </li>
      ))}
    </ul>
  )
}

function Rows({ bands, totalMs }: { readonly bands: readonly Band[]; readonly totalMs: number }) {
  const count = Math.max(0, ...bands.map(({ instance }) => instance)) + 1
  const height = count * (LINE + GAP) - GAP
  return (
    <svg
      className="bands"
      viewBox={`0 0 ${Math.max(1, totalMs)} ${height}`}
      height={height}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      {bands.map(({ instance, state, tone, fromMs, untilMs }) => (
        <rect
          key={`${instance}@${fromMs}`}
          className={`tone-${tone} band`}
          x={fromMs}
          width={untilMs - fromMs}
          y={instance * (LINE + GAP) + LINE * (1 - HEIGHTS[tone])}
          height={LINE * HEIGHTS[tone]}
        >
          <title>{`#${instance} ${state}`}</title>
        </rect>
      ))}
    </svg>
  )
}

/** How many processes are in which state now. */
function inWords(bands: readonly Band[], nowMs: number): string {
  const counts = new Map<string, number>()
  for (const { state, untilMs } of bands) if (untilMs === nowMs) counts.set(state, (counts.get(state) ?? 0) + 1)
  return [...counts].map(([state, count]) => `${count} ${state}`).join(', ')
}
