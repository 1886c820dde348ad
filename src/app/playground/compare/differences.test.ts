import { describe, expect, it } from 'vitest'
import { differenceBetween, withEarlier, type EarlierRun } from '../../session/earlier-run'
import { runOf, type Run } from '~/kernel/run'
import type { Moment } from '~/projections/annals'
import type { Snapshot } from '~/projections/frame'
import { differingStretches, firstDifferenceMs, type BoxesAt } from './differences'

const run: Run = runOf('tiny', {
  scenario: 'plain',
  seed: 1,
})

describe('stretches that differ', () => {
  it('join neighbours, and leave out the unfinished last column', () => {
    const same = [100, 0]
    const one = [same, same, [50, 50], [50, 50], same, [0, 0]]
    const other = [same, same, same, same, same, [99, 0]]
    expect(differingStretches(one, other)).toEqual([{ fromMs: 200, untilMs: 400 }])
  })

  it('leave alone what differs by a few requests', () => {
    expect(differingStretches([[100, 3], [1, 0], []], [[97, 0], [0, 0], []])).toEqual([])
  })

  it('reach as far as both were played', () => {
    expect(differingStretches([[9], [9], [9]], [[1], [0]])).toEqual([{ fromMs: 0, untilMs: 100 }])
  })
})

describe('the first difference', () => {
  const moment = (nowMs: number, { badge, rate = 100 }: { badge?: string; rate?: number } = {}) => {
    const figures = { receivedRate: rate, sentRate: 0 }
    const badges = badge === undefined ? [] : [{ text: badge }]
    return { nowMs, boxes: { orders: { line: { text: '', tone: 'allowed' }, figures, badges } } } as unknown as BoxesAt
  }

  it('is where a box differs, long before the traffic does', () => {
    const one = [moment(0), moment(100), moment(200, { badge: 'down' }), moment(300, { badge: 'down', rate: 0 })]
    const other = [moment(0), moment(100), moment(200), moment(300)]
    expect(firstDifferenceMs(one, other)).toBe(200)
    expect(firstDifferenceMs([moment(0), moment(100, { rate: 50 })], other)).toBe(100)
  })

  it('is none where both were played alike, or one not yet', () => {
    expect(firstDifferenceMs([moment(0), moment(100)], [moment(0), moment(100)])).toBeNull()
    expect(firstDifferenceMs([moment(0), moment(100, { badge: 'down' })], [moment(0)])).toBeNull()
  })
})

describe('what sets a run apart', () => {
  it('is said in words', () => {
    expect(differenceBetween(run, run)).toBe('the same run')
    expect(differenceBetween({ ...run, without: ['shadow-cache'], seed: 8 }, run)).toBe('seed 8, without shadow-cache')
    expect(differenceBetween(run, { ...run, without: ['shadow-cache'], settings: { limit: '5' } })).toBe(
      'with shadow-cache, limit as usual',
    )
  })
})

describe('runs played before', () => {
  it('are few, the latest first, one of each run', () => {
    const earlier = (seed: number): EarlierRun => ({
      because: 'replaced',
      run: { ...run, seed },
      played: { head: {} as Snapshot, columns: [], keyframes: [], momentAt: () => ({}) as Moment },
    })
    const runs = [1, 2, 3, 2, 4].reduce<readonly EarlierRun[]>((all, seed) => withEarlier(all, earlier(seed)), [])
    expect(runs.map(({ run: { seed } }) => seed)).toEqual([4, 2, 3])
  })
})
