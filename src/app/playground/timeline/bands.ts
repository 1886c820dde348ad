/** The mathematics of state bands: from when to when each process of a box was in which state. Pure. */
import type { Tone } from '~/kernel/tone'
import type { StateChange } from '~/projections/states'

/** One process in one state for a while. */
export interface Band {
  readonly instance: number
  readonly state: string
  readonly tone: Tone
  readonly fromMs: number
  readonly untilMs: number
}

/** The bands of every box that has states, up to a time, in the order in which the boxes first appear. */
export function bandsOf(changes: readonly StateChange[], nowMs: number): ReadonlyMap<string, readonly Band[]> {
  const bands = new Map<string, Band[]>()
  const open = new Map<string, StateChange>()
  const close = ({ box, instance, state, tone, atMs }: StateChange, untilMs: number) => {
    if (untilMs > atMs) bands.get(box)!.push({ instance, state, tone, fromMs: atMs, untilMs })
  }
  for (const change of changes) {
    if (!bands.has(change.box)) bands.set(change.box, [])
    const process = `${change.box}/${change.instance}`
    const before = open.get(process)
    if (before !== undefined) close(before, change.atMs)
    open.set(process, change)
  }
  for (const change of open.values()) close(change, nowMs)
  return bands
}
