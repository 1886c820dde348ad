import { describe, expect, it } from 'vitest'
import { binsOf, ceilingOf, cellsOf, ticksOf } from './axis'

const column = (allowed: number, throttled = 0) => [allowed, throttled, 0, 0, 0]

describe('binsOf', () => {
  it('gives rates per second and leaves out the column that is still growing', () => {
    const bins = binsOf([column(100), column(120, 5), column(3)], 100, 1000, 100)
    expect(bins.map(({ atMs, rates }) => [atMs, rates.allowed, rates.throttled])).toEqual([
      [50, 1000, 0],
      [150, 1200, 50],
    ])
  })

  it('joins columns when there are more than fit', () => {
    const columns = Array.from({ length: 101 }, () => column(10))
    const bins = binsOf(columns, 100, 10_000, 10)
    expect(bins).toHaveLength(10)
    expect(bins[0]).toMatchObject({ atMs: 500, rates: { allowed: 100 } })
  })

  it('is empty before the first column is full', () => {
    expect(binsOf([column(1)], 100, 1000, 10)).toEqual([])
    expect(binsOf([], 100, 1000, 10)).toEqual([])
  })
})

describe('ceilingOf', () => {
  it('is the highest total, rounded to something that reads well', () => {
    expect(ceilingOf(binsOf([column(100), column(120, 5), column(3)], 100, 1000, 100))).toBe(1500)
    expect(ceilingOf([])).toBe(10)
  })
})

describe('cellsOf', () => {
  it('tells what held, what did not and what is ahead', () => {
    expect(cellsOf(500, 1000, [250], 4)).toEqual(['held', 'violated', 'ahead', 'ahead'])
  })

  it('counts nothing as held before it is judged', () => {
    expect(cellsOf(500, 1000, [], 4, Infinity)).toEqual(['ahead', 'ahead', 'ahead', 'ahead'])
  })

  it('puts a violation at the very end into the last cell', () => {
    expect(cellsOf(1000, 1000, [1000], 4)).toEqual(['held', 'held', 'held', 'violated'])
  })
})

describe('ticksOf', () => {
  it.each([
    [13_000, 10, ['0 s', '2 s', '4 s', '6 s', '8 s', '10 s', '12 s']],
    [500, 10, ['0 s', '0.2 s', '0.4 s']],
    [185_000, 8, ['0:00', '0:30', '1:00', '1:30', '2:00', '2:30', '3:00']],
    [3_600_000, 8, ['0 min', '10 min', '20 min', '30 min', '40 min', '50 min', '60 min']],
  ])('names whole moments of %d ms', (totalMs, countMax, labels) => {
    expect(ticksOf(totalMs, countMax).map(({ label }) => label)).toEqual(labels)
  })
})
