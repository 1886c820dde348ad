/** What happens to the processes in boxes: they die, start, stand still, and carry on; and how a run is judged. */
import { describe, expect, test } from 'vitest'
import type { Component, Context } from './component'
import { ALL_ANSWERED, NEVER_FAILS, pick, ROUND_TRIP_MS, runTiny, tinyEngine } from './testing/tiny-simulation'
import type { PlainEvent } from './trace'

const ASK = 'client~server'
const WRITE = 'server~store'

interface Done {
  readonly count: number
  readonly stored: number
  readonly wallMs: number
  readonly steadyMs: number
}

/** The answers that the client has had. */
function done(events: readonly PlainEvent[]): Done[] {
  return pick(events, 'state', 'client')
    .filter(({ key }) => key === 'done')
    .map(({ data }) => data as unknown as Done)
}

/** A box that states a fact every 10 ms. */
const ticking = (context: Context): Component => ({
  start: async () => {
    for (let tick = 1; ; tick++) {
      await context.clock.sleep(10)
      context.emit('tick', tick)
    }
  },
  handle: () => 0,
})

function ticks(events: readonly PlainEvent[]): [number, number][] {
  return events.filter(({ key }) => key === 'tick').map(({ t, data }) => [t, data as number])
}

describe('a crash', () => {
  test('wipes the memory of the process and of the boxes in it, and leaves the store alone', async () => {
    const { events } = await runTiny({
      arrivals: [10, 30, 50, 70, 210, 220],
      actions: ['crash:server/0@100-200'],
    })
    expect(done(events).map(({ count, stored }) => [count, stored])).toEqual([
      [1, 1],
      [1, 2],
      [2, 3],
      [2, 4],
      [1, 5],
      [3, 6],
    ])
  })

  test('is seen at every box of the process', async () => {
    const { events } = await runTiny({ actions: ['crash:server/1@100-200'] })
    for (const kind of ['crash', 'restart']) {
      expect(pick(events, kind).map(({ t, node, instance }) => [t, node, instance])).toEqual([
        [kind === 'crash' ? 100 : 200, 'memory', 1],
        [kind === 'crash' ? 100 : 200, 'server', 1],
      ])
    }
  })

  test('ends the waits of the process; its start runs again when it comes back', async () => {
    const { events } = await runTiny({
      durationMs: 100,
      settleMs: 0,
      actions: ['crash:store@35-52'],
      code: { store: ticking },
    })
    expect(ticks(events)).toEqual([
      [10, 1],
      [20, 2],
      [30, 3],
      [62, 1],
      [72, 2],
      [82, 3],
      [92, 4],
    ])
  })

  test('of a caller: nobody is left to hear the answer', async () => {
    const { events } = await runTiny({ arrivals: [10], actions: ['crash:server@12-14'] })
    expect(pick(events, 'reply', 'store')).toHaveLength(1)
    expect(events.filter(({ node, kind }) => node === 'server' && (kind === 'ok' || kind === 'reply'))).toHaveLength(1)
    expect(pick(events, 'info', ASK).map(({ t, key }) => [t, key])).toEqual([[13, 'reset']])
  })

  test('leaves no code of the dead process at work, although a box in it dies before the one that called it', async () => {
    const memory = (context: Context): Component => ({ handle: () => context.clock.sleep(5) })
    const server = (context: Context): Component => ({
      handle: async ({ request }) => {
        const options = { timeoutMs: 50 }
        await context.call('memory', { type: 'count', request }, options).catch(() => context.emit('ghost', request))
        return context.call('store', { type: 'write', request }, options)
      },
    })
    const { events } = await runTiny({ arrivals: [10], actions: ['restart:server@12'], code: { memory, server } })
    expect(pick(events, 'state', 'server')).toEqual([])
    expect(pick(events, 'send', WRITE)).toEqual([])
    expect(pick(events, 'info', ASK).map(({ t, key }) => [t, key])).toEqual([[13, 'reset']])
  })

  test('of a client that is down: it starts no requests', async () => {
    const { events } = await runTiny({ arrivals: [10, 30, 50], actions: ['crash:client@20-40'] })
    expect(pick(events, 'send', ASK).map(({ t }) => t)).toEqual([10, 50])
  })

  test('shows nothing to the inspector', async () => {
    const engine = await tinyEngine({ actions: ['crash:server/0@10'] })
    await engine.advance(20, Infinity)
    await expect(engine.inspect('server', 0, { view: 'note' })).resolves.toBeNull()
    await expect(engine.inspect('server', 1, { view: 'note' })).resolves.toEqual({ note: '' })
  })
})

describe('a restart', () => {
  test('empties the memory at once and starts again', async () => {
    const { events } = await runTiny({ arrivals: [10, 30, 50, 70], actions: ['restart:server@40'] })
    expect(done(events).map(({ count }) => count)).toEqual([1, 1, 1, 1])
    const started = pick(events, 'state', 'server').filter(({ key }) => key === 'started')
    expect(started.map(({ t, instance = 0 }) => [t, instance])).toEqual([
      [0, 0],
      [0, 1],
      [40, 0],
      [40, 1],
    ])
  })

  test('does nothing to a process that is down', async () => {
    const { events } = await runTiny({ actions: ['crash:store@10-50', 'restart:store@20'] })
    expect(pick(events, 'restart', 'store').map(({ t }) => t)).toEqual([50])
  })
})

describe('a freeze', () => {
  test('holds what comes, and goes on with it in order', async () => {
    const { events } = await runTiny({ arrivals: [20, 22, 24, 26], actions: ['freeze:store@15-60'] })
    const received = pick(events, 'recv', WRITE)
    expect(received.map(({ t, id }) => [t, id])).toEqual([
      [60, 1],
      [60, 2],
      [60, 3],
      [60, 4],
    ])
    expect(pick(events, 'ok', ASK)).toHaveLength(4)
  })

  test('holds waits as well; the process is unaware of the time between', async () => {
    const { events } = await runTiny({
      durationMs: 100,
      settleMs: 0,
      actions: ['freeze:store@25-58'],
      code: { store: ticking },
    })
    expect(ticks(events)).toEqual([
      [10, 1],
      [20, 2],
      [58, 3],
      [68, 4],
      [78, 5],
      [88, 6],
      [98, 7],
    ])
  })

  test('never loses a wait, however many requests pile up', async () => {
    const { events } = await runTiny({
      durationMs: 200,
      settleMs: 0,
      arrivals: [20, 22, 24, 26, 28],
      storeInFlightMax: 2,
      actions: ['freeze:store@21-55'],
      code: { store: ticking },
    })
    expect(ticks(events).map(([t]) => t)).toContain(55)
    expect(ticks(events).at(-1)).toEqual([195, 17])
    // Requests beyond what the queue holds are lost, and the trace says so.
    expect(pick(events, 'recv', WRITE)).toHaveLength(2)
    expect(pick(events, 'drop', WRITE).map(({ key }) => key)).toEqual(['overloaded', 'overloaded', 'overloaded'])
  })

  test('is shared by the boxes in the process', async () => {
    const { events } = await runTiny({ arrivals: [10, 30], actions: ['freeze:server@11.5-60'] })
    expect(pick(events, 'recv', 'memory').map(({ t }) => t)).toEqual([11, 60])
    expect(pick(events, 'ok', ASK).map(({ t }) => t)).toEqual([61, 60 + 2 * 2 + 1 + 1])
  })

  test('and then a crash: what was held is gone', async () => {
    const { events } = await runTiny({ arrivals: [20], actions: ['freeze:store@10-100', 'crash:store@40-50'] })
    expect(pick(events, 'recv', WRITE)).toEqual([])
    expect(pick(events, 'info', WRITE).map(({ key }) => key)).toEqual(['timeout'])
  })
})

describe('a box in trouble', () => {
  test('is slow: every message waits before it is handled', async () => {
    const { events } = await runTiny({ arrivals: [10, 110], actions: ['slow:store=25@0-100'] })
    expect(pick(events, 'recv', WRITE).map(({ t }) => t)).toEqual([13 + 25, 113])
  })

  test('answers a share of the messages with errors', async () => {
    const arrivals = Array.from({ length: 200 }, (_, index) => 10 + index * 4)
    const { events } = await runTiny({ arrivals, actions: ['errors:store=0.25@0'] })
    const failed = pick(events, 'fail', WRITE)
    expect(new Set(failed.map(({ key }) => key))).toEqual(new Set(['rejected']))
    expect(failed.length).toBeGreaterThan(25)
    expect(failed.length).toBeLessThan(80)
    expect(pick(events, 'ok', WRITE)).toHaveLength(200 - failed.length)
  })

  test('fails the first messages and handles the ones after', async () => {
    const { events } = await runTiny({ arrivals: [10, 20, 30, 40], actions: ['fail-first:store=2@0'] })
    expect(pick(events, 'reply', WRITE).map(({ key }) => key)).toEqual(['rejected', 'rejected', '', ''])
  })

  test('stops failing the first messages when healed', async () => {
    const { events } = await runTiny({ arrivals: [10, 20, 30], actions: ['fail-first:store=9@0', 'heal:store@15'] })
    expect(pick(events, 'reply', WRITE).map(({ key }) => key)).toEqual(['rejected', '', ''])
  })

  test('has a skewed clock: the wall clock is off, the monotonic clock is not', async () => {
    const { events } = await runTiny({ arrivals: [10, 20], actions: ['skew:server/1=-5000@0'] })
    expect(done(events).map(({ wallMs, steadyMs }) => [wallMs, steadyMs])).toEqual([
      [16, 16],
      [26 - 5000, 26],
    ])
  })

  test('takes part in its own verbs, and hears of lasting ones only', async () => {
    const { events } = await runTiny({ arrivals: [20, 30], actions: ['note:server/1=seen@5'] })
    expect(done(events)).toMatchObject([{ note: '' }, { note: 'seen' }])
    expect(pick(events, 'action').map(({ key, data }) => [key, data])).toMatchObject([
      ['note', { value: 'seen', by: 'scenario' }],
    ])
  })
})

describe('healing', () => {
  test('ends every fault of a box, and starts it again', async () => {
    const { events, engine } = await runTiny({
      arrivals: [10, 40],
      actions: ['crash:store@0', 'slow:store=20@0', 'delay:client~server=5@0', 'heal:store@30'],
    })
    expect(pick(events, 'restart', 'store').map(({ t }) => t)).toEqual([30])
    expect(pick(events, 'heal').map(({ t, key }) => [t, key])).toEqual([
      [30, 'crash'],
      [30, 'slow'],
      [1000, 'delay'],
    ])
    expect(pick(events, 'ok', ASK).map(({ t }) => t)).toEqual([40 + ROUND_TRIP_MS + 10])
    expect(engine.activeFaults).toEqual([])
  })

  test('of one verb leaves the other faults as they are', async () => {
    const { events } = await runTiny({ actions: ['slow:store=20@0', 'skew:store=5@0', 'heal:store=slow@30'] })
    expect(pick(events, 'heal').map(({ t, key }) => [t, key])).toEqual([
      [30, 'slow'],
      [1000, 'skew'],
    ])
  })

  test('of a verb that there is not is refused, and says which there are', async () => {
    await expect(runTiny({ actions: ['heal:store=melt@30'] })).rejects.toThrow(/"heal" ends one of crash, .*not "melt"/)
  })

  test('of one instance leaves the other one as it is', async () => {
    const { events } = await runTiny({ actions: ['crash:server/0@5', 'crash:server/1@5', 'heal:server/1@10'] })
    expect(pick(events, 'restart', 'server').map(({ t, instance = 0 }) => [t, instance])).toEqual([
      [10, 1],
      [1000, 0],
    ])
  })

  test('of an arrow ends every fault of the arrow', async () => {
    const { events } = await runTiny({
      arrivals: [10, 150],
      actions: ['loss:client~server=1@0', 'delay:client~server=9@0', 'heal:client~server@140'],
    })
    expect(pick(events, 'ok', ASK).map(({ t }) => t)).toEqual([150 + ROUND_TRIP_MS])
  })

  test('of an arrow to one instance leaves the other one as it is', async () => {
    const { events } = await runTiny({
      arrivals: [10, 20],
      actions: ['loss:client~server/0=1@0', 'loss:client~server/1=1@0', 'heal:client~server/1@5'],
    })
    expect(pick(events, 'heal').map(({ t, data }) => [t, data])).toMatchObject([
      [5, { target: { toInstance: 1 } }],
      [1000, { target: { toInstance: 0 } }],
    ])
    expect(pick(events, 'recv', ASK).map(({ t, instance }) => [t, instance])).toEqual([[21, 1]])
  })

  test('comes by itself at the end of a span, once', async () => {
    const { events, engine } = await runTiny({ actions: ['freeze:store@10-20.5'] })
    expect(pick(events, 'heal').map(({ t, key }) => [t, key])).toEqual([[20.5, 'freeze']])
    expect(engine.activeFaults).toEqual([])
  })

  test('of one of two faults leaves the other one in force', async () => {
    const { events } = await runTiny({ actions: ['crash:store@10-30', 'crash:store@20-50'] })
    expect(pick(events, 'crash', 'store').map(({ t }) => t)).toEqual([10])
    expect(pick(events, 'restart', 'store').map(({ t }) => t)).toEqual([50])
  })
})

describe('the two phases', () => {
  test('settling ends all faults, and the run ends when it is over', async () => {
    const engine = await tinyEngine({
      durationMs: 100,
      settleMs: 200,
      actions: ['crash:store@10', 'loss:client~server=1@20', 'skew:server=7@30-5000'],
    })
    await engine.advance(99.9, Infinity)
    expect(engine.settling).toBe(false)
    expect(engine.activeFaults.map(({ action: { verb } }) => verb)).toEqual(['crash', 'loss', 'skew'])
    await engine.advance(100, Infinity)
    expect(engine.settling).toBe(true)
    expect(engine.activeFaults).toEqual([])
    await engine.advance(299.9, Infinity)
    expect(engine.ended).toBe(false)
    await engine.advance(5000, Infinity)
    expect(engine.ended).toBe(true)
    expect(engine.nowMs).toBe(300)
  })

  test('a run that was cut short has no faults of the scenario in its second phase', async () => {
    const { events } = await runTiny({ durationMs: 100, settleMs: 500, actions: ['crash:store@50', 'crash:store@150'] })
    expect(pick(events, 'fault').map(({ t }) => t)).toEqual([50])
  })

  test('liveness is judged at the end and not before', async () => {
    const engine = await tinyEngine({ arrivals: [10], actions: ['partition:client~server@0'] })
    await engine.advance(1999, Infinity)
    expect(engine.verdicts().find(({ id }) => id === 'all-answered')).toMatchObject({ held: true })
    await engine.advance(2000, Infinity)
    expect(engine.verdicts().find(({ id }) => id === 'all-answered')).toMatchObject({
      held: false,
      violations: 1,
      first: { atMs: 2000, evidence: { summary: '1 open' } },
    })
  })

  test('a run without faults violates nothing', async () => {
    const { verdicts } = await runTiny({ arrivals: [10, 20, 30] })
    expect(verdicts.map(({ id, held }) => [id, held])).toEqual([
      ['never-fails', true],
      ['all-answered', true],
    ])
  })
})

describe('stopping', () => {
  const failing = { arrivals: [10, 20, 30], actions: ['crash:store@15-35'], invariants: [NEVER_FAILS, ALL_ANSWERED] }

  test('one event at a time folds exactly one event', async () => {
    const engine = await tinyEngine(failing)
    for (let count = 1; count <= 40; count++) {
      await engine.advance(Infinity, 1)
      expect(engine.foldedEvents).toBe(count)
    }
  })

  test.each([{ stopAt: 'any' as const }, { stopAt: ['never-fails'] }])(
    'at the event that first violates an invariant: $stopAt',
    async ({ stopAt }) => {
      const engine = await tinyEngine(failing)
      engine.stopAt = stopAt
      await engine.advance(Infinity, Infinity)
      const [violation] = engine.violations
      expect(engine.ended).toBe(false)
      expect(engine.foldedEvents).toBe(violation!.event)
      expect(engine.nowMs).toBe(violation!.atMs)
      // Once it is broken, it does not stop the run again.
      await engine.advance(1999, Infinity)
      expect(engine.nowMs).toBe(1999)
      expect(engine.verdicts()[0]).toMatchObject({ held: false, violations: 2, worst: { summary: '1 failed' } })
    },
  )

  test('not at the violation of another invariant', async () => {
    const engine = await tinyEngine(failing)
    engine.stopAt = ['all-answered']
    await engine.advance(1999, Infinity)
    expect(engine.violations).toHaveLength(2)
    expect(engine.nowMs).toBe(1999)
  })

  test('leaves no trace in the run', async () => {
    const engine = await tinyEngine(failing)
    engine.stopAt = 'any'
    while (!engine.ended) await engine.advance(Infinity, Infinity)
    expect(engine.trace.hash).toBe((await runTiny(failing)).hash)
  })

  test('a reader sees every event once and in order, and comes before the run advances', async () => {
    const engine = await tinyEngine(failing)
    const seen: number[] = []
    engine.observe({ step: (event) => void seen.push(event.n) })
    while (!engine.ended) await engine.advance(Infinity, 7)
    expect(seen).toEqual(Array.from({ length: engine.trace.length }, (_, index) => index + 1))
    expect(() => engine.observe({ step: () => {} })).toThrow('before the run advances')
  })
})
