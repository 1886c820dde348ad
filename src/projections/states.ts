/** Which state each process was in, and since when: bands on the time axis. A fold over the trace. */
import { instancesOf, type AnyDiagram } from '~/kernel/diagram'
import type { ProcessState, StateReading } from '~/kernel/reading'
import type { TraceEvent } from '~/kernel/trace'

/** One process comes into a state. */
export interface StateChange extends ProcessState {
  readonly box: string
  readonly instance: number
  readonly atMs: number
  /** The number of the event that told of it; 0 for what is so from the start. */
  readonly event: number
}

/** So many changes are kept; older ones are let go, but for the last of each process. */
const CHANGES_MAX = 4_000

const DOWN: ProcessState = { state: 'down', tone: 'failed' }

/** Folds the trace into changes of state, oldest first. */
export class States {
  private kept: StateChange[] = []
  /** Since they were taken last. */
  private fresh: StateChange[] = []
  private readonly current = new Map<string, ProcessState[]>()
  private readonly reading: StateReading | undefined

  constructor(reading: StateReading | undefined, diagram: AnyDiagram) {
    this.reading = reading
    for (const [box, initial] of Object.entries(reading?.initial ?? {})) {
      const count = instancesOf(diagram, box)
      for (let instance = 0; instance < count; instance++) this.add({ ...initial, box, instance, atMs: 0, event: 0 })
    }
  }

  /** The states that the processes of a box are in, by instance. */
  of(box: string): readonly ProcessState[] {
    return this.current.get(box) ?? []
  }

  /** The states that they were in after event `n`. */
  at(n: number, box: string): readonly ProcessState[] {
    return statesOf(
      this.kept.filter(({ event }) => event <= n),
      box,
    )
  }

  /** All changes that are kept. */
  get all(): readonly StateChange[] {
    return this.kept
  }

  /** Hands over the changes since the last time. */
  take(): readonly StateChange[] {
    const { fresh } = this
    this.fresh = []
    return fresh
  }

  step(event: TraceEvent): void {
    if (this.reading === undefined) return
    const { kind, node, instance, t, n } = event
    if (kind !== 'state' && kind !== 'crash' && kind !== 'restart') return
    const initial = this.reading.initial[node]
    if (kind === 'crash' && initial !== undefined) this.add({ ...DOWN, box: node, instance, atMs: t, event: n })
    else if (kind === 'restart' && initial !== undefined)
      this.add({ ...initial, box: node, instance, atMs: t, event: n })
    else if (kind === 'state') {
      const read = this.reading.read(event)
      if (read === null) return
      for (const state of 'box' in read ? [read] : read) {
        const { state: before } = this.current.get(state.box)?.[state.instance] ?? state
        if (before !== DOWN.state) this.add({ ...state, atMs: t, event: n })
      }
    }
  }

  private add(change: StateChange): void {
    const { box, instance } = change
    let states = this.current.get(box)
    if (states === undefined) this.current.set(box, (states = []))
    states[instance] = change
    this.kept.push(change)
    this.fresh.push(change)
    if (this.kept.length > CHANGES_MAX) this.kept = withoutOldest(this.kept)
    if (this.fresh.length > CHANGES_MAX) this.fresh = withoutOldest(this.fresh)
  }
}

/** Adds changes, within the same bound. */
export function withChanges(changes: readonly StateChange[], more: readonly StateChange[]): readonly StateChange[] {
  if (more.length === 0) return changes
  const all = [...changes, ...more]
  return all.length > CHANGES_MAX ? withoutOldest(all) : all
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
