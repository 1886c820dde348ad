import fc from 'fast-check'
import { createRequire } from 'node:module'
import { expect, test } from 'vitest'
import { murmur2, partitionOfKey } from './murmur2'

const require = createRequire(import.meta.url)
/** A stock client's own; it takes Buffers only. */
const stockMurmur2 = require('kafkajs/src/producer/partitioners/default/murmur2.js') as (key: Buffer) => number

test.each([
  ['21', -973932308],
  ['foobar', -790332482],
  ['a-little-bit-long-string', -985981536],
  ['a-little-bit-longer-string', -1486304829],
  ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58897971],
  ['abc', 479470107],
])('%s hashes as in UtilsTest of apache/kafka', (text, hash) => {
  expect(murmur2(new TextEncoder().encode(text))).toBe(hash)
})

test('any key hashes as in a stock client', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (key) => {
      expect(murmur2(key)).toBe(stockMurmur2(Buffer.from(key)) | 0)
    }),
    { seed: 1302, numRuns: 300 },
  )
})

test('the sign bit is dropped and not the sign, which makes a difference for six partitions', () => {
  const key = new TextEncoder().encode('21')
  const hash = -973932308
  expect(partitionOfKey(key, 6)).toBe((hash & 0x7fff_ffff) % 6)
  expect(partitionOfKey(key, 6)).not.toBe((hash >>> 0) % 6)
  expect(partitionOfKey(key, 6)).not.toBe(Math.abs(hash) % 6)
  expect(partitionOfKey(key, 1)).toBe(0)
})
