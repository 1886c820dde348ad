/** What is counted is what became of a request, not what was decided about it. */
import { describe, expect, test } from 'vitest'
import type { Tone } from '~/kernel/tone'
import { shortRun } from '~/host/testing/short-run'
import { nodeHost } from '~/host/node'
import { parseAction } from '~/kernel/action'
import { createEngine } from '~/kernel/engine'
import { vocabularyOf } from '~/kernel/simulation'
import { TONES } from '~/kernel/tone'
import { Annals } from '~/projections/annals'
import { Frames } from '~/projections/frames'
import simulation from './index'

async function playedWith(actions: readonly string[]) {
  const vocabulary = vocabularyOf(simulation)
  const load = ['rate:clients=500@0', 'rate:abuser=0@0']
  const run = {
    ...shortRun(simulation, 'steady'),
    actions: load.concat(actions).map((text) => parseAction(text, vocabulary)),
  }
  const engine = await createEngine(simulation, run, nodeHost)
  const frames = new Frames(engine)
  const annals = new Annals(frames.take(1).news)
  await engine.advance(1000, Infinity)
  const frame = frames.take(1)
  annals.take(frame.news)
  const counted = (tone: Tone) => annals.columns.reduce((sum, column) => sum + column[TONES.indexOf(tone)]!, 0)
  return { frame, counted }
}

describe('with Orders down', () => {
  test('what was admitted and then failed is counted as failed, once', async () => {
    const { frame, counted } = await playedWith(['crash:orders@0'])
    expect(counted('failed')).toBeGreaterThan(100)
    expect(counted('allowed')).toBeGreaterThan(100)
    const all = TONES.reduce((sum, tone) => sum + counted(tone), 0)
    expect(all).toBeLessThanOrEqual(frame.boxes['clients']!.figures.sentRate + 1)
  })

  test('Orders is to blame, and nobody who hands its failure on', async () => {
    const { frame } = await playedWith(['crash:orders@0'])
    const blamed = Object.entries(frame.boxes).filter(([, { figures }]) => figures.blameRate > 0)
    expect(blamed.map(([box]) => box)).toEqual(['orders'])
    expect(frame.boxes['gateway']!.figures.failedRate).toBeCloseTo(frame.boxes['orders']!.figures.blameRate)
  })
})

test('while all is well nothing fails and nobody is to blame', async () => {
  const { frame, counted } = await playedWith([])
  expect(counted('failed')).toBe(0)
  expect(counted('allowed')).toBeGreaterThan(300)
  expect(Object.values(frame.boxes).filter(({ figures }) => figures.blameRate > 0)).toEqual([])
})

test('what is decided without Redis stays degraded, and a service that hangs leaves its requests unknown', async () => {
  const { counted } = await playedWith(['freeze:redis@200', 'freeze:search@200'])
  expect(counted('degraded')).toBeGreaterThan(50)
  expect(counted('unknown')).toBeGreaterThan(20)
})
