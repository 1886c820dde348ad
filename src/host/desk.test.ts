/** A desk asked over a link, as a page asks it: turns, journeys, progress, and what goes wrong. */
import { describe, expect, test } from 'vitest'
import { runOf, type Run } from '~/kernel/run'
import { runTiny, tinySimulation, type TinyOptions } from '~/kernel/testing/tiny-simulation'
import { baseFrom } from '~/projections/frame'
import type { AdvanceRequest, EngineApi, ExportEvent } from './api'
import { createDesk, type DeskHost } from './desk'
import { answerOver } from './links/answering'
import { askOver } from './links/asking'
import { createPair } from './links/pair'

const OPTIONS: TinyOptions = {
  arrivals: Array.from({ length: 200 }, (_, index) => index * 10),
  durationMs: 2000,
  settleMs: 1000,
  actions: ['crash:store@1500-1700'],
}
const RUN: Run = runOf('tiny', {
  scenario: 'plain',
  seed: 1,
})
const TO_THE_END: AdvanceRequest = {
  untilMs: 3000,
  eventsMax: Infinity,
  wallMs: Infinity,
  speed: 1,
  stop: { at: [], after: 0 },
}
const WHOLE_EVENTS = Number.MAX_SAFE_INTEGER

function hostOf(options = OPTIONS): DeskHost {
  return {
    load: () => Promise.reject(new Error('no assets')),
    hearProgress: (hear) => {
      hear({ asset: 'tiny', bytes: 1, bytesTotal: 2 })
      return () => undefined
    },
    simulation: (id) =>
      id === 'tiny' ? Promise.resolve(tinySimulation(options)) : Promise.reject(new Error(`there is no "${id}"`)),
  }
}

function connect(host = hostOf()) {
  const pair = createPair()
  const closeEngine = answerOver(pair.engine, createDesk(host))
  return { pair, closeEngine, ...askOver(pair.client) }
}

async function opened(host = hostOf()) {
  const connection = connect(host)
  await connection.engine.open(RUN, () => undefined)
  return connection
}

/** Executes a run to its end at a desk of its own; gives the hash. */
async function hashOf(run: Run): Promise<string> {
  const { engine } = connect()
  await engine.open(run, () => undefined)
  return (await engine.advance(TO_THE_END)).frame.hash
}

const noOne = () => undefined

describe('a desk', () => {
  test('says what its engine can do', async () => {
    expect(await connect().engine.can()).toEqual({ rewind: true, fork: true })
  })

  test('describes a diagram, and refuses one there is not', async () => {
    const { engine } = connect()
    expect((await engine.describe('tiny')).scenarios.map(({ id }) => id)).toEqual(['plain'])
    await expect(engine.describe('huge')).rejects.toThrow('there is no "huge"')
  })

  test('opens a run, telling what is fetched, and plays it to the hash it has anywhere', async () => {
    const { engine } = connect()
    const heard: unknown[] = []
    expect((await engine.open(RUN, (progress) => heard.push(progress))).frame.nowMs).toBe(0)
    expect(heard).toEqual([{ asset: 'tiny', bytes: 1, bytesTotal: 2 }])
    const { frame, keyframes } = await engine.advance(TO_THE_END)
    expect(frame).toMatchObject({ ended: true, hash: (await runTiny(OPTIONS)).hash })
    expect(keyframes.length).toBe(30)
  })

  test('answers in turn, however many questions wait', async () => {
    const { engine } = connect()
    const order: string[] = []
    const note = (name: string) => () => void order.push(name)
    await Promise.all([
      engine.open(RUN, noOne).then(note('open')),
      engine.advance({ ...TO_THE_END, untilMs: 500 }).then(note('first')),
      engine.request(1).then(note('request')),
      engine.advance({ ...TO_THE_END, untilMs: 1000 }).then(note('second')),
    ])
    expect(order).toEqual(['open', 'first', 'request', 'second'])
  })

  test('refuses what it cannot answer, and goes on', async () => {
    const { engine } = connect()
    await expect(engine.advance(TO_THE_END)).rejects.toThrow('no run is open')
    await expect(engine.open({ ...RUN, scenario: 'huge' }, noOne)).rejects.toThrow('there is no scenario "huge"')
    expect((await engine.open(RUN, noOne)).frame.events).toBe(0)
  })

  test('gives the frame that an act leads to, and what the box shows for it', async () => {
    const { engine } = await opened()
    await engine.advance({ ...TO_THE_END, untilMs: 300 })
    const target = { kind: 'box', box: 'server', instance: 0 } as const
    const { shown, frame } = await engine.inject({ verb: 'note', target, value: 'hello' })
    expect(shown).toEqual({ noted: 'hello' })
    expect(frame.nowMs).toBeCloseTo(300.1)
    const { acts } = frame.news
    expect(acts).toMatchObject([{ verb: 'note', value: 'hello', atMs: 300.1 }])
    expect(await engine.inspect('server', 0, { view: 'state' })).toEqual({ note: 'hello' })
    const played = await engine.advance(TO_THE_END)
    expect(played.frame.hash).toBe(await hashOf({ ...RUN, actions: acts }))
    await expect(engine.inject({ verb: 'note', target, value: 'late' })).rejects.toThrow('the run has ended')
  })

  test('warms up aside, and only until something is asked', async () => {
    const { engine } = await opened()
    await Promise.all([engine.warmUp(RUN), engine.advance({ ...TO_THE_END, untilMs: 10 })])
    expect((await engine.advance(TO_THE_END)).frame.hash).toBe((await runTiny(OPTIONS)).hash)
  })
})

describe('a journey', () => {
  async function played() {
    const connection = await opened()
    const { frame, keyframes } = await connection.engine.advance(TO_THE_END)
    const middle = keyframes.find(({ nowMs }) => nowMs === 1000)!
    return { ...connection, frame, keyframes, middle }
  }

  const toMiddle = { atMs: 1000, events: WHOLE_EVENTS }

  test('stands at a moment of the past until it is left', async () => {
    const { engine, middle } = await played()
    expect((await engine.travel(RUN, toMiddle, noOne))!.hash).toBe(middle.hash)
    const { events } = await engine.events({ upTo: WHOLE_EVENTS, countMax: 1 })
    expect(events).toMatchObject([{ n: middle.events }])
    await engine.leave()
    const { events: latest } = await engine.events({ upTo: WHOLE_EVENTS, countMax: 1 })
    expect(latest).toMatchObject([{ kind: 'phase', key: 'end' }])
  })

  test('ends when a later one sets out, and when it is given up', async () => {
    const { engine } = await played()
    const [first, second] = await Promise.all([
      engine.travel(RUN, toMiddle, noOne),
      engine.travel(RUN, { ...toMiddle, atMs: 200 }, noOne),
    ])
    expect(first).toBeNull()
    expect(second!.nowMs).toBe(200)
    const [third] = await Promise.all([engine.travel(RUN, toMiddle, noOne), engine.leave()])
    expect(third).toBeNull()
  })

  test('becomes the run where somebody acts', async () => {
    const { engine } = await played()
    await engine.travel(RUN, toMiddle, noOne)
    const forked = await engine.fork()
    expect(forked.nowMs).toBe(1000)
    expect(forked.news.run).toEqual(RUN)
    const { frame } = await engine.inject({ verb: 'crash', target: { kind: 'box', box: 'store' }, forMs: 50 })
    const { acts } = frame.news
    const { frame: end } = await engine.advance(TO_THE_END)
    expect(end.hash).toBe(await hashOf({ ...RUN, actions: acts }))
  })

  test('has to arrive before it can become the run', async () => {
    const { engine } = await played()
    await expect(engine.fork()).rejects.toThrow('no second execution')
  })

  test('brings all of one request back', async () => {
    const { engine } = await played()
    const events = await engine.recall(RUN, 3, 2000, noOne)
    expect(events).toEqual(await engine.request(3))
    expect(events!.length).toBeGreaterThan(5)
  })

  test('is not needed for one event back', async () => {
    const { engine, keyframes, frame } = await played()
    const base = baseFrom(keyframes.findLast(({ nowMs }) => nowMs <= frame.nowMs - 1300)!)
    expect((await engine.back(frame.events - 1, base))!.events).toBe(frame.events - 1)
  })

  test('hands a trace over in pieces that make the whole', async () => {
    const { engine, frame } = await played()
    const heard: ExportEvent[] = []
    const outcome = await engine.exportTrace(RUN, 3000, 'ndjson', (event) => heard.push(event))
    expect(outcome).toEqual({ events: frame.events, isCut: false, traceHash: frame.hash })
    const text = heard.map((event) => ('text' in event ? event.text : '')).join('')
    expect(text.trimEnd().split('\n')).toHaveLength(frame.events)
  })

  test('hands a long trace over in more than one piece, and says how far it is', async () => {
    const arrivals = Array.from({ length: 2000 }, (_, index) => index)
    const { engine } = connect(hostOf({ ...OPTIONS, arrivals, actions: [] }))
    const heard: ExportEvent[] = []
    await engine.exportTrace(RUN, 3000, 'ndjson', (event) => heard.push(event))
    expect(heard.filter((event) => 'text' in event).length).toBeGreaterThan(2)
    const told = heard.flatMap((event) => ('nowMs' in event ? [event.nowMs] : []))
    expect(told.length).toBeGreaterThan(1)
    expect(told).toEqual(told.toSorted((one, other) => one - other))
  })
})

describe('what goes wrong', () => {
  test('two clients do not touch each other', async () => {
    const host = hostOf()
    const [one, other] = await Promise.all([opened(host), opened(host)])
    await one.engine.advance({ ...TO_THE_END, untilMs: 500 })
    await one.engine.inject({ verb: 'crash', target: { kind: 'box', box: 'store' } })
    await other.engine.travel(RUN, { atMs: 100, events: WHOLE_EVENTS }, noOne)
    await one.engine.leave()
    const [{ frame: changed }, { frame: plain }] = await Promise.all([
      one.engine.advance(TO_THE_END),
      other.engine.advance(TO_THE_END),
    ])
    expect(plain.hash).toBe((await runTiny(OPTIONS)).hash)
    expect(changed.hash).not.toBe(plain.hash)
  })

  test('code in a box that fails is told to whoever asked, and another run can be opened', async () => {
    let isBroken = true
    const code: TinyOptions['code'] = {
      store: () => ({
        handle: () => {
          if (isBroken) throw new Error('the store has a defect')
          return 1
        },
      }),
    }
    const { engine } = await opened(hostOf({ ...OPTIONS, code }))
    await expect(engine.advance(TO_THE_END)).rejects.toThrow('the store has a defect')
    isBroken = false
    await engine.open(RUN, noOne)
    expect((await engine.advance(TO_THE_END)).frame.ended).toBe(true)
  })

  test('a link that breaks refuses what was asked and what is asked later, and ends the journey', async () => {
    let left = 0
    const desk = createDesk(hostOf())
    const watched: EngineApi = Object.assign(Object.create(desk) as EngineApi, {
      leave: () => {
        left++
        return desk.leave()
      },
    })
    const pair = createPair()
    answerOver(pair.engine, watched)
    const { engine, failure } = askOver(pair.client)
    await engine.open(RUN, noOne)
    const asked = engine.advance(TO_THE_END)
    pair.break(new Error('the engine died'))
    await expect(asked).rejects.toThrow('the engine died')
    await expect(engine.request(1)).rejects.toThrow('the engine died')
    await expect(failure).rejects.toThrow('the engine died')
    expect(left).toBe(1)
  })

  test('a closed link asks for nothing more', async () => {
    const { engine, closeEngine } = await opened()
    closeEngine()
    await expect(engine.request(1)).rejects.toThrow('the other end has closed the link')
  })
})
