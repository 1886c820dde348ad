/** Folds over the trace, and the checkers among them. */
import type { Json } from './json'
import type { Kind, TraceEvent } from './trace'

/** A fold: a state, and how one event changes it. The state may be changed in place. */
export interface Fold<State> {
  create(): State
  step(state: State, event: TraceEvent): void
  /** Only events of these kinds matter to it; all of them if left out. */
  readonly kinds?: readonly Kind[]
  /** Of events on arrows only those on these (`from~to`) matter; all of them if left out. */
  readonly arrows?: readonly string[]
}

/** A figure against the bound that it broke. */
export interface Measure {
  readonly value: number
  readonly bound: number
  /** What is counted or measured, as it stands after the number: “admissions in one window”, “ms for a decision”. */
  readonly unit: string
  /** A mark below the bound worth showing: the limit that a contract lets one exceed so far. */
  readonly limit?: number
  /** True where the value should be at least the bound. Left out: at most. */
  readonly isLeast?: true
}

/** Why an invariant does not hold, in figures, and who is to blame. */
export interface Evidence {
  /** One sentence with its figures and units: "limit 100, admitted 187 in 12:00.950–12:01.950". */
  readonly summary: string
  /** The guilty request, 0 if no single one is. */
  readonly request: number
  /** The other requests that make it one, oldest first; at most some hundred. */
  readonly others?: readonly number[]
  /** Number of the event at which the code decided it. Left out: the last that the guilty request led to. */
  readonly decided?: number
  /** What the code did then, in a few words: told where no safeguard is off that would say it. */
  readonly did?: string
  /** The figure that broke its bound, where there is one. */
  readonly measure?: Measure
  readonly figures: { readonly [name: string]: Json }
}

/**
 * A named property of every run. A `safety` invariant is asked after every event, a `liveness` one when the run has been
 * healed and has had time to settle.
 */
export interface Invariant<State = unknown> extends Fold<State> {
  readonly id: string
  readonly kind: 'safety' | 'liveness'
  readonly statement: string
  /** A few words for the strip on the time axis. */
  readonly label: string
  /** What is broken right now, or null. After a violation was reported it may report the next one. */
  broken(state: State): Evidence | null
  /** The most telling violation so far, where violations have a size. */
  worst?(state: State): Evidence | null
  /** Figures worth showing while it holds, such as the largest overshoot so far. */
  figures?(state: State): { readonly [name: string]: Json }
}

/** Ties the state type of an invariant together and forgets it again for lists of them. */
export function defineInvariant<State>(invariant: Invariant<State>): Invariant {
  return invariant as Invariant
}

/** One observed violation. */
export interface Violation {
  readonly invariant: string
  /** Number of the event that completed it. */
  readonly event: number
  readonly atMs: number
  readonly evidence: Evidence
}

/**
 * A reading of the trace that several checkers share: each event is read once, by the first that asks about it. What is read
 * must depend on the events before it alone, so everybody asks about all that concern it.
 */
export function sharedFold<Result>(read: (event: TraceEvent) => Result): (event: TraceEvent) => Result {
  let lastEvent = 0
  let last: Result
  return (event) => {
    if (event.n !== lastEvent) {
      lastEvent = event.n
      last = read(event)
    }
    return last
  }
}

/**
 * For how long a run has been settling at an event, in milliseconds; minus infinity before. Keeps in the state when that
 * began: initially `Infinity`. The checker has to hear of the kind `phase`.
 */
export function sinceSettled(state: { settledAtMs: number }, event: TraceEvent): number {
  if (event.kind === 'phase' && event.key === 'settle') state.settledAtMs = event.t
  return event.t - state.settledAtMs
}
