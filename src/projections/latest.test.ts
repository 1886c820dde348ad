import { expect, it } from 'vitest'
import { Latest } from './latest'

function listOf(count: number, countMax: number): Latest<number> {
  const list = new Latest<number>(countMax)
  for (let number = 0; number < count; number++) list.push(number)
  return list
}

it('keeps entries under their numbers, and lets go of the oldest', () => {
  const list = listOf(11, 8)
  expect(list.end).toBe(11)
  expect(list.since(0)).toEqual({ first: 4, entries: [4, 5, 6, 7, 8, 9, 10] })
  expect([list.at(3), list.at(4), list.at(11)]).toEqual([undefined, 4, undefined])
})

it('gives a stretch of what is kept', () => {
  expect(listOf(11, 8).between(2, 6)).toEqual([4, 5])
  expect(listOf(5, 8).since(3)).toEqual({ first: 3, entries: [3, 4] })
  expect(listOf(5, 8).between(3, 99)).toEqual([3, 4])
})
