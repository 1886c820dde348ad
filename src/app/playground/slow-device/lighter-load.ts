/** The load at which a device that cannot keep up would. Pure. */
import type { SimulationDescription } from '~/host/describe'
import type { Act } from '~/host/api'
import type { BoxFrame } from '~/projections/frame'
import { SPEEDS } from '../../session/pace'

/** A device that manages a share of the load is given a little less: what is left is for what the run does besides. */
const ROOM = 0.85

/** A lighter load: so many requests a second in all, and what brings it about. */
export interface LighterLoad {
  readonly perSecond: number
  readonly acts: readonly Act[]
}

/**
 * The load of a run at which a device gets along that manages `share` of what it is asked for now; null if the diagram has nothing that
 * makes load at a rate, or makes none just now.
 */
export function lighterLoad(
  { verbs }: Pick<SimulationDescription, 'verbs'>,
  boxes: Readonly<Record<string, Pick<BoxFrame, 'figures'>>>,
  share: number,
): LighterLoad | null {
  let perSecond = 0
  const acts: Act[] = []
  for (const [box, own] of Object.entries(verbs)) {
    const rate = own.find(({ verb, isLoad }) => verb === 'rate' && isLoad === true)?.value
    const sent = boxes[box]?.figures.sentRate ?? 0
    if (rate?.kind !== 'number' || sent === 0) continue
    const lighter = Math.max(rate.min, rounded(sent * share * ROOM))
    perSecond += lighter
    acts.push({ verb: 'rate', target: { kind: 'box', box }, value: String(lighter) })
  }
  return acts.length === 0 ? null : { perSecond, acts }
}

/** The highest speed that a device keeps up with that achieves this one, or the lowest there is. */
export function speedWithin(achieved: number): number {
  return SPEEDS.findLast((speed) => speed <= achieved) ?? SPEEDS[0]
}

/** Two figures, for a rate that people read. */
function rounded(rate: number): number {
  return Number(rate.toPrecision(2))
}
