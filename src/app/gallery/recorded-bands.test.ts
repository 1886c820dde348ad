import { expect, test } from 'vitest'
import type { Scene } from '~/projections/recording'
import { bandsOfScenes } from './recorded-bands'

const scene = (nowMs: number, ...rates: number[]): Scene => ({
  nowMs,
  boxes: {},
  arrows: rates.map((rate) => ({ rate, tone: 'allowed', badges: [] })),
  flights: [],
  outcomes: [],
})

test('a recording has one scale from its first scene on, and bands where there is much traffic', () => {
  const scenes = [scene(2000, 90, 3), scene(2100, 1400, 3)]
  const bands = bandsOfScenes(scenes, ['a~b', 'b~c'])
  expect(scenes.map((each) => bands.get(each)!.ceiling)).toEqual([1500, 1500])
  expect([...bands.get(scenes[0]!)!.names]).toEqual(['a~b'])
})
