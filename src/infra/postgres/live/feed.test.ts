/** Feeds whose rows become visible in another order than that of their numbers. */
import { expect, test } from 'vitest'
import { FeedReader } from './feed'

const rows = (...cursors: number[]) => cursors.map((cursor) => ({ cursor }))

test('a row that becomes visible late is told once, and none twice', () => {
  const reader = new FeedReader()
  expect(reader.take(rows(1, 3), 0)).toEqual(rows(1, 3))
  expect(reader.low).toBe(1)
  expect(reader.take(rows(2, 3, 4), 10)).toEqual(rows(2, 4))
  expect(reader.low).toBe(4)
})

test('a number that never comes holds the reading up for a while only', () => {
  const reader = new FeedReader()
  reader.take(rows(2), 0)
  expect(reader.low).toBe(0)
  reader.take(rows(2, 3), 6_000)
  expect(reader.low).toBe(3)
})
