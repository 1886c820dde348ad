/** What PGlite takes from the realm, lent for the length of one call: the clock, and timers, which it gets none of. */
import { RUN_EPOCH_MS } from '~/kernel/time'

/** A quarter of a microsecond: PostgreSQL cuts off below a microsecond what a double holds a little too small. */
const ROUNDING_MS = 0.00025

/** So often a statement may read the clock before time begins to pass for it. */
const READS_MAX = 1_000

/**
 * Runs synchronous code with `Date.now` telling the run's time, in milliseconds with fractions, and puts it back. A timer that
 * the server sets (for its statistics) would go off in real time, in the middle of something else: it is not set. Code that reads
 * the clock again and again is waiting for it, as `pg_sleep` does: then it moves, ever faster, within that statement.
 */
export function atVirtualTime<Result>(nowMs: number, run: () => Result): Result {
  const realNow = Date.now
  const realSetTimeout = globalThis.setTimeout
  let reads = 0
  const passedMs = () => Math.max(0, ++reads - READS_MAX) ** 2
  Date.now = () => RUN_EPOCH_MS + nowMs + ROUNDING_MS + passedMs()
  // Sleeping is turning around on the monotonic clock. It stands on the prototype: what is set here hides it until it is deleted.
  performance.now = () => nowMs + passedMs()
  globalThis.setTimeout = (() => 0) as unknown as typeof globalThis.setTimeout
  try {
    return run()
  } finally {
    Date.now = realNow
    delete (performance as { now?: unknown }).now
    globalThis.setTimeout = realSetTimeout
  }
}
