/** Live figures: what a box and an arrow did in the last second, folded from the trace of a real run. */
import { describe, expect, test } from 'vitest'
import type { Reading } from '~/kernel/reading'
import { finishRun, ROUND_TRIP_MS, tinyDiagram, tinyEngine, type TinyOptions } from '~/kernel/testing/tiny-simulation'
import { Figures } from './figures'

const READING: Reading = {
  kinds: ['state'],
  count: ({ node, key }) => (key === 'done' ? { box: node, counter: 'answers' } : null),
  tone: () => null,
  line: () => ({ text: '', tone: 'allowed' }),
}

/** A request every 10 ms, for three seconds. */
const STEADY: TinyOptions = {
  arrivals: Array.from({ length: 300 }, (_, index) => index * 10),
  durationMs: 3000,
  settleMs: 3000,
}

async function figuresAt(nowMs: number, options: TinyOptions): Promise<Figures> {
  const engine = await tinyEngine(options)
  const figures = new Figures(tinyDiagram(), READING)
  engine.observe(figures)
  await engine.advance(nowMs, Infinity)
  return figures
}

describe('figures', () => {
  test('of a steady load are its rate and its latency', async () => {
    const figures = await figuresAt(2500, STEADY)
    const client = figures.box('client', 2500)
    const within = (rate: number): void => expect(Math.abs(rate - 100)).toBeLessThan(3)
    within(client.sentRate)
    within(client.okRate)
    within(client.counters['answers']!)
    within(figures.box('store', 2500).receivedRate)
    within(figures.box('store', 2500).answeredRate)
    within(figures.arrow('client~server', 2500).rate)
    expect(client).toMatchObject({ failRate: 0, unknownRate: 0, receivedRate: 0 })
    for (const { p50Ms, p99Ms } of [client, figures.arrow('client~server', 2500)]) {
      expect(p50Ms / ROUND_TRIP_MS).toBeCloseTo(1, 1)
      expect(p99Ms / ROUND_TRIP_MS).toBeCloseTo(1, 1)
    }
  })

  test('are right within the first second as well', async () => {
    const figures = await figuresAt(400, STEADY)
    expect(Math.abs(figures.box('client', 400).sentRate - 100)).toBeLessThan(4)
  })

  test('before anything happened are zero', async () => {
    const figures = await figuresAt(0, {})
    expect(figures.box('server', 0)).toEqual({
      receivedRate: 0,
      answeredRate: 0,
      errorRate: 0,
      sentRate: 0,
      okRate: 0,
      failRate: 0,
      unknownRate: 0,
      inFlight: 0,
      p50Ms: 0,
      p95Ms: 0,
      p99Ms: 0,
      silentMs: 0,
      counters: {},
      gauges: {},
      blameRate: 0,
      failedRate: 0,
    })
  })

  test('forget what is older than a second', async () => {
    const figures = await figuresAt(5900, STEADY)
    expect(figures.box('client', 5900)).toMatchObject({ sentRate: 0, okRate: 0, p50Ms: 0, inFlight: 0, silentMs: 0 })
    expect(figures.arrow('server~store', 5900)).toMatchObject({ rate: 0, p99Ms: 0 })
  })

  test('tell failures, unknown outcomes and lost messages apart', async () => {
    const failing = await figuresAt(2500, { ...STEADY, actions: ['errors:store=1@0'] })
    expect(failing.arrow('server~store', 2500)).toMatchObject({ unknownRate: 0, lostRate: 0 })
    expect(Math.abs(failing.arrow('server~store', 2500).failRate - 100)).toBeLessThan(3)
    expect(Math.abs(failing.box('store', 2500).errorRate - 100)).toBeLessThan(3)
    const lost = await figuresAt(2500, { ...STEADY, actions: ['loss:server~store=1@0'] })
    expect(lost.arrow('server~store', 2500)).toMatchObject({ failRate: 0 })
    expect(Math.abs(lost.arrow('server~store', 2500).lostRate - 100)).toBeLessThan(3)
    expect(Math.abs(lost.arrow('server~store', 2500).unknownRate - 100)).toBeLessThan(3)
  })

  test('show what piles up in a box, and for how long it has been silent', async () => {
    const figures = await figuresAt(1040, { ...STEADY, actions: ['partition:server~store@1000'] })
    // Nothing can leave the server any more: what was asked since 1000 ms is still in it.
    expect(figures.box('server', 1040).inFlight).toBeGreaterThanOrEqual(4)
    expect(figures.box('store', 1040).silentMs).toBeGreaterThan(25)
    expect(figures.box('store', 1040).silentMs).toBeLessThanOrEqual(40)
  })

  test('end at zero in flight, whatever was broken before', async () => {
    const engine = await tinyEngine({
      ...STEADY,
      actions: ['crash:server@500-700', 'freeze:store@900-1200', 'loss:client~server=0.3@1500'],
    })
    const figures = new Figures(tinyDiagram(), READING)
    engine.observe(figures)
    await finishRun(engine)
    for (const box of Object.keys(tinyDiagram().boxes))
      expect([box, figures.box(box, engine.nowMs).inFlight]).toEqual([box, 0])
  })

  test('blame nobody for a start that takes its time, and somebody as soon as anything is broken', async () => {
    const blaming = async (nowMs: number, options: TinyOptions) => {
      const engine = await tinyEngine(options)
      const reading: Reading = { ...READING, kinds: ['send'], blame: () => 'store' }
      const figures = new Figures(tinyDiagram(), reading)
      engine.observe(figures)
      await engine.advance(nowMs, Infinity)
      return figures.box('store', nowMs).blameRate > 0
    }
    expect(await blaming(2900, STEADY)).toBe(false)
    expect(await blaming(2900, { ...STEADY, actions: ['slow:store=1@2000'] })).toBe(true)
    expect(
      await blaming(3500, { ...STEADY, durationMs: 4000, arrivals: STEADY.arrivals!.map((at) => at + 1000) }),
    ).toBe(true)
  })
})
