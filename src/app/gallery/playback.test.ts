import { expect, it } from 'vitest'
import type { Scene } from '~/projections/recording'
import { HOLD_MS, Playback } from './playback'

const scenes: Scene[] = [0, 1, 2].map((step) => ({
  nowMs: (step + 1) * 100,
  boxes: {},
  arrows: [],
  flights: [{ op: step, request: step, arrow: 0, departMs: step * 100 + 50, tone: 'allowed' }],
  outcomes: [],
}))

it('shows each step for its time, with the requests that left in it', () => {
  const playback = new Playback(scenes, { stepMs: 100 })
  playback.advance(10)
  expect(playback.scene).toBe(scenes[0])
  expect(playback.dots.size).toBe(1)
  playback.advance(95)
  expect(playback.scene).toBe(scenes[1])
  expect(playback.dots.size).toBe(2)
  expect(playback.share).toBeCloseTo(105 / 300)
})

it('does not make up for a hitch', () => {
  const playback = new Playback(scenes, { stepMs: 100 })
  playback.advance(5000)
  expect(playback.atMs).toBe(100)
})

it('keeps its last picture for a while and begins again', () => {
  const playback = new Playback(scenes, { stepMs: 100 })
  const go = (ms: number) => {
    for (let left = ms; left > 0; left -= 50) playback.advance(Math.min(50, left))
  }
  go(300 + HOLD_MS - 50)
  expect(playback.scene).toBe(scenes[2])
  expect(playback.share).toBe(1)
  playback.advance(50)
  expect(playback.scene).toBe(scenes[0])
  expect(playback.share).toBe(0)
  expect(playback.dots.size).toBe(1)
})
