/** Arrivals at random. */
import { expect, test } from 'vitest'
import { createRng } from '~/kernel/random'
import { poisson } from './poisson'

/** Times of the arrivals within so many milliseconds. */
function timesOf(perSecond: (atMs: number) => number, lengthMs: number): number[] {
  const times: number[] = []
  let nowMs = 0
  const stream = poisson(
    createRng(3),
    'box',
    () => perSecond(nowMs),
    () => ({ type: 'request' }),
  )
  for (const { atMs, message } of stream) {
    nowMs = atMs
    if (atMs > lengthMs) return times
    if (message !== null) times.push(atMs)
  }
  return times
}

test('come at their rate', () => {
  for (const rate of [2, 50, 2_000]) {
    const seconds = 20_000 / rate
    const count = timesOf(() => rate, seconds * 1000).length
    // Twenty thousand, give or take four standard deviations.
    expect(Math.abs(count - 20_000)).toBeLessThan(4 * Math.sqrt(20_000))
  }
})

test('follow a rate that changes, within a tenth of a second', () => {
  const times = timesOf((atMs) => (atMs < 10_000 ? 0 : 100), 20_000)
  expect(times[0]).toBeGreaterThan(10_000)
  expect(times[0]).toBeLessThan(10_250)
  expect(times.length).toBeGreaterThan(800)
})

test('never come at a rate of zero', () => {
  expect(timesOf(() => 0, 60_000)).toEqual([])
})
