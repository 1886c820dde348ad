/** How long the three providers work on one request when they are warm, and what their callers must bear while they are not. */
import { exp } from '~/kernel/arithmetic'
import type { BreakerOptions } from '~/blocks/breaker/options'
import { COLD_FACTOR } from './components/provider'
import type { Dependency } from './dependencies'

/** Work in milliseconds. */
export const PROVIDER_WORK = {
  payments: { kind: 'exponential', minMs: 30, meanMs: 20 },
  vendor: { kind: 'exponential', minMs: 15, meanMs: 10 },
  maps: { kind: 'exponential', minMs: 20, meanMs: 15 },
} as const satisfies Record<Dependency, unknown>

/** What the way to a provider and back usually takes, in milliseconds. */
const WAY_MS = 20
/** The probes of a breaker that is patient fail at a provider that is merely cold so seldom. */
const UNLUCKY_MAX = 0.1

/**
 * True if a breaker bears a provider that has just come back: work of a cold one takes longer, and if that counts as slow, a
 * breaker cuts it off before it is warm, again and again. Such settings are not wrong, but nothing recovers under them.
 */
export function isPatient(dependency: Dependency, options: BreakerOptions): boolean {
  const { minMs, meanMs } = PROVIDER_WORK[dependency]
  const { slowCallMs, slowCallRate, halfOpenCalls } = options
  const spareMs = Math.max(0, (slowCallMs - WAY_MS) / COLD_FACTOR - minMs)
  const slowShare = exp(-spareMs / meanMs)
  const enough = Math.ceil(slowCallRate * halfOpenCalls)
  return atLeast(enough, halfOpenCalls, slowShare) <= UNLUCKY_MAX
}

/** How likely at least `count` of `all` are, each by itself as likely as `share`. */
function atLeast(count: number, all: number, share: number): number {
  // By number of hits so far, one try after another.
  let chances = [1]
  for (let tries = 0; tries < all; tries++) {
    chances = [...chances, 0].map((chance, hits) => chance * (1 - share) + (chances[hits - 1] ?? 0) * share)
  }
  return chances.slice(count).reduce((sum, chance) => sum + chance, 0)
}
