import { expect, test } from 'vitest'
import { LetterBook } from './letter-book'

const letter = { event: 'o1:1', group: 'search', from: 'orders.v1-2@7', reason: 'undecodable' } as const

test('a letter waits, is sent again, and waits again if it comes back', () => {
  const book = new LetterBook()
  book.add(letter)
  book.add({ ...letter, group: 'warehouse' })
  book.mark('o1:1', 'search', 'sent again')
  expect(book.list().map(({ group, times, standing }) => [group, times, standing])).toEqual([
    ['warehouse', 1, 'waits'],
    ['search', 1, 'sent again'],
  ])
  book.add({ ...letter, from: 'retry.search-0@0' })
  expect(book.list()[0]).toEqual({ ...letter, from: 'retry.search-0@0', times: 2, standing: 'waits' })
})

test('it remembers so many, and forgets the oldest', () => {
  const book = new LetterBook()
  for (let number = 0; number < 2_001; number++) book.add({ ...letter, event: `o${number}:1` })
  expect([book.list().length, book.list().at(-1)!.event]).toEqual([2_000, 'o1:1'])
})
