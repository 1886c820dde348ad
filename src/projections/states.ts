/** Which state each process was in, and since when: bands on the time axis. A fold over the trace. */
import { instancesOf, type AnyDiagram } from '~/kernel/diagram'
import type { ProcessState, StateReading } from '~/kernel/reading'
import type { TraceEvent } from '~/kernel/trace'

/** One process comes into a state. */
export interface StateChange extends ProcessState {
  readonly box: string
  readonly instance: number
  readonly atMs: number
}

/** So many changes are kept; older ones are let go, but for the last of each process. */
const CHANGES_MAX = 4_000

const DOWN: ProcessState = { state: 'down', tone: 'failed' }

/** Folds the trace into changes of state, oldest first. */
export class States {
  private kept: StateChange[] = []
  private readonly reading: StateReading | undefined

  constructor(reading: StateReading | undefined, diagram: AnyDiagram) {
    this.reading = reading
    for (const [box, initial] of Object.entries(reading?.initial ?? {})) {
      const count = instancesOf(diagram, box)
      for (let instance = 0; instance < count; instance++) this.add({ ...initial, box, instance, atMs: 0 })
    }
  }

  /** The changes up to a time. */
  until(nowMs: number): readonly StateChange[] {
    return this.kept.filter(({ atMs }) => atMs <= nowMs)
  }

  step(event: TraceEvent): void {
    if (this.reading === undefined) return
    const { kind, node, instance, t } = event
    if (kind !== 'state' && kind !== 'crash' && kind !== 'restart') return
    const initial = this.reading.initial[node]
    if (kind === 'crash' && initial !== undefined) this.add({ ...DOWN, box: node, instance, atMs: t })
    else if (kind === 'restart' && initial !== undefined) this.add({ ...initial, box: node, instance, atMs: t })
    else if (kind === 'state') {
      const read = this.reading.read(event)
      if (read !== null) this.add({ ...read, atMs: t })
    }
  }

  private add(change: StateChange): void {
    this.kept.push(change)
    if (this.kept.length > CHANGES_MAX) this.kept = withoutOldest(this.kept)
  }
}

/** Half of the changes, and the one before them of each process. */
function withoutOldest(changes: readonly StateChange[]): StateChange[] {
  const cut = changes.length - CHANGES_MAX / 2
  const last = new Map(changes.slice(0, cut).map((each) => [`${each.box}/${each.instance}`, each]))
  return [...last.values(), ...changes.slice(cut)]
}

/** The states that the processes of a box are in after some changes, by instance. */
export function statesOf(changes: readonly StateChange[], box: string): readonly ProcessState[] {
  const states: ProcessState[] = []
  for (const change of changes) if (change.box === box) states[change.instance] = change
  return states
}
