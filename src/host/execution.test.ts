/** An execution as a page asks it: where it stops, what it keeps, its past, and looking for events. */
import { describe, expect, test } from 'vitest'
import type { BodyLanes, BodyReading, Draft } from '~/kernel/body'
import type { Kind } from '~/kernel/trace'
import { tinyAction, tinyEngine, TINY_READING, type TinyOptions } from '~/kernel/testing/tiny-simulation'
import type { PlainEvent } from '~/kernel/trace'
import { Annals } from '~/projections/annals'
import { baseFrom, type Keyframe } from '~/projections/frame'
import { snapshotOf } from '~/projections/refolded'
import type { AdvanceRequest } from './api'
import { Execution } from './execution'

/** A request every 10 ms, and a store that is down for a while. */
const RUN: TinyOptions = {
  arrivals: Array.from({ length: 400 }, (_, index) => index * 10),
  durationMs: 4000,
  settleMs: 2000,
  actions: ['crash:store@2000-2300'],
}
/** How many answers the client had, and their rate. */
const ANSWERS: BodyReading = {
  kinds: ['state'],
  begin: () => [
    {
      kind: 'lanes',
      name: 'answers',
      figure: '',
      tone: 'allowed',
      readers: [],
      lanes: [{ from: 0, to: 0, keeper: -1, copies: [], positions: [] }],
    },
  ],
  step(body, { key }) {
    if (key === 'done') (body as Draft<BodyLanes[]>)[0]!.lanes[0]!.to++
  },
  finish(body, figuresOf) {
    ;(body as Draft<BodyLanes[]>)[0]!.figure = `${figuresOf('client').counters['answers'] ?? 0}/s`
  },
}
/** The same, and the client's answers are states of it, and a lane on the server that grows. */
const BUSY: TinyOptions = {
  ...RUN,
  reading: {
    ...TINY_READING,
    bodies: { server: ANSWERS },
    states: {
      initial: { client: { state: 'idle', tone: 'allowed' } },
      read: ({ key, node, instance }) =>
        key === 'done' || key === 'failed' ? { box: node, instance, state: key, tone: 'allowed' } : null,
    },
  },
}
const SERVER = { kind: 'box', box: 'server', instance: 0 } as const
const PATIENT: AdvanceRequest = {
  untilMs: Infinity,
  eventsMax: Infinity,
  wallMs: Infinity,
  speed: 1,
  stop: { at: [], after: 0 },
}

async function open(options: TinyOptions = RUN): Promise<Execution> {
  return new Execution(await tinyEngine(options))
}

async function play(execution: Execution, request: Partial<AdvanceRequest> = {}): Promise<Keyframe[]> {
  const { keyframes } = await execution.advance({ ...PATIENT, untilMs: 6000, ...request })
  return [...keyframes]
}

describe('advancing', () => {
  test('stops at a violation, and a question asked before its asker knew of it does not go beyond', async () => {
    const execution = await open()
    const stopped = await execution.advance({ ...PATIENT, stop: { at: 'any', after: 0 } })
    expect(stopped.frame.violationCount).toBe(1)
    expect(stopped.frame.nowMs).toBeLessThan(2100)
    const late = await execution.advance({ ...PATIENT, stop: { at: 'any', after: 0 } })
    expect(late.frame.events).toBe(stopped.frame.events)
    const onward = await execution.advance({ ...PATIENT, untilMs: 6000, stop: { at: [], after: 1 } })
    expect(onward.frame.ended).toBe(true)
  })

  test.each([
    ['all at once', {}],
    ['in slices of time', { untilMs: 37 }],
    ['in slices of events', { eventsMax: 91 }],
  ])('keeps the same keyframes %s', async (_, slice: Partial<AdvanceRequest>) => {
    const whole = await play(await open())
    const execution = await open()
    const parts: Keyframe[] = []
    for (let nowMs = 0; nowMs < 6000;) {
      const untilMs = slice.untilMs === undefined ? 6000 : nowMs + slice.untilMs
      const { frame, keyframes } = await execution.advance({ ...PATIENT, ...slice, untilMs })
      parts.push(...keyframes)
      nowMs = frame.ended ? Infinity : frame.nowMs
    }
    const outline = (frames: Keyframe[]) =>
      frames.map(({ nowMs, events, hash, boxes }) => ({ nowMs, events, hash, boxes }))
    expect(outline(parts)).toEqual(outline(whole))
    expect(whole.map(({ nowMs }) => nowMs)).toEqual(Array.from({ length: 60 }, (_, index) => (index + 1) * 100))
  })
})

test.each([123.456, 50.099999999999994, 33.4])(
  'a question up to %d ms is answered when there is nothing left to do',
  async (untilMs) => {
    const execution = await open()
    // Without a limit of real time, an engine that waited for a time between two steps of its clock would wait for ever.
    const { frame } = await execution.advance({ ...PATIENT, untilMs })
    expect(frame.nowMs).toBeCloseTo(Math.floor(untilMs * 10 + 1e-6) / 10)
  },
)

test('a keyframe holds all of its instant, however few events are asked for', async () => {
  // What the client asks 1 ms before a keyframe comes to the server, and goes on from there, at the instant of it.
  const arrivals = Array.from({ length: 20 }, (_, index) => index * 10 + 9)
  const options = { arrivals, durationMs: 200, settleMs: 100 }
  const whole = await play(await open(options), { untilMs: 300 })
  const execution = await open(options)
  const parts: Keyframe[] = []
  for (let isOver = false; !isOver;) {
    const { frame, keyframes } = await execution.advance({ ...PATIENT, untilMs: 300, eventsMax: 1 })
    parts.push(...keyframes)
    isOver = frame.ended
  }
  expect(parts.map(({ nowMs, events, boxes }) => ({ nowMs, events, boxes }))).toEqual(
    whole.map(({ nowMs, events, boxes }) => ({ nowMs, events, boxes })),
  )
})

describe('the past', () => {
  test('a second execution stands at the same moment, with the same hash and the same inner state', async () => {
    const keyframes = await play(await open())
    const { nowMs, events, hash } = keyframes[24]!
    const traveller = await open()
    const heard: number[] = []
    const to = { atMs: nowMs, events: Number.MAX_SAFE_INTEGER }
    expect(
      await traveller.travel(
        to,
        () => true,
        (atMs) => heard.push(atMs),
      ),
    ).toBe(true)
    expect(traveller.frame()).toMatchObject({ nowMs, events, hash })
  })

  test('a journey that nobody wants ends', async () => {
    const traveller = await open()
    expect(
      await traveller.travel(
        { atMs: 6000, events: Number.MAX_SAFE_INTEGER },
        () => false,
        () => {},
      ),
    ).toBe(false)
  })

  test('a moment folded anew is the moment that was, with nothing in it that came later', async () => {
    const execution = await open(BUSY)
    const { frame: start } = await execution.advance({ ...PATIENT, untilMs: 0 })
    const annals = new Annals(start.news)
    const keyframes: Keyframe[] = []
    for (let untilMs = 100; untilMs <= 6000; untilMs += 100) {
      const { frame, keyframes: more } = await execution.advance({ ...PATIENT, untilMs })
      annals.take(frame.news)
      keyframes.push(...more)
      if (untilMs % 700 !== 0) continue
      const injected = await execution.inject({ verb: 'note', target: SERVER, value: String(untilMs) })
      annals.take(injected.frame.news)
      keyframes.push(...injected.keyframes)
    }
    for (const n of [2600, 3300, 3303, 3304, 4100]) {
      const stepped = await open({ ...BUSY, runActions: annals.momentOf(keyframes.at(-1)!).run.actions })
      const { frame: there } = await stepped.advance({ ...PATIENT, eventsMax: n })
      const base = keyframes.findLast(({ nowMs }) => nowMs <= there.nowMs - 1300)!
      const before = keyframes.findLast(({ events }) => events <= n)!
      const refolded = execution.back(n, baseFrom(base))!
      const since = annals.violationsBetween(before.events, n)
      const { run, ...moment } = annals.momentOf(snapshotOf(refolded, before, since))
      const { news, ...snapshot } = there
      const { run: _, ...was } = new Annals(news).momentOf(snapshot)
      expect(moment).toEqual({ ...was, hash: '', flights: [], outcomes: [] })
      expect((moment.boxes['server']!.body as BodyLanes[])[0]!.lanes[0]!.to).toBeGreaterThan(100)
      expect(run.actions.length).toBe(Math.floor(there.nowMs / 700))
      expect(moment.states.at(-1)!.atMs).toBeLessThanOrEqual(there.nowMs)
    }
  })

  test('a base the trace has let go of is refused', async () => {
    const execution = await open()
    await play(execution)
    expect(execution.back(Number.MAX_SAFE_INTEGER, { events: 0, inFlight: {}, gauges: {}, bodies: {} })).toBeNull()
  })

  test('an act at a moment of the past gives what the same run gives from its start', async () => {
    const traveller = await open()
    await traveller.travel(
      { atMs: 1000, events: Number.MAX_SAFE_INTEGER },
      () => true,
      () => {},
    )
    await traveller.inject({ verb: 'crash', target: { kind: 'box', box: 'store' }, forMs: 50 })
    await play(traveller)
    const fresh = await open({ ...RUN, runActions: [tinyAction('crash:store@1000.1-1050.1')] })
    await play(fresh)
    expect(traveller.frame().hash).toBe(fresh.frame().hash)
  })
})

describe('looking for events', () => {
  const find = async (query: Parameters<Execution['events']>[0]) => {
    const execution = await open()
    await play(execution)
    const page = execution.events(query)
    return { ...page, events: page.events as unknown as PlainEvent[] }
  }

  test('gives the newest first, up to a number', async () => {
    const { events } = await find({ upTo: 100, countMax: 5 })
    expect(events.map(({ n }) => n)).toEqual([100, 99, 98, 97, 96])
  })

  test.each<[string, Partial<Parameters<Execution['events']>[0]>, (event: PlainEvent) => boolean]>([
    ['arrow', { arrow: 'server~store' }, ({ arrow }) => arrow === 'server~store'],
    ['facts of a box', { box: 'client' }, ({ node, op }) => node === 'client' && op === 0],
    ['all of a box', { box: 'server', messages: true }, ({ node }) => node === 'server'],
    ['kind', { kinds: ['fail', 'info'] as Kind[] }, ({ kind }) => kind === 'fail' || kind === 'info'],
    ['request', { request: 150 }, ({ id }) => id === 150],
    ['text, in any case', { text: 'REFUSED' }, (event) => JSON.stringify(event).includes('refused')],
  ])('by %s', async (_, query, isMeant) => {
    const { events } = await find({ upTo: Infinity, countMax: 20, ...query })
    expect(events.length).toBeGreaterThan(0)
    expect(events.every(isMeant)).toBe(true)
  })

  test('says where to look on', async () => {
    const first = await find({ upTo: Infinity, countMax: 3, kinds: ['fault', 'heal', 'crash'] })
    expect(first.restUpTo).toBe(first.events.at(-1)!.n - 1)
    const none = await find({ upTo: Infinity, countMax: 3, text: 'no such text' })
    expect(none).toMatchObject({ events: [], restUpTo: null, isForgotten: false })
  })
})
