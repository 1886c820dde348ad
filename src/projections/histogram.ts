/** Histograms of durations with logarithmic buckets: 16 per octave, so a quantile is right within about 6 %. */

const SUB_BITS = 4
const SUB_COUNT = 1 << SUB_BITS
/** How many buckets a histogram has: durations from 0.1 ms to beyond an hour. */
export const BUCKETS = SUB_COUNT * 24

/** The bucket of a duration in milliseconds, resolved to 0.1 ms. */
export function bucketOf(durationMs: number): number {
  const tenths = Math.max(0, Math.round(durationMs * 10))
  if (tenths < SUB_COUNT) return tenths
  const magnitude = 31 - Math.clz32(tenths)
  const bucket = (magnitude - SUB_BITS + 1) * SUB_COUNT + ((tenths >>> (magnitude - SUB_BITS)) & (SUB_COUNT - 1))
  return Math.min(bucket, BUCKETS - 1)
}

/** The middle of a bucket in milliseconds. */
export function middleOf(bucket: number): number {
  if (bucket < SUB_COUNT) return bucket / 10
  const magnitude = Math.floor(bucket / SUB_COUNT) + SUB_BITS - 1
  const width = 2 ** (magnitude - SUB_BITS)
  return (2 ** magnitude + (bucket % SUB_COUNT) * width + (width - 1) / 2) / 10
}

/** The quantiles of a histogram in milliseconds, 0 for an empty one. `shares` ascend from 0 to 1. */
export function quantiles(counts: ArrayLike<number>, shares: readonly number[]): number[] {
  let total = 0
  for (let bucket = 0; bucket < BUCKETS; bucket++) total += counts[bucket]!
  if (total === 0) return shares.map(() => 0)
  const found: number[] = []
  let seen = 0
  for (let bucket = 0; bucket < BUCKETS && found.length < shares.length; bucket++) {
    seen += counts[bucket]!
    while (found.length < shares.length && seen >= shares[found.length]! * total) found.push(middleOf(bucket))
  }
  return found
}
