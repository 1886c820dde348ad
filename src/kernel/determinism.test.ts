/** The same run gives the same trace, however it is watched. */
import { describe, expect, test } from 'vitest'
import type { Component, Context } from './component'
import { ActionError, formatAction } from './action'
import {
  eventsOf,
  finishRun,
  pick,
  runTiny,
  tinyAction,
  tinyEngine,
  type Slices,
  type TinyOptions,
} from './testing/tiny-simulation'
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

  test('although others begin and end at the same instants', async () => {
    const runActions = ['crash:server/0@251.7-260', 'errors:server=1@251.7', 'slow:server=3@200-251.7'].map(tinyAction)
    const played = await tinyEngine({ ...LIVELY, runActions })
    await played.advance(251.6, Infinity)
    await played.inject({ verb: 'freeze', target: server, forMs: 8.3 })
    await finishRun(played)
    const { actions } = played.run
    expect(actions.at(-1)).toMatchObject({ atMs: 251.7, untilMs: 260 })
    expect((await runTiny({ ...LIVELY, runActions: actions })).hash).toBe(played.trace.hash)
  })

  test('and the same as one read from a link', async () => {
    const played = await tinyEngine(LIVELY)
    await played.advance(123.4, Infinity)
    await played.inject({ verb: 'delay', target: arrow, value: ' 1e1 ', forMs: 33.333 })
    await played.inject({ verb: 'note', target: server, value: 'half a \ud83d character' })
    await finishRun(played)
    const linked = played.run.actions.map((action) => tinyAction(formatAction(action)))
    expect(linked).toEqual(played.run.actions)
    expect((await runTiny({ ...LIVELY, runActions: linked })).hash).toBe(played.trace.hash)
  })

  test.each([
    ['no verb of the box', { verb: 'explode', target: server }, 'allowed: note, crash'],
    ['no box', { verb: 'crash', target: { kind: 'box', box: 'nowhere' } }, 'there is no box "nowhere"'],
    ['inherited', { verb: 'crash', target: { kind: 'box', box: 'constructor' } }, 'there is no box "constructor"'],
    ['in a process', { verb: 'crash', target: { kind: 'box', box: 'memory' } }, '"crash" cannot be done to memory'],
    ['no instance', { verb: 'crash', target: { ...server, instance: 2 } }, '"server" has 2 instances'],
    ['no arrow', { verb: 'loss', target: { ...arrow, to: 'client' } }, 'there is no arrow server~client'],
    ['an instant with an end', { verb: 'restart', target: server, forMs: 5 }, 'happens at an instant'],
    ['an end at its start', { verb: 'crash', target: server, forMs: 0 }, 'the end must come after the start'],
    ['an end that is no time', { verb: 'crash', target: server, forMs: NaN }, 'write verb:target'],
    ['an end beyond all runs', { verb: 'crash', target: server, forMs: 1e9 }, 'times are 0 to 86400000 ms'],
    ['a value out of bounds', { verb: 'loss', target: arrow, value: '2' }, '"loss" takes 0 to 1'],
  ] as const)('one that does not fit (%s) is refused, and the run is as it was', async (_why, action, message) => {
    const played = await tinyEngine(LIVELY)
    await played.advance(20, Infinity)
    await expect(played.inject(action)).rejects.toThrow(ActionError)
    await expect(played.inject(action)).rejects.toThrow(message)
    expect(played.run.actions).toEqual([])
    await finishRun(played)
    expect(played.trace.hash).toBe((await runTiny(LIVELY)).hash)
  })

  test('one that comes after the end is refused, and the run is as it was', async () => {
    const played = await tinyEngine(LIVELY)
    await finishRun(played)
    const { hash } = played.trace
    await expect(played.inject({ verb: 'crash', target: server })).rejects.toThrow('the run has ended')
    expect(played.ended).toBe(true)
    expect(played.run.actions).toEqual([])
    expect(played.trace.hash).toBe(hash)
  })

  test('it answers with what the box wants shown', async () => {
    const played = await tinyEngine(LIVELY)
    await played.advance(20, Infinity)
    await expect(played.inject({ verb: 'note', target: server, value: 'hello' })).resolves.toEqual({ noted: 'hello' })
    await expect(played.inspect('server', 0, { view: 'note' })).resolves.toEqual({ note: 'hello' })
    await expect(played.inspect('server', 1, { view: 'note' })).resolves.toEqual({ note: '' })
  })
})

describe('what the boxes do when they start', () => {
  const starting =
    (start: (context: Context) => Promise<void>) =>
    (context: Context): Component => ({
      start: async () => {
        await start(context)
        context.emit('up', context.clock.nowMs())
      },
      handle: () => 1,
    })
  const hops = async (): Promise<void> => {
    for (let hop = 0; hop < 20; hop++) await undefined
  }

  test.each([
    ['promises', starting(hops)],
    ['real work', starting((context) => context.io(() => createTurn()()))],
  ])('comes first, however soon the run is advanced: %s', async (_what, server) => {
    const options: TinyOptions = { arrivals: [0], code: { server } }
    const atOnce = await tinyEngine(options)
    await finishRun(atOnce)
    const later = await tinyEngine(options)
    await createTurn()()
    await finishRun(later)
    expect(later.trace.hash).toBe(atOnce.trace.hash)
    const keys = eventsOf(atOnce).map(({ key }) => key)
    expect(keys.slice(keys.indexOf('up'), keys.indexOf('up') + 3)).toEqual(['up', 'up', 'ask'])
  })

  test('and fails is a defect: there is no engine', async () => {
    const server = starting(() => Promise.reject(new TypeError('wrong by design')))
    await expect(tinyEngine({ code: { server } })).rejects.toThrow('wrong by design')
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
