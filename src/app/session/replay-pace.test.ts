/** Replaying moves on at any speed. */
import { expect, test } from 'vitest'
import { nextReplayMs } from './replay-pace'

test('what was played before moves on however slowly it is watched', () => {
  // At a twentieth of the speed a picture is worth less than a millisecond: between keyframes they add up.
  let atMs = 1000
  for (let picture = 0; picture < 60; picture++) atMs = nextReplayMs(atMs, 50, 0.05)
  expect(atMs).toBeCloseTo(1150)
})

test('a page that slept goes on from where it was', () => {
  expect(nextReplayMs(0, 60_000, 1)).toBe(500)
})
