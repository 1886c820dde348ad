import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { BATCH_AT } from './batch-layout'
import { BatchView } from './batch-view'
import { CorruptBatchError } from './corrupt-batch-error'
import { decodeRecordBatch, encodeRecordBatch } from './record-batch'
import { arbitraryBatch } from './testing/arbitrary-batch'
import { errorOf, ORDER } from './testing/order-batch'

const seed = 1302

/** The bytes with the checksum that they ask for. */
function resealed(bytes: Uint8Array, change: (view: DataView) => void): Uint8Array {
  const copy = bytes.slice()
  const view = new DataView(copy.buffer)
  change(view)
  view.setUint32(BATCH_AT.checksum, new BatchView(copy).computeChecksum())
  return copy
}

test('bytes at random are refused with one type of error, also under a checksum that fits', () => {
  fc.assert(
    fc.property(arbitraryBatch, fc.nat(), fc.nat(255), (batch, drawn, byte) => {
      const bytes = encodeRecordBatch(batch)
      const at = BATCH_AT.lastOffsetDelta + (drawn % (bytes.length - BATCH_AT.lastOffsetDelta))
      const changed = resealed(bytes, (view) => view.setUint8(at, byte))
      try {
        decodeRecordBatch(changed)
      } catch (error) {
        expect(error).toBeInstanceOf(CorruptBatchError)
      }
    }),
    { seed, numRuns: 500 },
  )
})

describe('what is wrong is named', () => {
  const bytes = encodeRecordBatch(ORDER)
  const withByte = (at: number, value: number) => {
    const copy = bytes.slice()
    copy[at] = value
    return copy
  }
  const body = (at: number, value: number) => resealed(bytes, (view) => view.setUint8(BATCH_AT.records + at, value))
  test.each<[string, Uint8Array, string, RegExp]>([
    ['an older format', withByte(BATCH_AT.magic, 1), 'bad-magic', /magic is 1/],
    [
      'a flipped bit',
      withByte(80, 0),
      'checksum-mismatch',
      /CRC32C is 0x[0-9a-f]{8}, and the bytes give 0x[0-9a-f]{8}/,
    ],
    ['a negative length', withByte(BATCH_AT.length, 0x80), 'negative-length', /length is -2147483556/],
    ['a length of less than a header', withByte(BATCH_AT.length + 3, 9), 'bad-length', /length is 9/],
    [
      'a length beyond the bytes',
      withByte(BATCH_AT.length + 2, 1),
      'truncated',
      /a batch of 360 bytes, and there are 104/,
    ],
    ['bytes after the batch', Uint8Array.from([...bytes, 0]), 'trailing-bytes', /104 bytes, and 1 more/],
    ['compression', resealed(bytes, (view) => view.setInt16(BATCH_AT.attributes, 4)), 'compressed', /zstd/],
    [
      'too few records',
      resealed(bytes, (view) => view.setInt32(BATCH_AT.recordCount, 1)),
      'trailing-bytes',
      /14 bytes/,
    ],
    [
      'too many records',
      resealed(bytes, (view) => view.setInt32(BATCH_AT.recordCount, 3)),
      'truncated',
      /record 2 of 3/,
    ],
    [
      'records below zero',
      resealed(bytes, (view) => view.setInt32(BATCH_AT.recordCount, -1)),
      'negative-length',
      /is -1/,
    ],
    ['a record beyond the batch', body(0, 0x7e), 'truncated', /record 0 of 2, at byte 62/],
    ['a record of negative length', body(0, 0x3b), 'negative-length', /length is -30/],
    ['a record longer than it says', body(0, 0x36), 'truncated', /record 0 of 2/],
    ['a record shorter than it says', body(0, 0x3a), 'record-length-mismatch', /29 bytes, of which 1 were not read/],
    ['a key of negative length', body(4, 0x03), 'negative-length', /record 0 of 2, at byte 65: a length is -2/],
    [
      'an offset that no double holds',
      resealed(bytes, (view) => view.setBigInt64(BATCH_AT.baseOffset, 2n ** 60n)),
      'number-out-of-range',
      /1152921504606846976 does not fit/,
    ],
  ])('%s', (_, damaged, problem, message) => {
    const error = errorOf(() => decodeRecordBatch(damaged))
    expect(error.problem).toBe(problem)
    expect(error.message).toMatch(message)
  })
})
