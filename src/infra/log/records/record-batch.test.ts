import fc from 'fast-check'
import { expect, test } from 'vitest'
import { BATCH_AT } from './batch-layout'
import { BatchView } from './batch-view'
import { decodeRecordBatch, encodeRecordBatch } from './record-batch'
import { arbitraryBatch } from './testing/arbitrary-batch'
import { errorOf, ORDER } from './testing/order-batch'

const seed = 1302

/** Captured by hand from the documentation of the format. */
const ORDER_BYTES =
  '0000000000000029' + // base offset 41
  '0000005c' + // 92 bytes follow
  '00000003' + // leader epoch 3
  '02' + // magic
  'CCCCCCCC' + // CRC32C
  '0000' + // no compression, CreateTime
  '00000001' + // last offset 42
  '0000018bcfe56800' + // base timestamp
  '0000018bcfe56805' + // max timestamp
  '00000000000003e9' + // producer id 1001
  '0002' + // producer epoch 2
  '00000007' + // base sequence 7
  '00000002' + // two records
  '38' + // 28 bytes
  '00' + // attributes
  '00' + // + 0 ms
  '00' + // offset + 0
  '0e6f726465722d31' + // order-1
  '0c706c61636564' + // placed
  '02' + // one header
  '0a63655f6964' + // ce_id
  '046531' + // e1
  '1a' + // 13 bytes
  '00' +
  '0a' + // + 5 ms
  '02' + // offset + 1
  '0e6f726465722d31' + // order-1
  '01' + // null
  '00' // no headers

test('a batch has the bytes that the documentation asks for', () => {
  const bytes = encodeRecordBatch(ORDER)
  const checksum = new BatchView(bytes).checksum.toString(16).padStart(8, '0')
  expect(Buffer.from(bytes).toString('hex')).toBe(ORDER_BYTES.replace('CCCCCCCC', checksum))
})

test('any batch comes back', () => {
  fc.assert(
    fc.property(arbitraryBatch, (batch) => {
      const bytes = encodeRecordBatch(batch)
      const read = decodeRecordBatch(bytes)
      expect(read).toEqual(batch)
      if (batch.timestampType === 'CreateTime') expect(encodeRecordBatch(read)).toEqual(bytes)
    }),
    { seed, numRuns: 200 },
  )
})

test('any flipped bit that the checksum covers is noticed', () => {
  fc.assert(
    fc.property(arbitraryBatch, fc.nat(), (batch, drawn) => {
      const bytes = encodeRecordBatch(batch)
      const covered = (bytes.length - BATCH_AT.attributes) * 8
      const bit = drawn % covered
      bytes[BATCH_AT.attributes + (bit >> 3)]! ^= 1 << (bit & 7)
      expect(errorOf(() => decodeRecordBatch(bytes)).problem).toBe('checksum-mismatch')
    }),
    { seed, numRuns: 300 },
  )
})

test('a batch that is cut off is noticed, at whatever byte', () => {
  fc.assert(
    fc.property(arbitraryBatch, (batch) => {
      const bytes = encodeRecordBatch(batch)
      for (let length = 0; length < bytes.length; length += 1) {
        expect(errorOf(() => decodeRecordBatch(bytes.subarray(0, length))).problem).toBe('truncated')
      }
    }),
    { seed, numRuns: 20 },
  )
})
