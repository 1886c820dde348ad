import { expect, test } from 'vitest'
import type { BodyLane } from '~/kernel/body'
import { lagOf, readTo, scaleOf } from './lane-scale'

function lane(from: number, to: number, positions: readonly (number | null)[] = []): BodyLane {
  return { from, to, keeper: 0, copies: [0], positions }
}

test.each([
  [[lane(0, 0)], { from: 0, span: 100 }],
  [[lane(0, 101), lane(0, 7)], { from: 0, span: 150 }],
  [[lane(0, 1000)], { from: 0, span: 1000 }],
  [[lane(4000, 9100), lane(3000, 4000)], { from: 3000, span: 8000 }],
])('a scale reaches from the first position to a round one: %j', (lanes, scale) => {
  expect(scaleOf(lanes)).toEqual(scale)
})

test('a lag is the sum over lanes, and unknown if it is of one that holds something', () => {
  const lanes = [lane(0, 50, [50, 20]), lane(0, 30, [30, 10]), lane(0, 0, [null, null])]
  expect([lagOf(lanes, 0), lagOf(lanes, 1)]).toEqual([0, 50])
  expect(lagOf([...lanes, lane(5, 9, [9, null])], 1)).toBeNull()
})

test('what is read is what all have read, and what retention took', () => {
  expect(readTo(lane(10, 90, [80, 60, 90]))).toBe(60)
  expect(readTo(lane(10, 90, [80, 4]))).toBe(10)
  expect(readTo(lane(10, 90, [80, null]))).toBe(10)
  expect(readTo(lane(10, 90))).toBe(90)
})
