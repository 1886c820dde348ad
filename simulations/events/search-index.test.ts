import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { SearchIndex, type SearchDocument } from './search-index'

function product(id: string, title: string): SearchDocument {
  return { id, kind: 'product', title, text: '' }
}

/** An aggregate's versions, each a document or its removal. */
const history = fc.array(fc.option(fc.constantFrom('red lamp', 'blue lamp', 'quiet kettle'), { nil: null }), {
  minLength: 1,
  maxLength: 6,
})

/** All events of some products in any order, with some of them twice. */
const deliveries = fc.array(history, { minLength: 1, maxLength: 4 }).chain((histories) => {
  const events = histories.flatMap((titles, number) =>
    titles.map((title, index) => ({ id: `product p${number}`, version: index + 1, title })),
  )
  return fc
    .tuple(
      fc.shuffledSubarray(events, { minLength: events.length }),
      fc.array(fc.constantFrom(...events), { maxLength: 8 }),
    )
    .map(([once, again]) => ({ histories, order: [...once, ...again] }))
})

describe('the index', () => {
  test('is the last version of everything, in whatever order and however often events come', () => {
    fc.assert(
      fc.property(deliveries, ({ histories, order }) => {
        const index = new SearchIndex()
        const highest = new Map<string, number>()
        for (const { id, version, title } of order) {
          const outcome = index.put(id, version, title === null ? null : product(id, title))
          const before = highest.get(id) ?? 0
          expect(outcome).toBe(version > before ? 'applied' : version === before ? 'duplicate' : 'superseded')
          highest.set(id, Math.max(before, version))
        }
        const last = histories.map((titles) => titles.at(-1)!)
        for (const [number, title] of last.entries()) {
          const id = `product p${number}`
          expect(index.versionOf(id)).toBe(histories[number]!.length)
          const hit = title === null ? undefined : index.search(title).find((each) => each.id === id)
          expect(hit?.title).toBe(title ?? undefined)
        }
        expect(index.size).toBe(last.filter((title) => title !== null).length)
        // What was replaced or removed is not found by its old words either.
        expect(index.search('lamp').length).toBe(last.filter((title) => title?.includes('lamp')).length)
      }),
    )
  })

  test('finds the same documents in the same order each time', () => {
    const [index, other] = [new SearchIndex(), new SearchIndex()]
    const ids = ['product p3', 'product p1', 'product p2']
    for (const id of ids) index.put(id, 1, product(id, 'red lamp'))
    for (const id of ids.toReversed()) other.put(id, 1, product(id, 'red lamp'))
    expect(index.search('lamp').map(({ id }) => id)).toEqual(['product p1', 'product p2', 'product p3'])
    expect(other.search('lamp')).toEqual(index.search('lamp'))
  })

  test('forgives a slip and finds by the beginning of a word', () => {
    const index = new SearchIndex()
    index.put('product p1', 1, product('product p1', 'folding kettle'))
    expect(index.search('ketle')).toHaveLength(1)
    expect(index.search('fold')).toHaveLength(1)
    expect(index.search('lamp')).toHaveLength(0)
  })

  test('takes whatever comes if it is told not to compare', () => {
    const index = new SearchIndex()
    index.replace('product p1', 2, product('product p1', 'blue lamp'))
    index.replace('product p1', 1, product('product p1', 'red lamp'))
    expect(index.versionOf('product p1')).toBe(1)
    expect(index.search('blue')).toHaveLength(0)
  })
})
