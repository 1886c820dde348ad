/** Histograms of durations: small, and right within about six per cent. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { BUCKETS, bucketOf, middleOf, quantiles } from './histogram'

function histogramOf(durations: readonly number[]): Uint32Array {
  const counts = new Uint32Array(BUCKETS)
  for (const duration of durations) counts[bucketOf(duration)]!++
  return counts
}

describe('a bucket', () => {
  test('has its own middle in it', () => {
    for (let bucket = 0; bucket < BUCKETS; bucket++) expect(bucketOf(middleOf(bucket))).toBe(bucket)
  })

  test('is within six per cent of every duration in it, up to an hour', () => {
    fc.assert(
      fc.property(fc.nat({ max: 36_000_000 }), (tenths) => {
        const durationMs = tenths / 10
        expect(Math.abs(middleOf(bucketOf(durationMs)) - durationMs)).toBeLessThanOrEqual(0.06 * durationMs)
      }),
    )
  })

  test('of a longer duration is the same one or a later one', () => {
    const duration = fc.double({ min: 0, max: 5_000_000, noNaN: true })
    fc.assert(
      fc.property(duration, duration, (a, b) => {
        expect(bucketOf(Math.min(a, b))).toBeLessThanOrEqual(bucketOf(Math.max(a, b)))
      }),
    )
  })

  test.each([
    [-1, 0],
    [0, 0],
    [0.1, 1],
    [1.5, 15],
    [1.6, 16],
    [86_400_000, BUCKETS - 1],
  ])('of %d ms is number %i', (durationMs, bucket) => {
    expect(bucketOf(durationMs)).toBe(bucket)
  })
})

describe('quantiles', () => {
  test('of nothing are zero', () => {
    expect(quantiles(histogramOf([]), [0, 0.5, 1])).toEqual([0, 0, 0])
  })

  test('of one duration are that duration', () => {
    expect(quantiles(histogramOf([1.2]), [0.5, 0.95, 0.99, 1])).toEqual([1.2, 1.2, 1.2, 1.2])
  })

  test('are those of the durations, within six per cent', () => {
    const durations = fc.array(fc.nat({ max: 1_000_000 }), { minLength: 1, maxLength: 300 })
    fc.assert(
      fc.property(durations, fc.double({ min: 0.01, max: 1, noNaN: true }), (tenths, share) => {
        const sorted = tenths.map((each) => each / 10).toSorted((a, b) => a - b)
        const exact = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]!
        const [found] = quantiles(histogramOf(sorted), [share])
        expect(Math.abs(found! - exact)).toBeLessThanOrEqual(0.06 * exact)
      }),
    )
  })
})
