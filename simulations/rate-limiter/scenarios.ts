/** The scenarios: load, timed faults, and the sentence each is meant to show. */
import type { Rng } from '~/kernel/random'
import type { Arrival, LoadControls, Scenario } from '~/kernel/scenario'
import { createLoad } from './load'
import type { Caller } from './requests'

const SETTLE_MS = 5_000

/** A caller of its own, so that nobody else's requests count towards its keys. */
const BURSTER: Caller = { tenant: 't90', user: 'u0001', route: 'orders' }

/** Every second, 150 requests just before the full second and 150 just after it: twice a user's limit around a boundary. */
function* boundaryBursts(rng: Rng, controls: LoadControls): Generator<Arrival> {
  for (let second = 1; ; second++) {
    yield { atMs: second * 1000 - 70, box: 'clients', message: null }
    if (controls.isSettling()) return
    for (const [fromMs, lengthMs] of [
      [-60, 40],
      [10, 40],
    ] as const) {
      const times = Array.from({ length: 150 }, () => second * 1000 + fromMs + rng.float() * lengthMs)
      for (const atMs of times.sort((a, b) => a - b)) yield arrival(atMs, BURSTER)
    }
  }
}

/** Every second and a half, 400 requests of one user within two milliseconds. */
function* concurrentBursts(rng: Rng, controls: LoadControls): Generator<Arrival> {
  for (let burst = 1; ; burst++) {
    yield { atMs: burst * 1500 - 10, box: 'clients', message: null }
    if (controls.isSettling()) return
    const times = Array.from({ length: 400 }, () => burst * 1500 + rng.float() * 2)
    for (const atMs of times.sort((a, b) => a - b)) yield arrival(atMs, BURSTER)
  }
}

function arrival(atMs: number, caller: Caller): Arrival {
  return { atMs, box: 'clients', message: { type: 'request', ...caller } }
}

/** The scenarios of the rate limiter, the first being the default. */
export const scenarios: readonly Scenario[] = [
  {
    id: 'steady',
    title: 'Steady 10k',
    hypothesis: 'At 10,000 requests a second nearly everybody is admitted, and the one bot is held to its limit.',
    durationMs: 30_000,
    settleMs: SETTLE_MS,
    load: createLoad(),
    actions: [],
  },
  {
    id: 'abusive-actor',
    title: 'Abusive actor',
    hypothesis: 'A bot at 6,000 requests a second is throttled alone; no quiet tenant gets a 429 because of it.',
    durationMs: 5_000,
    settleMs: SETTLE_MS,
    load: createLoad({ abuserRate: 500 }),
    actions: ['rate:abuser=6000@1500'],
  },
  {
    id: 'boundary-burst',
    title: 'Boundary burst',
    hypothesis: 'Bursts on both sides of a full second never get one user more than 100 requests in any second.',
    durationMs: 6_000,
    settleMs: SETTLE_MS,
    load: createLoad({ clientRate: 400, abuserRate: 20, extra: boundaryBursts }),
    actions: [],
  },
  {
    id: 'concurrent-burst',
    title: 'Concurrent burst on one key',
    hypothesis:
      'Of 400 requests that arrive together exactly 100 are admitted, whoever of the three gateways gets them.',
    durationMs: 6_000,
    settleMs: SETTLE_MS,
    load: createLoad({ clientRate: 400, abuserRate: 20, extra: concurrentBursts }),
    actions: [],
  },
  {
    id: 'redis-hangs',
    title: 'Redis hangs',
    hypothesis:
      'When Redis stops answering, each gateway counts on its own share: traffic flows, overshoot stays bounded.',
    durationMs: 8_000,
    settleMs: SETTLE_MS,
    load: createLoad(),
    actions: ['freeze:redis@3000-6000'],
  },
  {
    id: 'redis-crash',
    title: 'Redis crash and recovery',
    hypothesis:
      'A crash that keeps the data is bridged by the shadow cache, and the gateways come back one after another.',
    durationMs: 12_000,
    settleMs: SETTLE_MS,
    load: createLoad(),
    actions: ['crash:redis@3000-7000'],
  },
  {
    id: 'redis-failover',
    title: 'Redis fail-over losing data',
    hypothesis:
      'A replica that lags half a second forgets what it had not seen: one window may hold up to twice the limit.',
    durationMs: 10_000,
    settleMs: SETTLE_MS,
    load: createLoad(),
    actions: ['failover:redis=500@4000', 'failover:redis=500@7000'],
  },
  {
    id: 'partition',
    title: 'Partition of one gateway',
    hypothesis: 'One gateway cut off from Redis decides on its own share while the other two go on as before.',
    durationMs: 10_000,
    settleMs: SETTLE_MS,
    load: createLoad(),
    actions: ['partition:gateway/1~redis=both@3000-7000'],
  },
  {
    id: 'retry-storm',
    title: 'Retry storm',
    hypothesis: 'A storm that multiplies every refusal by four is answered from memory and hardly reaches Redis.',
    durationMs: 10_000,
    settleMs: SETTLE_MS,
    load: createLoad({ abuserRate: 1_000 }),
    actions: ['retry-storm:abuser@2000-7000', 'rate:abuser=4000@3000-6000'],
  },
  {
    id: 'clock-skew',
    title: 'Clock skew',
    hypothesis: 'A gateway whose clock is five seconds ahead decides like the others, because Redis tells the time.',
    durationMs: 8_000,
    settleMs: SETTLE_MS,
    load: createLoad({ clientRate: 2_000, abuserRate: 400 }),
    actions: ['skew:gateway/0=5000@2000-6000'],
  },
]
