/** What an answer promises is kept, by every algorithm on a real Valkey: at random times and at every boundary. */
import fc from 'fast-check'
import { beforeEach, describe, expect, test } from 'vitest'
import { clientOfConnection } from '~/infra/redis/client-of-connection'
import type { RedisClient } from '~/infra/redis/port'
import { createValkeyEngine, type ValkeyEngine } from '~/infra/redis/valkey/engine'
import { loadValkeyFromPackage } from '~/infra/redis/valkey/load-node'
import { decideByScript } from '../components/limiter'
import type { Policy } from '../policies'
import type { Decision } from '../requests'
import { algorithms } from './choose'

const WINDOW_MS = 1_000
const GUARD_MS = 25
const module = await loadValkeyFromPackage()

let nowMs = 0
let engine: ValkeyEngine
let client: RedisClient
let member = 0

function begin(): void {
  // Later than anything of the property's last case, at the start of a window.
  nowMs = (Math.floor(nowMs / WINDOW_MS) + 100) * WINDOW_MS
  engine.reset()
  client = clientOfConnection(engine.connect())
}

beforeEach(() => {
  nowMs = 0
  engine = createValkeyEngine(module, { clock: { nowMs: () => nowMs } })
  client = clientOfConnection(engine.connect())
})

type Id = keyof typeof algorithms
const ids = Object.keys(algorithms) as Id[]

function decide(id: Id, limits: readonly number[], atMs: number): Promise<Decision> {
  nowMs = atMs
  const policies = limits.map((limit, index): Policy => ({ name: `p${index}`, key: `rl:{t}:${index}`, limit }))
  const options = { algorithm: algorithms[id], windowMs: WINDOW_MS, guardMs: GUARD_MS }
  return decideByScript(client, `m${member++}`, policies, options)
}

/** Asks until it is refused, at one instant. */
async function admittedAtOnce(id: Id, limits: readonly number[], atMs: number): Promise<number> {
  for (let admitted = 0; ; admitted++) if (!(await decide(id, limits, atMs)).allowed) return admitted
}

/** What a quota that nobody has used holds at one instant. */
function whole(id: Id, limit: number): number {
  return id === 'gcra' ? Math.max(1, Math.floor(limit / 5)) : limit
}

describe('a retry at the time told is admitted', () => {
  test.each([
    ['sliding-counter', 10, Array.from({ length: 10 }, () => 300), 999],
    ['sliding-counter', 10, Array.from({ length: 10 }, () => 300), 1_000],
    ['fixed-window', 3, [100, 100, 100], 101],
    ['gcra', 7, [0, 0.1, 0.2], 0.3],
    ['sliding-log', 3, [0, 10, 20], 30],
  ] as const)('by %s with %d in a window', async (id, limit, filledAt, askedAt) => {
    for (const atMs of filledAt) await decide(id, [limit, 1_000, 1_000], atMs)
    const refused = await decide(id, [limit, 1_000, 1_000], askedAt)
    expect(refused.allowed).toBe(false)
    const retried = await decide(id, [limit, 1_000, 1_000], askedAt + refused.retryAfterMs)
    expect(retried.allowed).toBe(true)
  })
})

/** Gaps of a tenth of a millisecond up to a window and a half, and such as end exactly at a boundary. */
const gap = fc.oneof(
  fc.integer({ min: 0, max: 900 }).map((tenths) => ({ kind: 'after' as const, ms: tenths / 10 })),
  fc.integer({ min: 0, max: 1_500 }).map((ms) => ({ kind: 'after' as const, ms })),
  fc.constantFrom(-1, -0.1, 0, 0.1, 1, 99, 100, 101).map((ms) => ({ kind: 'boundary' as const, ms })),
)
const history = fc.array(fc.record({ gap, count: fc.integer({ min: 1, max: 12 }) }), { minLength: 1, maxLength: 8 })
const limits = fc.tuple(
  fc.integer({ min: 1, max: 30 }),
  fc.integer({ min: 1, max: 12 }),
  fc.integer({ min: 1, max: 30 }),
)

/** Plays a history; gives the time of its last request. */
async function play(
  id: Id,
  of: readonly number[],
  steps: readonly {
    readonly gap: { readonly kind: 'after' | 'boundary'; readonly ms: number }
    readonly count: number
  }[],
): Promise<number> {
  let atMs = nowMs
  for (const { gap: pause, count } of steps) {
    const next = pause.kind === 'after' ? atMs + pause.ms : (Math.floor(atMs / WINDOW_MS) + 1) * WINDOW_MS + pause.ms
    atMs = Math.max(atMs, next)
    for (let number = 0; number < count; number++) await decide(id, of, atMs)
  }
  return atMs
}

describe.each(ids)('%s, whatever came before', (id) => {
  test('a lone retry at the time told is admitted, and not before', async () => {
    await fc.assert(
      fc.asyncProperty(limits, history, async (of, steps) => {
        begin()
        const atMs = await play(id, of, steps)
        await admittedAtOnce(id, of, atMs)
        const refused = await decide(id, of, atMs)
        expect(refused).toMatchObject({ allowed: false, remaining: 0 })
        expect(refused.retryAfterMs).toBeGreaterThan(0)
        const tooEarly = await decide(id, of, atMs + refused.retryAfterMs - 0.001)
        expect(tooEarly.allowed).toBe(false)
        expect((await decide(id, of, atMs + refused.retryAfterMs)).allowed).toBe(true)
      }),
      { numRuns: 60, seed: 1 },
    )
  })

  test('so many more as remain are admitted now', async () => {
    await fc.assert(
      fc.asyncProperty(limits, history, async (of, steps) => {
        begin()
        const atMs = await play(id, of, steps)
        const decision = await decide(id, of, atMs)
        if (decision.allowed) expect(await admittedAtOnce(id, of, atMs)).toBe(decision.remaining)
      }),
      { numRuns: 60, seed: 2 },
    )
  })

  test('once its time to reset is over a quota is whole', async () => {
    await fc.assert(
      fc.asyncProperty(limits, history, async (of, steps) => {
        begin()
        const atMs = await play(id, of, steps)
        await admittedAtOnce(id, of, atMs)
        const resetMs = algorithms[id].resetMs(WINDOW_MS, GUARD_MS)
        expect(await admittedAtOnce(id, of, atMs + resetMs)).toBe(Math.min(...of.map((limit) => whole(id, limit))))
      }),
      { numRuns: 40, seed: 3 },
    )
  })

  test('a clock that jumps back keeps nobody waiting for that time to come again', async () => {
    await fc.assert(
      fc.asyncProperty(limits, history, fc.integer({ min: 1, max: 3_600_000 }), async (of, steps, jumpMs) => {
        begin()
        nowMs += 3_600_000
        const atMs = await play(id, of, steps)
        await admittedAtOnce(id, of, atMs)
        let askedAtMs = atMs - jumpMs
        let decision = await decide(id, of, askedAtMs)
        // Each key may have to be told apart that its time has not come yet.
        for (let tries = 0; tries < of.length && !decision.allowed; tries++) {
          expect(decision.retryAfterMs).toBeLessThanOrEqual(algorithms[id].resetMs(WINDOW_MS, GUARD_MS))
          askedAtMs += decision.retryAfterMs
          decision = await decide(id, of, askedAtMs)
        }
        expect(decision.allowed).toBe(true)
      }),
      { numRuns: 40, seed: 4 },
    )
  })
})
