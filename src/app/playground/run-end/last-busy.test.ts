import { expect, it } from 'vitest'
import { lastBusyMs } from './last-busy'

it('is the end of the last stretch with at least half of the usual traffic', () => {
  expect(
    lastBusyMs([
      [8, 0],
      [6, 2],
      [0, 0],
      [7, 1],
      [1, 0],
      [0, 0],
    ]),
  ).toBe(400)
})

it('is nowhere in a run without requests', () => {
  expect(lastBusyMs([])).toBeNull()
  expect(lastBusyMs([[0, 0]])).toBeNull()
})
