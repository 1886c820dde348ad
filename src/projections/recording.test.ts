/** A recording holds what the keyframes hold: what is read back is what was drawn. */
import { expect, test } from 'vitest'
import { arrowName } from '~/kernel/arrow'
import { tinyEngine } from '~/kernel/testing/tiny-simulation'
import { Annals } from './annals'
import type { Keyframe } from './frame'
import { Frames } from './frames'
import { recordingOf, scenesOf } from './recording'

test('scenes are what the keyframes were', async () => {
  const arrivals = Array.from({ length: 100 }, (_, index) => index * 10)
  const engine = await tinyEngine({ arrivals, actions: ['crash:store@400-600'] })
  const frames = new Frames(engine)
  const keyframes: Keyframe[] = []
  for (let untilMs = 100; untilMs <= 1000; untilMs += 100) {
    await engine.advance(untilMs, Infinity)
    keyframes.push(frames.keyframe())
  }
  const { diagram } = engine.simulation
  const { run, marks } = new Annals(frames.take(1).news).momentOf(keyframes.at(-1)!)
  const recording = recordingOf(diagram, { run, title: 'Plain', marks, keyframes })
  const scenes = scenesOf(JSON.parse(JSON.stringify(recording)) as typeof recording, diagram)
  expect(scenes.map(({ nowMs }) => nowMs)).toEqual(keyframes.map(({ nowMs }) => nowMs))
  scenes.forEach((scene, step) => {
    const keyframe = keyframes[step]!
    for (const [id, { line, badges }] of Object.entries(keyframe.boxes)) {
      expect(scene.boxes[id]).toEqual({ ...line, badges: badges.map(({ text }) => text) })
    }
    diagram.arrows.forEach((arrow, index) => {
      const { figures, tone } = keyframe.arrows[arrowName(arrow)]!
      expect(scene.arrows[index]!.tone).toBe(tone)
      expect(scene.arrows[index]!.rate).toBeCloseTo(figures.rate, -1)
    })
    expect(scene.flights.map(({ arrow }) => arrow)).toEqual(keyframe.flights.map(({ arrow }) => arrow))
  })
  expect(recording.faults).toEqual([[400, 600]])
})
