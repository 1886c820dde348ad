/** The load at which a device that cannot keep up would. Pure. */
import type { SimulationDescription } from '~/host/describe'
import type { Act } from '~/host/api'
import type { BoxFrame } from '~/projections/frame'
import type { Mark } from '~/projections/marks'
import { SPEEDS } from '../../session/pace'

/** A device that manages a share of the load is given a little less: what is left is for what the run does besides. */
const ROOM = 0.85

/** A lighter load: so many requests a second in all, and what brings it about. */
export interface LighterLoad {
  readonly perSecond: number
  readonly acts: readonly Act[]
}

/** What is shown of a run, as far as its load goes. */
export interface LoadedMoment {
  readonly boxes: Readonly<Record<string, Pick<BoxFrame, 'figures'>>>
  readonly marks: readonly Pick<Mark, 'action' | 'untilMs'>[]
}

/**
 * The load of a run at which a device gets along that manages `share` of what it is asked for now; null if the diagram has nothing that
 * makes load at a rate, or makes none just now.
 */
export function lighterLoad(
  { verbs }: Pick<SimulationDescription, 'verbs'>,
  { boxes, marks }: LoadedMoment,
  share: number,
): LighterLoad | null {
  let perSecond = 0
  const acts: Act[] = []
  for (const [box, own] of Object.entries(verbs)) {
    const rate = own.find(({ verb, isLoad }) => verb === 'rate' && isLoad === true)?.value
    const sent = boxes[box]?.figures.sentRate ?? 0
    if (rate?.kind !== 'number' || sent === 0) continue
    // A box may send several messages for a request, or one for many: never more than its verb takes for usual.
    const now = levelOf(marks, box) ?? Math.min(sent, rate.default)
    const lighter = Math.max(rate.min, rounded(now * share * ROOM))
    perSecond += lighter
    acts.push({ verb: 'rate', target: { kind: 'box', box }, value: String(lighter) })
  }
  return acts.length === 0 ? null : { perSecond, acts }
}

/** The rate that a box was told, if it is in force. */
function levelOf(marks: LoadedMoment['marks'], box: string): number | null {
  const told = marks.findLast(
    ({ action: { verb, target }, untilMs }) =>
      untilMs === null &&
      verb === 'rate' &&
      target.kind === 'box' &&
      target.box === box &&
      target.instance === undefined,
  )
  return told === undefined ? null : Number(told.action.value)
}

/** The highest speed that a device keeps up with that achieves this one, or the lowest there is. */
export function speedWithin(achieved: number): number {
  return SPEEDS.findLast((speed) => speed <= achieved) ?? SPEEDS[0]
}

/** Two figures, for a rate that people read. */
function rounded(rate: number): number {
  return Number(rate.toPrecision(2))
}
