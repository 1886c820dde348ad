/** What PGlite takes from the realm, lent for the length of one call: the clock, and timers, which it gets none of. */
import { RUN_EPOCH_MS } from '~/kernel/time'

/** A quarter of a microsecond: PostgreSQL cuts off below a microsecond what a double holds a little too small. */
const ROUNDING_MS = 0.00025

/**
 * Runs synchronous code with `Date.now` telling the run's time, in milliseconds with fractions, and puts it back. A timer that
 * the server sets (for its statistics) would go off in real time, in the middle of something else: it is not set.
 */
export function atVirtualTime<Result>(nowMs: number, run: () => Result): Result {
  const realNow = Date.now
  const realSetTimeout = globalThis.setTimeout
  const now = RUN_EPOCH_MS + nowMs + ROUNDING_MS
  Date.now = () => now
  globalThis.setTimeout = (() => 0) as unknown as typeof globalThis.setTimeout
  try {
    return run()
  } finally {
    Date.now = realNow
    globalThis.setTimeout = realSetTimeout
  }
}
