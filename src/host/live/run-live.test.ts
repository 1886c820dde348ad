/** Diagrams on real servers that this test starts: what they come to, and that their recordings are executed anew to the same hash. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startRealServer as startPostgres } from '~/infra/postgres/testing/real-server'
import { startRealServer as startRedis } from '~/infra/redis/testing/real-server'
import { RedisSocket } from '~/infra/redis/live/socket-node'
import type { RealServer } from '~/infra/testing/real-server'
import type { LiveControl } from '~/kernel/live'
import { runOf } from '~/kernel/run'
import type { AnySimulation } from '~/kernel/simulation'
import events from '~simulations/events/index'
import payments from '~simulations/payments/index'
import breakers from '~simulations/breakers/index'
import limiter from '~simulations/rate-limiter/index'
import { runLive } from './run-live'
import { again, failedOf, playedInTime } from './testing/played-in-time'

let redis: RealServer
let postgres: RealServer

beforeAll(async () => {
  ;[redis, postgres] = await Promise.all([startRedis(), startPostgres()])
})

afterAll(async () => {
  redis.signal('SIGCONT')
  await Promise.all([redis.stop(), postgres.stop()])
})

/** Freezes and thaws the server that this test started. */
const freezer: LiveControl = {
  refusal: ({ action }) => (action.verb === 'freeze' ? undefined : 'this test can only freeze'),
  begin() {
    redis.signal('SIGSTOP')
    return Promise.resolve(null)
  },
  end() {
    redis.signal('SIGCONT')
    return Promise.resolve()
  },
}

/** A diagram with a scenario of its own, short and with little load: a test shares its machine. */
function shortened(simulation: AnySimulation, scenario: string, durationMs: number, actions: readonly string[]) {
  const known = simulation.scenarios.find(({ id }) => id === scenario)!
  return { ...simulation, scenarios: [{ ...known, durationMs, settleMs: 2_000, actions }] }
}

function redisStore() {
  return { kind: 'redis', url: redis.url, isDisposable: true }
}

function postgresStore() {
  return { kind: 'postgres', url: postgres.url, isDisposable: true }
}

const QUIET = ['rate:clients=300@0', 'rate:abuser=150@0']

test('the limiter goes through a real Redis, leaves nothing there, and its recording gives the same trace, twice', async (context) => {
  const simulation = shortened(limiter, 'steady', 2_000, QUIET)
  const run = runOf('rate-limiter', { scenario: 'steady', settings: { redisTimeoutMs: '500' } })
  const report = await playedInTime(context, simulation, () => runLive(simulation, run, { stores: [redisStore()] }))
  expect(failedOf(report)).toEqual([])
  const { arrows } = report.metrics as unknown as { arrows: Record<string, { ok: number; sent: number }> }
  expect(arrows['gateway~redis']!.ok).toBeGreaterThan(arrows['gateway~redis']!.sent / 2)
  expect(await again(simulation, report.recording)).toBe(report.traceHash)
  expect(report.removed.join()).toMatch(/keys boxes:/)
  const socket = new RedisSocket(redis.url)
  expect(await socket.send([['DBSIZE']])).toEqual([0])
  socket.close()
})

test('a Redis that hangs: the shadow cache takes over and the verdicts hold', async (context) => {
  const simulation = shortened(limiter, 'redis-hangs', 3_500, [...QUIET, 'freeze:redis@1000-2200'])
  const run = runOf('rate-limiter', { scenario: 'redis-hangs' })
  const report = await playedInTime(context, simulation, () =>
    runLive(simulation, run, { stores: [redisStore()], control: freezer }),
  )
  expect(failedOf(report)).toEqual([])
  expect(report.leftOut).toEqual([])
  const { boxes } = report.metrics as unknown as { boxes: Record<string, { counters: Record<string, number> }> }
  expect(boxes['shadow']!.counters['allowed']).toBeGreaterThan(100)
  expect(boxes['gateway']!.counters['redis']).toBeGreaterThan(100)
})

test('the breakers keep their tiles in a real Redis', async (context) => {
  const simulation = shortened(breakers, 'steady', 2_000, [])
  const report = await playedInTime(context, simulation, () =>
    runLive(simulation, runOf('breakers', { scenario: 'steady' }), { stores: [redisStore()] }),
  )
  expect(failedOf(report)).toEqual([])
  expect(report.recording.completions.length).toBeGreaterThan(20)
})

test('payments are booked in a real PostgreSQL, with their keys in a real Redis', async (context) => {
  const simulation = shortened(payments, 'steady', 3_000, [])
  const stores = [redisStore(), postgresStore()]
  const report = await playedInTime(context, simulation, () =>
    runLive(simulation, runOf('payments', { scenario: 'steady' }), { stores }),
  )
  expect(failedOf(report)).toEqual([])
  expect(report.removed.join()).toMatch(/schema boxes_/)
})

test('the warehouse of the event platform is a real PostgreSQL', async (context) => {
  const simulation = shortened(events, events.scenarios[0]!.id, 3_000, [])
  const run = runOf('events', { scenario: events.scenarios[0]!.id })
  const report = await playedInTime(context, simulation, () => runLive(simulation, run, { stores: [postgresStore()] }))
  expect(report.recording.completions.length).toBeGreaterThan(5)
})
