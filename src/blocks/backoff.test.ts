/** Waits between attempts. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createRng } from '~/kernel/random'
import { backoffMs } from './backoff'

test.each([
  [1, 100],
  [2, 200],
  [3, 400],
  [4, 800],
  [5, 1_000],
  [1_000, 1_000],
])('after attempt %i it is %i ms', (attempt, waitMs) => {
  expect(backoffMs({ firstMs: 100, factor: 2, maxMs: 1_000, jitter: 0 }, attempt, createRng(1))).toBe(waitMs)
})

test('jitter takes away at most its share, and all of it is used', () => {
  fc.assert(
    fc.property(fc.constantFrom(0, 0.1, 0.5, 1), fc.nat(), (jitter, seed) => {
      const rng = createRng(seed)
      const waits = Array.from({ length: 200 }, () =>
        backoffMs({ firstMs: 100, factor: 2, maxMs: 100, jitter }, 1, rng),
      )
      expect(Math.min(...waits)).toBeGreaterThanOrEqual(100 * (1 - jitter))
      expect(Math.max(...waits)).toBeLessThanOrEqual(100)
      expect(Math.max(...waits) - Math.min(...waits)).toBeGreaterThanOrEqual(0.8 * 100 * jitter)
    }),
  )
})
