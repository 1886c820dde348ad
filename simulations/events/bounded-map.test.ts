import { expect, test } from 'vitest'
import { BoundedMap } from './bounded-map'

test('the entries that were written last are remembered, whatever was written before', () => {
  const map = new BoundedMap<number, string>(4)
  for (let key = 0; key < 100; key++) {
    map.set(key, `value ${key}`)
    for (let back = 0; back < Math.min(4, key + 1); back++) expect(map.get(key - back)).toBe(`value ${key - back}`)
  }
})

test('twice as many entries as are to be remembered are never exceeded', () => {
  const map = new BoundedMap<number, true>(4)
  for (let key = 0; key < 100; key++) {
    map.set(key, true)
    const known = Array.from({ length: key + 1 }, (_, each) => map.get(each)).filter((each) => each === true)
    expect(known.length).toBeLessThan(8)
  }
})

test('an entry that is written again stays, with its new value', () => {
  const map = new BoundedMap<string, number>(2)
  map.set('a', 1)
  for (let count = 2; count < 20; count++) {
    map.set(`other ${count}`, 0)
    map.set('a', count)
    expect(map.get('a')).toBe(count)
  }
})

test('what is deleted is gone, also from before', () => {
  const map = new BoundedMap<string, number>(2)
  map.set('a', 1)
  map.set('b', 1)
  map.set('a', 2)
  map.delete('a')
  expect(map.get('a')).toBeUndefined()
})
