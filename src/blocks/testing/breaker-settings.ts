/** A breaker for tests: four of ten calls must be in before it judges, half of them failed or all of them slow. */
import { createRng } from '~/kernel/random'
import { CircuitBreaker, type Transition } from '../breaker/breaker'
import type { BreakerOptions } from '../breaker/options'
import { ManualClock } from './manual-clock'

/** Settings without chance in them, so that a test can say when what must happen. */
export const SETTINGS: BreakerOptions = {
  window: { kind: 'count', calls: 10 },
  minimumCalls: 4,
  failureRate: 0.5,
  slowCallMs: 100,
  slowCallRate: 1,
  openWait: { firstMs: 1_000, factor: 2, maxMs: 8_000, jitter: 0 },
  calmMs: 0,
  halfOpenCalls: 3,
  probeTimeoutMs: 500,
}

/** A breaker with a clock of its own, and what it did. */
export interface Bench {
  readonly clock: ManualClock
  readonly breaker: CircuitBreaker
  readonly transitions: Transition[]
}

/** Sets up a breaker. */
export function setUp(options: Partial<BreakerOptions> = {}, seed = 1): Bench {
  const clock = new ManualClock()
  const transitions: Transition[] = []
  const settings = { ...SETTINGS, ...options }
  const breaker = new CircuitBreaker(clock, createRng(seed), settings, (each) => transitions.push(each))
  return { clock, breaker, transitions }
}

/** Opens a breaker by failing as many calls as it takes. */
export function trip({ breaker }: Bench): void {
  while (breaker.inspect().state !== 'open') breaker.acquire().settle('failure')
}

/** Opens a breaker and waits until it takes probes. */
export function tripAndWait(bench: Bench): void {
  trip(bench)
  bench.clock.jump(bench.breaker.inspect().nextProbeInMs)
}
