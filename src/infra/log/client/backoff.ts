/** How long to wait before another attempt: `ExponentialBackoff` in apache/kafka, with its multiplier and its jitter. */
import type { Rng } from '~/kernel/random'

const MULTIPLIER = 2
const JITTER = 0.2
/** Beyond this exponent any sensible base is above its maximum. */
const EXPONENT_MAX = 30

/**
 * In milliseconds, never above `maxMs`.
 * @param failures how many attempts have failed since the last success, at least one
 */
export function backoffMs(baseMs: number, maxMs: number, failures: number, rng: Rng): number {
  const term = baseMs * MULTIPLIER ** Math.min(failures - 1, EXPONENT_MAX)
  return Math.min(term * (1 - JITTER + 2 * JITTER * rng.float()), maxMs)
}
