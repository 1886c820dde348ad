/** The claims that stand on Redis and PostgreSQL, on real ones: each comes to the engine's verdict, with its safeguard and without. */
import { afterAll, beforeAll, describe } from 'vitest'
import type { LocalStack } from './local/stack'
import { PLAYED_MS_MAX, playSideBySide, sidesOf, startServers, stackOf, testVerdicts, type Outcome, type ShortClaim, type Side } from './testing/claims-in-time' // prettier-ignore

/** Little load; and an answer of Redis may come late, since runs share a machine. */
const LIMITER = { id: 'rate-limiter', load: ['rate:clients=60@0', 'rate:abuser=10@0'], settings: { redisTimeoutMs: '300' } } // prettier-ignore
const PAYMENTS = { id: 'payments', load: ['rate:client=15@0'] }
const BREAKERS = { id: 'breakers', load: ['rate:edge=160@0'] }
const CLAIMS: readonly ShortClaim[] = [
  // The longest first.
  { ...BREAKERS, claim: 'jittered-recovery', load: ['rate:edge=200@0'], skipMs: 2_500, durationMs: 3_000, settleMs: 12_000 }, // prettier-ignore
  { ...PAYMENTS, claim: 'outbox-retry', durationMs: 5_000, settleMs: 5_000 },
  { ...PAYMENTS, claim: 'one-transaction', durationMs: 4_000, settleMs: 4_000 },
  { ...BREAKERS, claim: 'timeout-order', load: ['rate:edge=250@0'], durationMs: 5_000, settleMs: 1_500 },
  { ...PAYMENTS, claim: 'postgres-truth', skipMs: 2_500, durationMs: 2_500, settleMs: 4_000 },
  { ...PAYMENTS, claim: 'required-key', skipMs: 1_800, durationMs: 2_000, settleMs: 3_000 },
  { ...BREAKERS, claim: 'per-dependency', skipMs: 2_500, durationMs: 2_500, settleMs: 2_000 },
  { ...BREAKERS, claim: 'safe-fallbacks', skipMs: 2_500, durationMs: 2_500, settleMs: 2_000 },
  { ...LIMITER, claim: 'shadow-cache', load: ['rate:clients=150@0', 'rate:abuser=250@0'], skipMs: 2_400, durationMs: 2_400, settleMs: 2_000 }, // prettier-ignore
  // What the services behind can take is less here, so that so little load is too much for one key of all.
  { ...LIMITER, claim: 'composite-keys', load: ['rate:clients=60@0', 'rate:abuser=150@0'], settings: { ...LIMITER.settings, sharedLimit: '120' }, durationMs: 1_400, settleMs: 1_500 }, // prettier-ignore
  { ...LIMITER, claim: 'sliding-window', durationMs: 2_200, settleMs: 1_500 },
  { ...LIMITER, claim: 'atomic-lua', durationMs: 2_000, settleMs: 1_500 },
]
/** Runs that are played at the same time. */
const SIDE_BY_SIDE = 4

const sides = (await Promise.all(CLAIMS.map(sidesOf))).flat()
const locals: LocalStack[] = []
let outcomes: ReadonlyMap<Side, Outcome>

beforeAll(async () => {
  const postgres = await startServers('postgres')
  locals.push(postgres)
  // Scenarios freeze, flush and kill Redis: runs at the same time have one each.
  const redis = await Promise.all(Array.from({ length: SIDE_BY_SIDE }, () => startServers('redis')))
  locals.push(...redis)
  outcomes = await playSideBySide(
    sides,
    redis.map((each) => stackOf(each, postgres)),
  )
}, PLAYED_MS_MAX)
afterAll(() => Promise.all(locals.map((local) => local.stop())))

describe('on a real Redis and PostgreSQL the verdict is the engine’s', () => {
  testVerdicts(sides, () => outcomes)
})
