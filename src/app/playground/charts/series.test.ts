import { describe, expect, it } from 'vitest'
import type { Keyframe } from '~/projections/frame'
import type { Mark } from '~/projections/marks'
import { chartsOf, pathsOf, spansOf } from './series'

function keyframe(nowMs: number, receivedRate: number, keys: number): Keyframe {
  const figures = {
    receivedRate, errorRate: 0, sentRate: 0, p50Ms: 1, p95Ms: 2, p99Ms: 3, inFlight: 0, counters: {}, gauges: { keys },
  } // prettier-ignore
  return { nowMs, boxes: { store: { figures } }, arrows: {} } as unknown as Keyframe
}

const box = { kind: 'box', id: 'store' } as const

describe('charts', () => {
  const keyframes = [keyframe(0, 0, 0), keyframe(100, 50, 7), keyframe(200, 80, 9)]

  it('hold a line for each figure that occurs', () => {
    expect(chartsOf(keyframes, box).map(({ title, series }) => [title, series.map(({ name }) => name)])).toEqual([
      ['Rate', ['received']],
      ['Latency', ['p50', 'p95', 'p99']],
      ['keys', ['keys']],
    ])
  })

  it('stay as fine as a screen, and end at the present', () => {
    const many = Array.from({ length: 5000 }, (_, index) => keyframe(index * 100, 1, 1))
    const [rate] = chartsOf(many, box)
    expect(rate!.timesMs.length).toBeLessThanOrEqual(402)
    expect(rate!.timesMs.at(-1)).toBe(499_900)
  })

  it('are drawn from zero to a round ceiling, over the whole run', () => {
    const { ceiling, paths } = pathsOf(chartsOf(keyframes, box)[0]!, 400, { width: 100, height: 40 })
    expect(ceiling).toBe(80)
    expect(paths[0]!.path).toBe('M0,40L25,15L50,0')
  })
})

describe('what lasted', () => {
  const mark = (index: number, fromMs: number, untilMs: number | null) => ({ index, fromMs, untilMs }) as Mark

  it('is known up to the moment shown, and not up to where the run was played', () => {
    expect(spansOf([mark(0, 100, 200), mark(1, 150, null), mark(2, 180, 180)], 300)).toEqual([
      { index: 0, fromMs: 100, untilMs: 200 },
      { index: 1, fromMs: 150, untilMs: 300 },
    ])
  })
})
