/** The clock that PGlite takes from the realm, lent for the length of one call. */
import { RUN_EPOCH_MS } from '~/kernel/time'

/** A quarter of a microsecond: PostgreSQL cuts off below a microsecond what a double holds a little too small. */
const ROUNDING_MS = 0.00025

/** Runs synchronous code with `Date.now` telling the run's time, in milliseconds with fractions, and puts it back. */
export function atVirtualTime<Result>(nowMs: number, run: () => Result): Result {
  const realNow = Date.now
  const now = RUN_EPOCH_MS + nowMs + ROUNDING_MS
  Date.now = () => now
  try {
    return run()
  } finally {
    Date.now = realNow
  }
}
