/** Distributions of delays, in milliseconds. */
import { exp, ln } from './arithmetic'
import type { Rng } from './random'

/**
 * How long something takes.
 * - `fixed`: always `ms`.
 * - `uniform`: from `minMs` to `maxMs`, evenly.
 * - `exponential`: at least `minMs`, and `meanMs` more on average.
 * - `pareto`: at least `minMs`, with a heavy tail of exponent `alpha` (smaller is heavier), never over `maxMs`.
 * - `quantiles`: straight lines between the 0 %, 50 %, 90 %, 99 % and 100 % points, as one reads them off a dashboard.
 */
export type Distribution =
  | { readonly kind: 'fixed'; readonly ms: number }
  | { readonly kind: 'uniform'; readonly minMs: number; readonly maxMs: number }
  | { readonly kind: 'exponential'; readonly minMs: number; readonly meanMs: number }
  | { readonly kind: 'pareto'; readonly minMs: number; readonly alpha: number; readonly maxMs: number }
  | {
      readonly kind: 'quantiles'
      readonly ms: readonly [p0: number, p50: number, p90: number, p99: number, p100: number]
    }

const QUANTILE_POINTS = [0, 0.5, 0.9, 0.99, 1] as const

/** Draws one delay in milliseconds. */
export function sampleMs(distribution: Distribution, rng: Rng): number {
  switch (distribution.kind) {
    case 'fixed':
      return distribution.ms
    case 'uniform':
      return distribution.minMs + rng.float() * (distribution.maxMs - distribution.minMs)
    case 'exponential':
      return distribution.minMs + rng.exponential(distribution.meanMs)
    case 'pareto': {
      const drawn = distribution.minMs * exp(-ln(1 - rng.float()) / distribution.alpha)
      return Math.min(drawn, distribution.maxMs)
    }
    case 'quantiles': {
      const at = rng.float()
      let upper = 1
      while (at > QUANTILE_POINTS[upper]!) upper++
      const low = distribution.ms[upper - 1]!
      const share = (at - QUANTILE_POINTS[upper - 1]!) / (QUANTILE_POINTS[upper]! - QUANTILE_POINTS[upper - 1]!)
      return low + share * (distribution.ms[upper]! - low)
    }
  }
}

/** A distribution in words, for "what is real" and for tooltips. */
export function describeDistribution(distribution: Distribution): string {
  switch (distribution.kind) {
    case 'fixed':
      return `${distribution.ms} ms`
    case 'uniform':
      return `${distribution.minMs}–${distribution.maxMs} ms, evenly`
    case 'exponential':
      return `${distribution.minMs} ms and ${distribution.meanMs} ms more on average`
    case 'pareto':
      return `from ${distribution.minMs} ms, heavy tail, at most ${distribution.maxMs} ms`
    case 'quantiles': {
      const [, p50, , p99] = distribution.ms
      return `median ${p50} ms, 99 % within ${p99} ms`
    }
  }
}
