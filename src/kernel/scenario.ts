/** A scenario: load and timed actions that put a claim under stress, with the sentence it is meant to show. */
import type { Message } from './component'
import type { Rng } from './random'

/** A request of the outside world. */
export interface Arrival {
  readonly atMs: number
  /** The box that starts it. */
  readonly box: string
  /** Null for no request at all: the load only wants to look at its controls again at that time. */
  readonly message: (Omit<Message, 'request'> & { readonly [field: string]: unknown }) | null
}

/**
 * What the load reads while it runs: the values of the load verbs in force, by `box.verb`, and whether the run is in its
 * second phase, in which load calms down so that everything can settle.
 */
export interface LoadControls {
  value(box: string, verb: string): number | undefined
  isSettling(): boolean
}

/** One scenario of a simulation. */
export interface Scenario {
  readonly id: string
  readonly title: string
  /** One sentence: what should be seen. */
  readonly hypothesis: string
  /** Length of the first phase, with its faults, in milliseconds. */
  readonly durationMs: number
  /** Length of the second phase, healed and calm, in milliseconds. */
  readonly settleMs: number
  /** Arrivals in order of time, made as they are needed. Ends when it likes; the engine stops asking at the end. */
  readonly load: (rng: Rng, controls: LoadControls) => Iterable<Arrival>
  /** Actions as text, in the grammar of `action.ts`. */
  readonly actions: readonly string[]
}
