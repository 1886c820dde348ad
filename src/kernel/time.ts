/**
 * Virtual time. Instants are whole microseconds on a 100 µs grid, so that every instant is exact in a double and one
 * turn of the event loop serves all that happens within it.
 */

/** Width of the time grid in microseconds: every delay is rounded up to a multiple of it. */
export const GRID_US = 100

/**
 * The instant a run begins, as its stores tell it: 2026-01-01T12:00:00Z, in milliseconds of Unix time. Their clocks count
 * from it, so that what they say looks like any server's while two runs still agree to the byte.
 */
export const RUN_EPOCH_MS = Date.UTC(2026, 0, 1, 12, 0, 0)

/** The longest virtual time a run may reach, in milliseconds: one day. */
export const RUN_MS_MAX = 86_400_000

/** Rounds a delay in milliseconds up to the grid, in microseconds. Negative delays count as zero. */
export function delayUs(durationMs: number): number {
  if (!(durationMs > 0)) return 0
  // The small term keeps 0.3 ms, which is 2.9999… steps in binary, at three steps.
  return Math.max(0, Math.ceil((durationMs * 1000) / GRID_US - 1e-6)) * GRID_US
}

/** An instant of a run in milliseconds as grid microseconds. */
export function instantUs(atMs: number): number {
  return delayUs(atMs)
}

/** Time as a component sees it. The run's clock starts at 0 ms; a skewed box reads it shifted. */
export interface Clock {
  /** The box's wall clock: milliseconds since the run began, in steps of 0.1 ms, off by whatever skews the box. */
  nowMs(): number
  /** The box's monotonic clock: for measuring how long something took. No skew moves it. */
  monotonicMs(): number
  /** Resolves after `durationMs` of virtual time, rounded up to the grid. Never resolves if the box crashes first. */
  sleep(durationMs: number): Promise<void>
}
