/** The completion of work that the outside did: what of it is recorded, and how it comes into a run. */
import type { Core } from './core'

/** One completion, in the order of the run. */
export interface Completion {
  /** Which work: counted from 1 as it is begun, which is the same in every execution. */
  readonly work: number
  /** The instant at which it came, in microseconds of the run, on its grid. */
  readonly atUs: number
  /** What became of it: `error` is a `CallError`. */
  readonly outcome: Outcome
}

/** What work gave, or the `CallError` with which it failed. */
export type Outcome = { readonly value: unknown } | { readonly error: unknown }

/** Who waits for work of the outside. */
export interface Waiting {
  readonly resolve: (value: unknown) => void
  readonly reject: (error: unknown) => void
}

/** Among urgent entries of an instant, completions come after what ends and what is done: before everything ordinary. */
const RANK_COMPLETION = 2_000_000

/** Queues a completion as an event of its instant. Those of one instant run in the order in which they are queued. */
export function queueCompletion(core: Core, atUs: number, { resolve, reject }: Waiting, outcome: Outcome): void {
  const run = () => {
    core.woke = true
    if ('error' in outcome) reject(outcome.error)
    else resolve(outcome.value)
  }
  core.scheduler.pushUrgent(atUs, RANK_COMPLETION, { cancelled: false, run })
}
