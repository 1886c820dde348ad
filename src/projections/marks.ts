/** Faults and acts on the time axis. A fold over the trace that only grows: a fault's end is a new entry, not a change. */
import type { Action } from '~/kernel/action'
import type { TraceEvent } from '~/kernel/trace'

/** A fault or act on the time axis. */
export interface Mark {
  /** Position in the run's list of actions; below zero for what an action led to. */
  readonly index: number
  readonly action: Action
  readonly by: 'scenario' | 'you'
  readonly fromMs: number
  /** Null while it lasts; equal to `fromMs` for an act of an instant. */
  readonly untilMs: number | null
}

/** A mark as it was when it began, with the number of the event that told of it. */
export interface Beginning {
  readonly event: number
  readonly mark: Mark
}

/** The end of a lasting one. */
export interface Ending {
  readonly event: number
  /** Its place among the beginnings. */
  readonly place: number
  readonly atMs: number
}

/** Folds the trace into marks. */
export class Marks {
  /** In the order of the trace. */
  readonly begun: Beginning[] = []
  readonly ended: Ending[] = []
  /** Places of those that last. */
  private places: readonly number[] = []

  /** Marks of what is in force now. */
  get inForce(): readonly Mark[] {
    return this.places.map((place) => this.begun[place]!.mark)
  }

  step(event: TraceEvent): void {
    const { kind, n, t } = event
    if (kind !== 'fault' && kind !== 'action' && kind !== 'heal') return
    const { index, by, ...action } = event.data as unknown as Action & { index: number; by: Mark['by'] }
    if (kind !== 'heal') {
      if (kind === 'fault') this.places = [...this.places, this.begun.length]
      this.begun.push({ event: n, mark: { index, action, by, fromMs: t, untilMs: kind === 'fault' ? null : t } })
      return
    }
    const place = this.places.findLast((each) => this.begun[each]!.mark.index === index)
    if (place === undefined) return
    this.places = this.places.filter((each) => each !== place)
    this.ended.push({ event: n, place, atMs: t })
  }
}

/** The marks as they were after event `n`. Both lists are in the order of the trace. */
export function marksAt(begun: readonly Beginning[], ended: readonly Ending[], n: number): readonly Mark[] {
  const marks: Mark[] = []
  for (const { event, mark } of begun) {
    if (event > n) break
    marks.push(mark)
  }
  for (const { event, place, atMs } of ended) {
    if (event > n) break
    marks[place] = { ...marks[place]!, untilMs: atMs }
  }
  return marks
}
