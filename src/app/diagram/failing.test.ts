import { expect, test } from 'vitest'
import { tinyEngine, type TinyOptions } from '~/kernel/testing/tiny-simulation'
import { Frames } from '~/projections/frames'
import { failedPercent, lineWith, washOf } from './failing'

/** A request every 10 ms for two seconds. */
const STEADY: TinyOptions = {
  arrivals: Array.from({ length: 200 }, (_, index) => index * 10),
  durationMs: 2000,
  settleMs: 1000,
}

async function percentOf(box: string, actions: readonly string[]): Promise<number> {
  const engine = await tinyEngine({ ...STEADY, actions })
  const frames = new Frames(engine)
  await engine.advance(1900, Infinity)
  return failedPercent(engine.simulation.diagram, frames.take(1), box)
}

test('while all is well no box has failed', async () => {
  expect(await percentOf('store', [])).toBe(0)
  expect(await percentOf('client', [])).toBe(0)
})

test('a box that answers half of all with an error has failed by half', async () => {
  const percent = await percentOf('store', ['errors:store=0.5@0'])
  expect(percent).toBeGreaterThan(35)
  expect(percent).toBeLessThan(65)
})

test('a box that is down has failed whoever asked it, although it answers nothing', async () => {
  expect(await percentOf('store', ['crash:store@0'])).toBeGreaterThan(95)
  expect(await percentOf('client', ['crash:server@0'])).toBe(0)
})

test('the wash goes in quarters', () => {
  expect([0, 5, 25, 26, 50, 75, 76, 100].map(washOf)).toEqual([0, 1, 1, 2, 2, 3, 4, 4])
})

test('the share stands first, and not beside what says itself that the box fails', () => {
  expect(lineWith({ text: 'p95 8 ms', tone: 'allowed' }, 38)).toBe('38 % failed · p95 8 ms')
  expect(lineWith({ text: 'down', tone: 'failed' }, 100)).toBe('down')
  expect(lineWith({ text: 'idle', tone: 'allowed' }, 0)).toBe('idle')
})
