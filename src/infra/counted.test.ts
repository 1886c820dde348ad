import { expect, test } from 'vitest'
import { counted } from './counted'

test.each([
  [0, 'byte', '0 bytes'],
  [1, 'byte', '1 byte'],
  [2, 'member', '2 members'],
  [12_345, 'key', '12,345 keys'],
])('%i of one %s are %s', (count, one, words) => {
  expect(counted(count, one)).toBe(words)
})
