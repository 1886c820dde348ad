import { describe, expect, it } from 'vitest'
import { axisOf, placeNames } from './lanes'

const lane = (from: number, to: number, ...at: readonly number[]) => ({
  name: '',
  segments: [{ name: 'stored', from, to, tone: 'allowed' as const }],
  marks: at.map((each) => ({ name: `at ${each}`, at: each })),
})

describe('the axis of lanes', () => {
  it('reaches from the first thing on any lane to the last', () => {
    const { from, to, share } = axisOf([lane(100, 180, 90), lane(120, 200, 190)])
    expect([from, to]).toEqual([90, 200])
    expect([share(90), share(145), share(200)]).toEqual([0, 0.5, 1])
  })

  it('has its only position in the middle', () => {
    expect(axisOf([lane(7, 7)]).share(7)).toBe(0.5)
    expect(axisOf([]).share(0)).toBe(0.5)
  })
})

it('marks at one place are told together, in the order of the axis', () => {
  const marks = [
    { name: 'end', at: 42 },
    { name: 'billing', at: 38, tone: 'failed' as const },
    { name: 'high watermark', at: 42 },
  ]
  expect(placeNames(marks)).toEqual([
    { at: 38, names: ['billing'], tone: 'failed' },
    { at: 42, names: ['end', 'high watermark'] },
  ])
})
