/** Arrows that are pulled, and arrows from a box to itself: a log of three brokers that copy from each other, and its readers. */
import { describe, expect, test } from 'vitest'
import { parseAction, verbsOf } from './action'
import { arrowBoxes, arrowName, arrowNamed, endsOf, otherEnd } from './arrow'
import { isCallError } from './call-error'
import type { Build, Component, Context, Message } from './component'
import { defineDiagram } from './diagram'
import { createEngine } from './engine'
import { defineSimulation, vocabularyOf } from './simulation'
import { BARE, bareRun } from './testing/bare-simulation'
import { eventsOf } from './testing/tiny-simulation'
import type { PlainEvent } from './trace'

const LATENCY = { kind: 'fixed', ms: 1 } as const

const diagram = defineDiagram({
  id: 'pulled',
  file: '',
  title: '',
  line: '',
  order: 1,
  boxes: {
    producer: { label: 'Producer', kind: 'service', at: { x: 0, y: 0 } },
    log: { label: 'Log', kind: 'log', at: { x: 300, y: 0 }, instances: 3 },
    reader: { label: 'Reader', kind: 'service', at: { x: 600, y: 0 }, instances: 2 },
  },
  arrows: [
    { from: 'producer', to: 'log', latency: LATENCY },
    { from: 'log', to: 'log', latency: LATENCY },
    { from: 'log', to: 'reader', latency: LATENCY, pulledBy: 'to' },
    { from: 'reader', to: 'log', latency: LATENCY },
  ],
  claims: [],
  legend: [],
})

type Pulled = typeof diagram

/** One request that goes from the producer to broker 0, from there to another broker, and is fetched by reader 1. */
async function play(...actions: string[]) {
  const seen: string[] = []
  const outcome = (call: Promise<unknown>) =>
    call.catch((error: unknown) => (isCallError(error) ? error.code : 'defect'))
  const producer: Build<Pulled, 'producer', unknown> = (context: Context<'log'>): Component => ({
    async handle({ request }: Message) {
      seen.push(
        `produced: ${await outcome(context.call('log', { type: 'append', request }, { timeoutMs: 50, instance: 0 }))}`,
      )
    },
  })
  const log: Build<Pulled, 'log', unknown> = (context: Context<'log'>): Component => ({
    async handle({ type, request }: Message, { from, fromInstance }) {
      if (type !== 'append') return `${type} by ${from}/${fromInstance} at ${context.instance}`
      // Without naming one: never itself.
      return outcome(context.call('log', { type: 'copy', request }, { timeoutMs: 20 }))
    },
  })
  const reader: Build<Pulled, 'reader', unknown> = (context: Context<'log'>): Component => ({
    async start() {
      if (context.instance !== 1) return
      await context.clock.sleep(200)
      const fetched = context.call('log', { type: 'fetch', request: 7 }, { timeoutMs: 30, instance: 2, isPull: true })
      seen.push(`fetched: ${await outcome(fetched)}`)
      const committed = context.call('log', { type: 'commit', request: 7 }, { timeoutMs: 30, instance: 2 })
      seen.push(`committed: ${await outcome(committed)}`)
    },
  })
  const simulation = defineSimulation({
    diagram,
    parameters: {},
    boot: () => Promise.resolve({}),
    components: { producer, log, reader },
    verbs: {},
    scenarios: [{
      id: 'play', title: '', hypothesis: '', durationMs: 400, settleMs: 100, actions,
      *load() {
        for (let index = 1; index <= 3; index++) yield { atMs: index * 10, box: 'producer', message: { type: 'go' } }
      },
    }], // prettier-ignore
    ...BARE,
    code: { producer: [], log: [], reader: [] },
  })
  const engine = await createEngine(simulation, bareRun('pulled'), {
    load: () => Promise.reject(new Error('nothing to load')),
  })
  await engine.advance(Infinity, Infinity)
  return { seen, events: eventsOf(engine), vocabulary: vocabularyOf(simulation) }
}

const places = (events: readonly PlainEvent[], arrow: string, type: string) =>
  events
    .filter((event) => event.arrow === arrow && (event.key === type || event.kind === 'reply' || event.kind === 'ok'))
    .map(({ kind, node, instance = 0 }) => `${kind} ${node}/${instance}`)

describe('an arrow', () => {
  test('tells caller and callee: the box it leaves asks, unless it is pulled', () => {
    expect(endsOf({ from: 'a', to: 'b' })).toEqual({ caller: 'a', callee: 'b' })
    expect(endsOf({ from: 'a', to: 'b', pulledBy: 'to' })).toEqual({ caller: 'b', callee: 'a' })
    expect(endsOf(arrowNamed(diagram, 'log~reader')!)).toEqual({ caller: 'reader', callee: 'log' })
    expect(otherEnd('log~reader', 'reader')).toBe('log')
    expect(otherEnd('log~log', 'log')).toBe('log')
  })

  test('has a name that gives its boxes back', () => {
    expect(arrowBoxes(arrowName({ from: 'a', to: 'b' }))).toEqual({ from: 'a', to: 'b' })
    expect(arrowNamed(diagram, 'log~reader')).toBe(diagram.arrows[2])
    expect(arrowNamed(diagram, 'reader~producer')).toBeUndefined()
  })
})

describe('a pulled arrow', () => {
  test('is called by the box at its end, beside an arrow that this box pushes to the same target', async () => {
    const { seen, events } = await play()
    expect(seen.slice(-2)).toEqual(['fetched: fetch by reader/1 at 2', 'committed: commit by reader/1 at 2'])
    expect(places(events, 'log~reader', 'fetch')).toEqual(['send reader/1', 'recv log/2', 'reply log/2', 'ok reader/1'])
    expect(places(events, 'reader~log', 'commit')).toEqual([
      'send reader/1',
      'recv log/2',
      'reply log/2',
      'ok reader/1',
    ])
  })

  test.each([
    ['partition:log~reader=requests@0', ['fetched: timeout', 'committed: commit by reader/1 at 2'], 'reader'],
    ['partition:log~reader=replies@0', ['fetched: timeout', 'committed: commit by reader/1 at 2'], 'log'],
    ['partition:log/2~reader/1@0', ['fetched: timeout', 'committed: commit by reader/1 at 2'], 'reader'],
    ['partition:log/1~reader/1@0', ['fetched: fetch by reader/1 at 2', 'committed: commit by reader/1 at 2'], null],
    ['partition:log/2~reader/0@0', ['fetched: fetch by reader/1 at 2', 'committed: commit by reader/1 at 2'], null],
    ['partition:reader/1~log/2@0', ['fetched: fetch by reader/1 at 2', 'committed: timeout'], 'reader'],
    ['reply-lost:log~reader=1@0', ['fetched: timeout', 'committed: commit by reader/1 at 2'], 'log'],
  ])('suffers %s, instances named as it is drawn', async (action, expected, droppedAt) => {
    const { seen, events } = await play(action)
    expect(seen.slice(-2)).toEqual(expected)
    expect(events.find(({ kind }) => kind === 'drop')?.node ?? null).toBe(droppedAt)
  })
})

describe('an arrow from a box to itself', () => {
  test('joins its instances, and nobody calls himself', async () => {
    const { seen, events } = await play()
    expect(seen.filter((line) => line.startsWith('produced'))).toEqual([
      'produced: copy by log/0 at 1',
      'produced: copy by log/0 at 2',
      'produced: copy by log/0 at 1',
    ])
    expect(events.filter(({ arrow, kind }) => arrow === 'log~log' && kind === 'send')).toHaveLength(3)
  })

  test('suffers between two of them alone', async () => {
    const { seen } = await play('partition:log/0~log/2@0')
    expect(seen.filter((line) => line.startsWith('produced'))).toEqual([
      'produced: copy by log/0 at 1',
      'produced: copy by log/0 at 1',
      'produced: timeout',
    ])
  })

  test('is refused without a latency, or where there is one instance', async () => {
    const arrows = [{ from: 'log', to: 'log' }, ...diagram.arrows.slice(2)]
    const simulation = { ...defineSimulation({
      diagram, parameters: {}, boot: () => Promise.resolve({}),
      components: { producer: () => ({}), log: () => ({}), reader: () => ({}) },
      verbs: {}, scenarios: [{ id: 'play', title: '', hypothesis: '', durationMs: 1, settleMs: 0, actions: [], load: () => [] }],
      ...BARE, code: { producer: [], log: [], reader: [] },
    }), diagram: { ...diagram, arrows } } // prettier-ignore
    const host = { load: () => Promise.reject(new Error('nothing to load')) }
    await expect(createEngine(simulation as never, bareRun('pulled'), host)).rejects.toThrow(
      /log~log joins the instances/,
    )
  })
})

test('a box that nobody calls is not offered what happens to messages it is sent', async () => {
  const { vocabulary } = await play()
  const offered = (box: string) => verbsOf(vocabulary, { kind: 'box', box }).map(({ verb }) => verb)
  expect(offered('producer')).toEqual(['crash', 'restart', 'freeze', 'skew', 'heal'])
  // It asks along both of its arrows.
  expect(offered('reader')).toEqual(['crash', 'restart', 'freeze', 'skew', 'heal'])
  expect(offered('log')).toEqual(['crash', 'restart', 'freeze', 'slow', 'errors', 'fail-first', 'skew', 'heal'])
  expect(() => parseAction('slow:producer=5@10', vocabulary)).toThrow(/cannot be done to producer; allowed: crash/)
})
