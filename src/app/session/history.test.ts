import { describe, expect, it } from 'vitest'
import type { Keyframe } from '~/projections/frame'
import { History } from './history'

function keyframe(nowMs: number): Keyframe {
  const figures = { inFlight: nowMs, gauges: {} }
  return {
    nowMs,
    events: nowMs * 10,
    boxes: { only: { figures } },
    flights: [{ op: nowMs }],
    outcomes: [],
    happenings: [],
  } as unknown as Keyframe
}

function historyOf(lengthMs: number): History {
  const history = new History(keyframe(0))
  for (let nowMs = 100; nowMs <= lengthMs; nowMs += 100) history.add(keyframe(nowMs))
  return history
}

describe('history', () => {
  it('gives the latest keyframe at or before a time', () => {
    const history = historyOf(1000)
    expect(history.at(0).nowMs).toBe(0)
    expect(history.at(399).nowMs).toBe(300)
    expect(history.at(400).nowMs).toBe(400)
    expect(history.at(99_999).nowMs).toBe(1000)
  })

  it('stays bounded over an hour, and loses no sampled flight of its latest stretch', () => {
    const history = historyOf(3_600_000)
    expect(history.all.length).toBeLessThanOrEqual(1200)
    expect(history.all.length).toBeGreaterThan(500)
    const last = history.all.at(-2)!
    const before = history.all.at(-3)!
    expect(last.flights.length).toBe((last.nowMs - before.nowMs) / 100)
    expect(history.at(1_800_000).nowMs).toBeGreaterThan(1_800_000 - 10_000)
  })

  it('refuses keyframes that do not go on', () => {
    const history = historyOf(500)
    history.add(keyframe(300))
    expect(history.all.length).toBe(6)
  })

  it('folds from a base that lies more than a second before', () => {
    const base = historyOf(5000).baseOf(40_000)
    expect(base.events).toBeLessThanOrEqual(40_000 - 12_000)
    expect(base.inFlight).toEqual({ only: base.events / 10 })
    expect(historyOf(500).baseOf(4000).events).toBe(0)
  })

  it('is cut where a run goes another way', () => {
    const history = historyOf(1000).upTo(350)
    expect(history.all.map(({ nowMs }) => nowMs)).toEqual([0, 100, 200, 300])
    history.add(keyframe(320))
    expect(history.at(1000).nowMs).toBe(320)
  })
})
