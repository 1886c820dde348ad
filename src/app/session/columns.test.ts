import { expect, it } from 'vitest'
import { withColumns } from './columns'

const column = (count: number) => [count, 0, 0, 0, 0]

it('replaces the column that was still growing', () => {
  const known = [column(1), column(2)]
  expect(withColumns(known, { first: 1, columns: [column(5), column(6)] })).toEqual([column(1), column(5), column(6)])
})

it('keeps what is known when nothing came', () => {
  const known = [column(1)]
  expect(withColumns(known, { first: 1, columns: [] })).toBe(known)
})

it('fills a gap with nothing', () => {
  expect(withColumns([], { first: 1, columns: [column(3)] })).toEqual([column(0), column(3)])
})
