/** The same run gives the same trace, however it is watched. */
import { describe, expect, test } from 'vitest'
import type { Component, Context } from './component'
import { finishRun, pick, runTiny, tinyEngine, type Slices, type TinyOptions } from './testing/tiny-simulation'
import { createTurn } from './turn'

const ARRIVALS = Array.from({ length: 60 }, (_, index) => 5 + index * 13.7)
const LIVELY: TinyOptions = {
  arrivals: ARRIVALS,
  actions: [
    'loss:client~server=0.2@100-400',
    'duplicate:server~store=0.5@200-600',
    'crash:server/1@300-500',
    'freeze:store@550-600',
    'reorder:client~server=30@600',
    'skew:server/0=250@620',
    'errors:store=0.3@700',
  ],
}

describe('a run repeated', () => {
  test('has the same events', async () => {
    const first = await runTiny(LIVELY)
    const second = await runTiny(LIVELY)
    expect(second.events).toEqual(first.events)
    expect(second.hash).toBe(first.hash)
    expect(second.verdicts).toEqual(first.verdicts)
  })

  test.each([{ ms: 16 }, { ms: 250 }, { events: 1 }, { ms: 16, events: 3 }, { ms: 0.1 }] satisfies Slices[])(
    'has the same events in slices of %o',
    async (slices) => {
      const whole = await runTiny(LIVELY)
      const sliced = await runTiny({ ...LIVELY, slices })
      expect(sliced.hash).toBe(whole.hash)
      expect(sliced.verdicts).toEqual(whole.verdicts)
    },
  )

  test('differs under another seed', async () => {
    const first = await runTiny(LIVELY)
    const other = await runTiny({ ...LIVELY, seed: 2 })
    expect(other.hash).not.toBe(first.hash)
  })

  test('differs with another action', async () => {
    const first = await runTiny(LIVELY)
    const other = await runTiny({ ...LIVELY, actions: [...LIVELY.actions!, 'crash:store@900'] })
    expect(other.hash).not.toBe(first.hash)
  })
})

describe('an injected action is the same as one known from the start', () => {
  const server = { kind: 'box', box: 'server', instance: 0 } as const
  const arrow = { kind: 'arrow', from: 'server', to: 'store' } as const
  const cases = [
    { verb: 'crash', target: server },
    { verb: 'crash', target: server, forMs: 40 },
    { verb: 'restart', target: server },
    { verb: 'freeze', target: { kind: 'box', box: 'store' }, forMs: 33.3 },
    { verb: 'partition', target: arrow, value: 'replies', forMs: 100 },
    { verb: 'delay', target: arrow },
    { verb: 'heal', target: { kind: 'arrow', from: 'client', to: 'server' } },
    { verb: 'note', target: server, value: 'hello' },
  ] as const

  for (const action of cases) {
    test.each([
      ['between instants', 250.05, Infinity],
      ['at an instant with events', 251.6, Infinity],
      ['in the middle of an instant', 1000, 77],
    ])(`${action.verb}${'forMs' in action ? ' with an end' : ''}, %s`, async (_where, untilMs, eventsMax) => {
      const played = await tinyEngine(LIVELY)
      await played.advance(untilMs, eventsMax)
      await played.inject(action)
      await finishRun(played)
      const { hash } = await runTiny({ ...LIVELY, runActions: played.run.actions })
      expect(played.run.actions).toHaveLength(1)
      expect(hash).toBe(played.trace.hash)
    })
  }

  test('one event at a time, with an action after each of the first thirty', async () => {
    const played = await tinyEngine({ arrivals: ARRIVALS })
    for (let count = 0; count < 30; count++) {
      await played.advance(1000, 1)
      await played.inject(
        count % 3 === 0
          ? { verb: 'restart', target: server }
          : { verb: 'slow', target: server, value: '1.5', forMs: 7 },
      )
    }
    await finishRun(played)
    const { hash } = await runTiny({ arrivals: ARRIVALS, runActions: played.run.actions })
    expect(played.run.actions).toHaveLength(30)
    expect(hash).toBe(played.trace.hash)
  })

  test('it answers with what the box wants shown', async () => {
    const played = await tinyEngine(LIVELY)
    await played.advance(20, Infinity)
    await expect(played.inject({ verb: 'note', target: server, value: 'hello' })).resolves.toEqual({ noted: 'hello' })
    await expect(played.inspect('server', 0, { view: 'note' })).resolves.toEqual({ note: 'hello' })
    await expect(played.inspect('server', 1, { view: 'note' })).resolves.toEqual({ note: '' })
  })
})

describe('real work', () => {
  test('is answered in the order of asking, although it ends in reverse', async () => {
    const ended: number[] = []
    const store = (context: Context): Component => ({
      handle: async () => {
        const atMs = context.clock.nowMs()
        const hostTurn = createTurn()
        let last = hostTurn()
        // The last one asked for ends first, and every other one after the one that was asked for after it.
        const ends = [3, 2, 1, 0].map((place) => (last = last.then(hostTurn).then(() => void ended.push(place))))
        const work = [0, 1, 2, 3].map((place) =>
          context
            .io(async () => {
              await ends[3 - place]
              return place
            })
            .then((result) => context.emit('answered', result)),
        )
        await Promise.all(work)
        return context.clock.nowMs() - atMs
      },
    })
    const { events, hash } = await runTiny({ arrivals: [10], code: { store } })
    expect(ended).toEqual([3, 2, 1, 0])
    expect(pick(events, 'state', 'store').map(({ data }) => data)).toEqual([0, 1, 2, 3])
    expect(pick(events, 'reply', 'store').map(({ data }) => data)).toEqual([0])
    const again = await runTiny({ arrivals: [10], code: { store }, slices: { events: 1 } })
    expect(again.hash).toBe(hash)
  })

  test('that fails is the failure of whoever asked', async () => {
    const store = (context: Context): Component => ({
      handle: async () =>
        context.io(() => Promise.reject(new Error('no such key'))).catch((error: Error) => error.message),
    })
    const { events } = await runTiny({ arrivals: [10], code: { store } })
    expect(pick(events, 'reply', 'store').map(({ data }) => data)).toEqual(['no such key'])
  })
})

describe('promises between two calls of the kernel', () => {
  const hopping =
    (hops: number) =>
    (context: Context): Component => ({
      handle: async () => {
        for (let hop = 0; hop < hops; hop++) await undefined
        context.emit('hopped', hops)
        return hops
      },
    })

  test('a few of them make no difference', async () => {
    const code = { store: hopping(20) }
    const { hash, events } = await runTiny({ arrivals: [10, 10, 30], code })
    const sliced = await runTiny({ arrivals: [10, 10, 30], code, slices: { events: 1 } })
    expect(pick(events, 'state', 'store')).toHaveLength(3)
    expect(sliced.hash).toBe(hash)
  })

  test.each([60, 1000])(
    '%i of them are refused by an advance that ends among them, and the run stops',
    async (hops) => {
      const engine = await tinyEngine({ arrivals: [10], code: { store: hopping(hops) } })
      await expect(engine.advance(13.1, Infinity)).rejects.toThrow('more than 24 promises')
    },
  )

  test('a defect in a box stops the run with its error', async () => {
    const store = (): Component => ({ handle: () => Promise.reject(new TypeError('wrong by design')) })
    await expect(runTiny({ arrivals: [10], code: { store } })).rejects.toThrow('wrong by design')
  })
})
