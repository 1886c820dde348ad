/** The four algorithms on a real Valkey, against arrivals at random and at the worst moments. */
import fc from 'fast-check'
import { beforeEach, describe, expect, test } from 'vitest'
import { clientOfConnection } from '~/infra/redis/client-of-connection'
import type { RedisClient } from '~/infra/redis/port'
import { createValkeyEngine, type ValkeyEngine } from '~/infra/redis/valkey/engine'
import { loadValkeyFromPackage } from '~/infra/redis/valkey/load-node'
import { decideByScript } from '../components/limiter'
import type { Policy } from '../policies'
import { algorithms } from './choose'

const WINDOW_MS = 1_000
const GUARD_MS = 25
const module = await loadValkeyFromPackage()

let nowMs = 0
let engine: ValkeyEngine
let client: RedisClient
let member = 0

beforeEach(() => {
  nowMs = 0
  engine = createValkeyEngine(module, { clock: { nowMs: () => nowMs } })
  client = clientOfConnection(engine.connect())
})

function policies(tenant: number, user: number, route: number): Policy[] {
  return [
    { name: 'tenant', key: 'rl:{t}', limit: tenant },
    { name: 'user', key: 'rl:{t}:u', limit: user },
    { name: 'route', key: 'rl:{t}:orders', limit: route },
  ]
}

type Id = keyof typeof algorithms

function decide(id: Id, checked: readonly Policy[]) {
  const options = { algorithm: algorithms[id], windowMs: WINDOW_MS, guardMs: GUARD_MS }
  return decideByScript(client, `m${member++}`, checked, options)
}

async function admittedAt(id: Id, checked: readonly Policy[], times: readonly number[]): Promise<number[]> {
  const admitted: number[] = []
  for (const time of times) {
    nowMs = time
    if ((await decide(id, checked)).allowed) admitted.push(time)
  }
  return admitted
}

/** The most that any window held. */
function fullestWindow(times: readonly number[]): number {
  return Math.max(0, ...times.map((end) => times.filter((time) => time > end - WINDOW_MS && time <= end).length))
}

const ids = Object.keys(algorithms) as Id[]

describe('what an algorithm promises of any window holds', () => {
  test.each(ids)('%s, arrivals at random', async (id) => {
    const gaps = fc.array(fc.integer({ min: 0, max: 90 }), { minLength: 20, maxLength: 120 })
    await fc.assert(
      fc.asyncProperty(gaps, async (steps) => {
        engine.reset()
        client = clientOfConnection(engine.connect())
        const startMs = nowMs
        let sum = startMs
        const times = steps.map((step) => (sum += step))
        const admitted = await admittedAt(id, policies(1_000, 10, 1_000), times)
        expect(fullestWindow(admitted)).toBeLessThanOrEqual(algorithms[id].admittedMax(10))
        nowMs = sum + 10 * WINDOW_MS
      }),
      { numRuns: 25, seed: 1 },
    )
  })

  test('a burst on both sides of a full second gets twice the limit from fixed windows, and the limit from the log', async () => {
    const times = [
      ...Array.from({ length: 20 }, (_, index) => 980 + index),
      ...Array.from({ length: 20 }, (_, i) => 1_000 + i),
    ]
    expect(fullestWindow(await admittedAt('fixed-window', policies(99, 10, 99), times))).toBe(20)
    engine.reset()
    client = clientOfConnection(engine.connect())
    nowMs = 0
    expect(fullestWindow(await admittedAt('sliding-log', policies(99, 10, 99), times))).toBe(10)
  })
})

test.each(ids)('%s consumes all keys of a request or none', async (id) => {
  const full = policies(50, 50, 6)
  for (let count = 0; count < 30; count++) await decide(id, full)
  const refused = await decide(id, full)
  expect(refused).toMatchObject({ allowed: false, policy: 'route', remaining: 0 })
  // What was refused for the route's sake has cost tenant and user nothing: they go on where the route stopped.
  const others: Policy[] = full.slice(0, 2)
  const options = { algorithm: algorithms[id], windowMs: WINDOW_MS, guardMs: GUARD_MS }
  const elsewhere = [...others, { name: 'route', key: 'rl:{t}:search', limit: 6 }]
  const next = await decideByScript(client, 'elsewhere', elsewhere, options)
  expect(next.allowed).toBe(true)
})

describe('the sliding log', () => {
  test('tells the exact time at which a lone retry is admitted', async () => {
    const checked = policies(100, 5, 100)
    for (let count = 0; count < 5; count++) {
      nowMs = count * 10
      expect(await decide('sliding-log', checked)).toMatchObject({ allowed: true, remaining: 4 - count })
    }
    nowMs = 300
    const refused = await decide('sliding-log', checked)
    expect(refused).toMatchObject({ allowed: false, policy: 'user', retryAfterMs: WINDOW_MS + GUARD_MS - 300 })
    nowMs = 300 + refused.retryAfterMs - 1
    expect((await decide('sliding-log', checked)).allowed).toBe(false)
    nowMs = 300 + refused.retryAfterMs
    expect((await decide('sliding-log', checked)).allowed).toBe(true)
  })

  test('leaves no entry for what it refused, and an expiry on every key', async () => {
    const checked = policies(100, 3, 100)
    for (let count = 0; count < 9; count++) await decide('sliding-log', checked)
    for (const { key } of checked) {
      expect(await client.command(['ZCARD', key])).toBe(3)
      const ttlMs = Number(await client.command(['PTTL', key]))
      expect(ttlMs).toBeGreaterThan(0)
      expect(ttlMs).toBeLessThanOrEqual(2 * WINDOW_MS)
    }
  })

  test('keeps requests of one microsecond apart', async () => {
    const checked = policies(100, 50, 100)
    for (let count = 0; count < 7; count++) await decide('sliding-log', checked)
    expect(await client.command(['ZCARD', 'rl:{t}:u'])).toBe(7)
  })

  test('loads its script again when Redis has forgotten it', async () => {
    await decide('sliding-log', policies(9, 9, 9))
    await client.command(['SCRIPT', 'FLUSH'])
    expect((await decide('sliding-log', policies(9, 9, 9))).allowed).toBe(true)
  })
})
