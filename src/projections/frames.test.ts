/** Frames of a run: each moment is computed once and holds itself only; what grows is told once, and put together. */
import { afterEach, describe, expect, test, vi } from 'vitest'
import type { Engine } from '~/kernel/engine'
import type { Reading } from '~/kernel/reading'
import { tinyEngine, TINY_READING, type TinyOptions } from '~/kernel/testing/tiny-simulation'
import { Annals } from './annals'
import { Figures } from './figures'
import { KEYFRAME_MS, type Keyframe } from './frame'
import { Frames } from './frames'

/** Each answer is a new state of the client. */
const READING: Reading = {
  ...TINY_READING,
  states: {
    initial: { client: { state: 'idle', tone: 'allowed' } },
    read: ({ key, node, instance }) => (key === 'done' ? { box: node, instance, state: key, tone: 'allowed' } : null),
  },
}
/** Much is done: a fault and a note every 100 ms, which the server reads back. */
const TARGET = { kind: 'box', box: 'server', instance: 0 } as const

function options(lengthMs: number): TinyOptions {
  return {
    arrivals: Array.from({ length: lengthMs / 10 }, (_, index) => index * 10),
    durationMs: lengthMs,
    settleMs: 1000,
    actions: Array.from(
      { length: lengthMs / 100 },
      (_, index) => `errors:store=0.5@${index * 100}-${index * 100 + 50}`,
    ),
    reading: READING,
  }
}

async function play(engine: Engine, frames: Frames): Promise<{ keyframes: Keyframe[]; annals: Annals }> {
  const keyframes: Keyframe[] = []
  const annals = new Annals(frames.take(1).news)
  for (let untilMs = KEYFRAME_MS; untilMs <= engine.durationMs; untilMs += KEYFRAME_MS) {
    await engine.advance(untilMs, Infinity)
    keyframes.push(frames.keyframe())
    annals.take(frames.take(1).news)
    if (untilMs < engine.durationMs) await engine.inject({ verb: 'note', target: TARGET, value: String(untilMs) })
  }
  return { keyframes, annals }
}

async function played(lengthMs: number) {
  const engine = await tinyEngine(options(lengthMs))
  const frames = new Frames(engine)
  return { engine, frames, ...(await play(engine, frames)) }
}

/** How many values there are in plain data, however deep. */
function sizeOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 1
  return Object.values(value).reduce((sum: number, each) => sum + sizeOf(each), 0)
}

describe('keyframes', () => {
  test('do not grow with the run: what four times as long a run keeps is four times as much', async () => {
    const short = (await played(3000)).keyframes
    const long = (await played(12_000)).keyframes
    expect(long).toHaveLength(4 * short.length)
    // The first second has less in it than any other.
    expect(sizeOf(long) / sizeOf(short)).toBeLessThan(4.4)
    expect(sizeOf(long.at(-1)) / sizeOf(long[30])).toBeLessThan(1.1)
  })
})

describe('a moment', () => {
  afterEach(() => {
    vi.restoreAllMocks()
  })

  test('is computed once, however often it is told', async () => {
    const engine = await tinyEngine(options(1000))
    const frames = new Frames(engine)
    await engine.advance(500, Infinity)
    const box = vi.spyOn(Figures.prototype, 'box')
    const arrow = vi.spyOn(Figures.prototype, 'arrow')
    frames.keyframe()
    frames.take(1)
    frames.here()
    expect(box).toHaveBeenCalledTimes(4)
    expect(arrow).toHaveBeenCalledTimes(3)
    await engine.advance(501, Infinity)
    frames.take(1)
    expect(box).toHaveBeenCalledTimes(8)
  })

  test('of the past has what had grown until then, and not more', async () => {
    const { keyframes, annals } = await played(3000)
    for (const keyframe of [keyframes[4]!, keyframes[14]!, keyframes[24]!]) {
      const { nowMs, run, marks, states, violationTimes, sparks } = annals.momentOf(keyframe)
      expect(run.actions).toHaveLength(Math.round(nowMs / 100) - 1)
      expect(marks.filter(({ action: { verb } }) => verb === 'errors')).toHaveLength(nowMs / 100 + 1)
      expect(marks.filter(({ untilMs }) => untilMs === null).map(({ fromMs }) => fromMs)).toEqual([nowMs])
      expect(states.every(({ atMs }) => atMs <= nowMs)).toBe(true)
      expect(states.length).toBeGreaterThan(nowMs / 30)
      expect(violationTimes['never-fails']!.every((atMs) => atMs <= nowMs)).toBe(true)
      expect(sparks['client']).toHaveLength(Math.min(30, Math.floor(nowMs / 200)))
    }
  })

  test('has a sparkline of the rates of then', async () => {
    const arrivals = Array.from({ length: 300 }, (_, index) => index * 10)
    const engine = await tinyEngine({ arrivals, durationMs: 6000 })
    const frames = new Frames(engine)
    const annals = new Annals(frames.take(1).news)
    const keyframes: Keyframe[] = []
    for (const untilMs of [2000, 2900, 6000]) {
      await engine.advance(untilMs, Infinity)
      keyframes.push(frames.keyframe())
    }
    annals.take(frames.take(1).news)
    const [busy, later, over] = keyframes.map((keyframe) => annals.momentOf(keyframe).sparks['client']!)
    expect(busy).toHaveLength(10)
    expect(busy!.slice(1).every((rate) => Math.abs(rate - 100) < 12)).toBe(true)
    expect(later!.slice(0, 10)).toEqual(busy)
    expect(over!.slice(0, 14)).toEqual(later)
    expect(over!.at(-1)).toBe(0)
  })
})

describe('news', () => {
  test('told piece by piece make the annals that are told at once', async () => {
    const { engine, annals, keyframes } = await played(2000)
    const again = await tinyEngine({ ...options(2000), runActions: engine.run.actions })
    const frames = new Frames(again)
    await again.advance(2000, Infinity)
    const whole = new Annals(frames.take(1).news)
    const [one, other] = [annals, whole].map((each) => each.momentOf(keyframes.at(-1)!))
    expect(one).toEqual(other)
    expect(annals.columns).toEqual(whole.columns)
  })

  test('begin with the run, and only once', async () => {
    const { frames } = await played(500)
    const { news } = frames.take(1)
    expect(news.run).toBeNull()
    expect(() => new Annals(news)).toThrow('annals begin with the first news of a run')
  })

  test('replace the column that was still growing', async () => {
    const engine = await tinyEngine(options(1000))
    const frames = new Frames(engine)
    await engine.advance(150, Infinity)
    const annals = new Annals(frames.take(1).news)
    const growing = annals.columns[1]![0]!
    await engine.advance(400, Infinity)
    const { news } = frames.take(1)
    expect(news.columns.first).toBe(1)
    annals.take(news)
    expect(annals.columns[1]![0]).toBeGreaterThan(growing)
    expect(annals.columns).toHaveLength(4)
  })
})
