/** Real time, and the record of it: a fake outside that takes as long as it likes, and the same run executed anew without it. */
import { expect, test } from 'vitest'
import { CallError } from './call-error'
import type { Completion } from './completion'
import { createEngine, type Engine, type Host } from './engine'
import { createRng } from './random'
import { RealTimePace } from './real-time-pace'
import { RecordedPace } from './recorded-pace'
import { ManualWall } from './testing/manual-wall'
import { eventsOf, tinyEngine, tinyRun, tinySimulation, type TinyOptions } from './testing/tiny-simulation'
import { createTurn } from './turn'

const load: Host['load'] = () => Promise.reject(new Error('no assets'))
const turn = createTurn()

/** An outside whose answers come when the test says. */
class FakeOutside {
  private readonly jobs: { readonly dueUs: number; readonly finish: () => void }[] = []
  private readonly rng = createRng(7)
  private readonly wall: ManualWall
  started = 0

  constructor(wall: ManualWall) {
    this.wall = wall
  }

  ask = (): Promise<string> => {
    const number = ++this.started
    const dueUs = this.wall.nowUs() + Math.floor(this.rng.float() * 30_000)
    return new Promise((resolve, reject) => {
      const finish = () =>
        number % 5 === 0 ? reject(new CallError('reset', `lost ${number}`)) : resolve(`answer ${number}`)
      this.jobs.push({ dueUs, finish })
    })
  }

  /** Finishes what is due, several at once. */
  finishDue(): void {
    for (const job of this.jobs.filter(({ dueUs }) => dueUs <= this.wall.nowUs())) {
      this.jobs.splice(this.jobs.indexOf(job), 1)
      job.finish()
    }
  }
}

function optionsOf(ask: () => Promise<string>): TinyOptions {
  return {
    arrivals: Array.from({ length: 60 }, (_, index) => 5 + index * 1.5),
    durationMs: 120,
    settleMs: 60,
    actions: ['crash:server/1@40-60'],
    code: {
      store: (context) => ({ live: { kind: 'tiny', acts: [], cannot: {} }, handle: () => context.outside(ask) }),
    },
  }
}

/** Plays a run in real time on a clock that goes on in steps of `stepUs`. */
async function playLive(stepUs: number) {
  const wall = new ManualWall()
  const outside = new FakeOutside(wall)
  const options = optionsOf(outside.ask)
  const completions: Completion[] = []
  let pace!: RealTimePace
  const engine = await createEngine(tinySimulation(options), tinyRun(options), {
    load,
    pace: (core, each) => (pace = new RealTimePace(core, each, wall, (completion) => completions.push(completion))),
  })
  let isDone = false
  const done = engine.advance(Infinity, Infinity).finally(() => (isDone = true))
  for (let step = 0; step < 10_000 && !isDone; step++) {
    await turn()
    outside.finishDue()
    // The run has done what is due: the clock of the wall goes on.
    if (wall.awaitedUs !== undefined) wall.moveTo(wall.nowUs() + stepUs)
  }
  await done
  return { engine, completions, outside, pace }
}

async function playRecord(completions: readonly Completion[], go: (engine: Engine) => Promise<void>) {
  const options = optionsOf(() => Promise.reject(new Error('a recording starts no work')))
  const engine = await createEngine(tinySimulation(options), tinyRun(options), {
    load,
    pace: (core, each) => new RecordedPace(core, each, completions),
  })
  await go(engine)
  return engine
}

test.each([100, 700, 5_000])(
  'a run whose outside took its time is executed anew from its record to the same hash, at steps of %i µs',
  async (stepUs) => {
    const { engine, completions, outside } = await playLive(stepUs)
    expect(outside.started).toBeGreaterThan(40)
    expect(completions.length).toBeGreaterThan(30)
    const again = await playRecord(completions, (each) => each.advance(Infinity, Infinity))
    expect(again.ended).toBe(true)
    expect(again.trace.hash).toBe(engine.trace.hash)
    const inSteps = await playRecord(completions, async (each) => {
      for (let ms = 0.1; !each.ended; ms += 3.7) await each.advance(ms, 17)
    })
    expect(inSteps.trace.hash).toBe(engine.trace.hash)
  },
)

test('answers come to callers when they came, not when virtual time would have them', async () => {
  const { engine, completions } = await playLive(100)
  const replies = eventsOf(engine).filter(({ kind, node }) => kind === 'reply' && node === 'store')
  expect(replies.length).toBeGreaterThan(30)
  const instants = new Set(completions.map(({ atUs }) => atUs / 1000))
  expect(replies.every(({ t }) => instants.has(t))).toBe(true)
  expect(completions.map(({ work }) => work)).not.toEqual(completions.map(({ work }) => work).toSorted((a, b) => a - b))
})

test('where the clock of the wall jumps, instants run late and in order, and the run says by how much', async () => {
  const { pace, engine } = await playLive(5_000)
  expect(pace.lag.maxMs).toBeGreaterThan(3)
  expect(pace.lag.maxMs).toBeLessThan(10)
  const times = eventsOf(engine).map(({ t }) => t)
  expect(times).toEqual(times.toSorted((a, b) => a - b))
  const { pace: punctual } = await playLive(100)
  expect(punctual.lag.meanMs).toBeLessThan(pace.lag.meanMs)
})

test('in virtual time work of the outside takes no time', async () => {
  const engine = await tinyEngine(optionsOf(() => Promise.resolve('at once')))
  await engine.advance(Infinity, Infinity)
  const replies = eventsOf(engine).filter(({ kind, node }) => kind === 'reply' && node === 'store')
  const received = eventsOf(engine).filter(({ kind, node }) => kind === 'recv' && node === 'store')
  expect(replies.map(({ t }) => t)).toEqual(received.map(({ t }) => t))
})

test('a run stands still while nobody advances it', async () => {
  const wall = new ManualWall()
  const options = optionsOf(() => new Promise(() => undefined))
  const engine = await createEngine(tinySimulation(options), tinyRun(options), {
    load,
    pace: (core, each) => new RealTimePace(core, each, wall),
  })
  const advanceTo = async (ms: number, byUs: number) => {
    const reached = engine.advance(ms, Infinity)
    await turn()
    wall.moveTo(wall.nowUs() + byUs)
    await reached
  }
  let isDone = false
  const first = advanceTo(10, 1).then(() => (isDone = true))
  for (let step = 0; step < 500 && !isDone; step++) {
    await turn()
    wall.moveTo(wall.nowUs() + 100)
  }
  await first
  wall.moveTo(wall.nowUs() + 60_000_000)
  let isThere = false
  const second = engine.advance(50, Infinity).then(() => (isThere = true))
  await turn()
  await turn()
  expect(isThere).toBe(false)
  for (let step = 0; step < 500 && !isThere; step++) {
    await turn()
    wall.moveTo(wall.nowUs() + 100)
  }
  await second
  expect(engine.nowMs).toBe(50)
})

test('a record of other code is recognized', async () => {
  const strange = [{ work: 999, atUs: 10_000, outcome: { value: 'answer' } }]
  await expect(playRecord(strange, (each) => each.advance(Infinity, Infinity))).rejects.toThrow(/made by other code/)
})

test('an error of the outside that is no failed call stops the run', async () => {
  const wall = new ManualWall()
  const options = optionsOf(() => Promise.reject(new TypeError('a mistake')))
  const engine = await createEngine(tinySimulation(options), tinyRun(options), {
    load,
    pace: (core, each) => new RealTimePace(core, each, wall),
  })
  const advanced = engine.advance(Infinity, Infinity)
  advanced.catch(() => undefined)
  for (let ms = 0; ms < 60; ms++) {
    await turn()
    wall.moveTo(ms * 1000)
  }
  await expect(advanced).rejects.toThrow('a mistake')
})
