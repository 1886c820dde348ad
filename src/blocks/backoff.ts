/** Waits that grow: capped exponential backoff with jitter, for retries and for open breakers alike. */
import { assert } from '~/kernel/assert'
import type { Rng } from '~/kernel/random'

/** How waits grow from attempt to attempt. Times are in milliseconds. */
export interface Backoff {
  /** The first wait, before jitter. */
  readonly firstMs: number
  /** Each wait is so many times the one before; at least 1. */
  readonly factor: number
  /** No wait is longer. */
  readonly maxMs: number
  /** The share of a wait that chance takes away at most: 0 for none, 0.5 for "equal" jitter, 1 for "full" jitter (AWS). */
  readonly jitter: number
}

/**
 * Checks a backoff.
 * @throws {RangeError} naming the field, its value and its bounds
 */
export function checkBackoff({ firstMs, factor, maxMs, jitter }: Backoff): void {
  if (!(firstMs > 0)) throw new RangeError(`firstMs is more than 0 ms, not ${firstMs}`)
  if (!(factor >= 1)) throw new RangeError(`factor is at least 1, not ${factor}`)
  if (!(maxMs >= firstMs)) throw new RangeError(`maxMs is at least firstMs (${firstMs} ms), not ${maxMs}`)
  if (!(jitter >= 0 && jitter <= 1)) throw new RangeError(`jitter is 0 to 1, not ${jitter}`)
}

/** The wait after failed attempt number `attempt`, counted from 1: evenly from (1 − jitter) × wait to wait. */
export function backoffMs({ firstMs, factor, maxMs, jitter }: Backoff, attempt: number, rng: Rng): number {
  assert(attempt >= 1, `attempts count from 1, not ${attempt}`)
  let waitMs = firstMs
  for (let step = 1; step < attempt && waitMs < maxMs; step++) waitMs *= factor
  return Math.min(waitMs, maxMs) * (1 - jitter * rng.float())
}
