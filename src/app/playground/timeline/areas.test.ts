import { expect, test } from 'vitest'
import { areasOf, ridgesOf } from './areas'
import { binsOf } from './axis'

const bins = binsOf(
  [
    [100, 0, 0, 0, 0],
    [120, 5, 0, 0, 0],
    [3, 0, 0, 0, 0],
  ],
  100,
  1000,
  100,
)
const room = { width: 100, height: 50, ceiling: 1500 }

test('areas are those of what occurs', () => {
  expect(areasOf(bins, 1000, room).map(({ tone }) => tone)).toEqual(['allowed', 'throttled'])
})

test('an area needs two bins', () => {
  expect(areasOf(bins.slice(1), 1000, room)).toEqual([])
})

test('a run that is laid over another one is lines along the upper edges', () => {
  const [allowed, throttled] = ridgesOf(bins, 1000, { ...room, ceiling: 2500 })
  expect(allowed).toMatchObject({ tone: 'allowed', path: expect.stringMatching(/^M0,30[^Z]*$/) })
  // 1,250 a second of 2,500 are half of the room.
  expect(throttled!.path).toMatch(/,25$/)
})
