import { describe, expect, it } from 'vitest'
import { achievedSpeed, fallsShort, formatSpeed, isBehind, nextTargetMs, speedBeside, withSample } from './pace'

describe('nextTargetMs', () => {
  it.each([
    ['goes on from the last target when it was reached', { targetMs: 100, nowMs: 100, elapsedMs: 16, speed: 1 }, 116],
    [
      'keeps the fraction that the engine’s grid swallows',
      { targetMs: 100.08, nowMs: 100, elapsedMs: 16, speed: 0.1 },
      101.68,
    ],
    ['makes up for a hitch', { targetMs: 100, nowMs: 60, elapsedMs: 16, speed: 1 }, 116],
    ['goes on from where a slow engine is', { targetMs: 60_000, nowMs: 130, elapsedMs: 16, speed: 100 }, 50_130],
    ['goes on from a step or an act', { targetMs: 100, nowMs: 140, elapsedMs: 10, speed: 1 }, 150],
    ['does not make up for a page that slept', { targetMs: 100, nowMs: 100, elapsedMs: 60_000, speed: 1 }, 600],
  ])('%s', (_, pace, expected) => {
    expect(nextTargetMs(pace)).toBeCloseTo(expected)
  })
})

describe('achievedSpeed', () => {
  const play = (speed: number, durationMs: number) => {
    let samples: ReturnType<typeof withSample> = []
    for (let wallMs = 0; wallMs <= durationMs; wallMs += 20)
      samples = withSample(samples, { wallMs, nowMs: wallMs * speed })
    return samples
  }

  it('is unknown at first', () => {
    expect(achievedSpeed(play(1, 200))).toBeNull()
  })

  it.each([0.1, 1, 37])('is virtual time over watching: %d', (speed) => {
    expect(achievedSpeed(play(speed, 3000))).toBeCloseTo(speed)
  })

  it('looks at the last second only', () => {
    expect(play(1, 10_000).length).toBeLessThan(60)
  })
})

describe('words for speed', () => {
  it.each([
    [1, '1×'],
    [0.1, '0.1×'],
    [0.253, '0.25×'],
    [2.04, '2×'],
    [98.4, '98×'],
  ])('%d is %s', (speed, text) => {
    expect(formatSpeed(speed)).toBe(text)
  })

  it('moves along the list and stops at its ends', () => {
    expect(speedBeside(1, 1)).toBe(2)
    expect(speedBeside(1, -1)).toBe(0.5)
    expect(speedBeside(100, 1)).toBe(100)
    expect(speedBeside(0.1, -1)).toBe(0.1)
  })

  it('falls short by more than jitter', () => {
    expect(fallsShort(0.95, 1)).toBe(false)
    expect(fallsShort(0.5, 1)).toBe(true)
    expect(fallsShort(null, 1)).toBe(false)
  })

  it('is behind by more than a step', () => {
    expect(isBehind(99.9, 100)).toBe(false)
    expect(isBehind(90, 100)).toBe(true)
  })
})
