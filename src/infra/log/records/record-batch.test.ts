import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { BATCH_AT } from './batch-layout'
import { BatchView, splitBatches } from './batch-view'
import { CorruptBatchError } from './corrupt-batch-error'
import { decodeRecordBatch, decodeRecords, encodeRecordBatch, type NewBatch } from './record-batch'
import { RecordBatchBuilder } from './record-batch-builder'
import { addToSequence } from './sequence'
import { arbitraryBatch } from './testing/arbitrary-batch'

const seed = 1302
const utf8 = new TextEncoder()

const ORDER: NewBatch = {
  baseOffset: 41,
  partitionLeaderEpoch: 3,
  producerId: 1001,
  producerEpoch: 2,
  baseSequence: 7,
  records: [
    {
      timestamp: 1_700_000_000_000,
      key: utf8.encode('order-1'),
      value: utf8.encode('placed'),
      headers: [{ key: 'ce_id', value: utf8.encode('e1') }],
    },
    { timestamp: 1_700_000_000_005, key: utf8.encode('order-1'), value: null },
  ],
}

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

function errorOf(read: () => unknown): CorruptBatchError {
  try {
    read()
  } catch (error) {
    if (error instanceof CorruptBatchError) return error
    throw error
  }
  throw new Error('nothing was found wrong')
}

/** The bytes with the checksum that they ask for. */
function resealed(bytes: Uint8Array, change: (view: DataView) => void): Uint8Array {
  const copy = bytes.slice()
  const view = new DataView(copy.buffer)
  change(view)
  view.setUint32(BATCH_AT.checksum, new BatchView(copy).computeChecksum())
  return copy
}

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

test('a broker assigns offset and epoch in place, and the checksum still holds', () => {
  const bytes = encodeRecordBatch(ORDER)
  const view = new BatchView(bytes)
  view.baseOffset = 2 ** 40
  view.partitionLeaderEpoch = 12
  view.check()
  const read = decodeRecordBatch(bytes)
  expect(read.partitionLeaderEpoch).toBe(12)
  expect(read.records.map(({ offset }) => offset)).toEqual([2 ** 40, 2 ** 40 + 1])
  expect([view.lastOffset, view.nextOffset, view.lastSequence]).toEqual([2 ** 40 + 1, 2 ** 40 + 2, 8])
})

test('a broker that stamps the time seals the batch anew', () => {
  const view = new BatchView(encodeRecordBatch(ORDER))
  view.stampAppendTime(1_800_000_000_000)
  expect(decodeRecords(view).map(({ timestamp }) => timestamp)).toEqual([1_800_000_000_000, 1_800_000_000_000])
  expect(view.timestampType).toBe('LogAppendTime')
})

test('a batch that compaction has emptied still says where to go on', () => {
  const view = new BatchView(encodeRecordBatch({ baseOffset: 10, lastOffsetDelta: 12, records: [] }))
  expect(decodeRecords(view)).toEqual([])
  expect(view.nextOffset).toBe(23)
})

test('the delete horizon is the base timestamp, if its bit is set', () => {
  const horizon = {
    baseTimestamp: 5000,
    hasDeleteHorizon: true,
    records: [{ timestamp: 1000, key: null, value: null }],
  }
  const view = new BatchView(encodeRecordBatch(horizon))
  expect(view.deleteHorizonMs).toBe(5000)
  expect(decodeRecords(view)[0]?.timestamp).toBe(1000)
  expect(new BatchView(encodeRecordBatch(ORDER)).deleteHorizonMs).toBeNull()
})

test('batches that lie one after the other come apart, and a last one that is cut off is left out', () => {
  const one = encodeRecordBatch(ORDER)
  const two = encodeRecordBatch({ ...ORDER, baseOffset: 43 })
  const bytes = Uint8Array.from([...one, ...two, ...one.subarray(0, 70)])
  expect(splitBatches(bytes).map(({ baseOffset }) => baseOffset)).toEqual([41, 43])
  bytes[one.length + BATCH_AT.magic] = 0
  expect(errorOf(() => splitBatches(bytes))).toMatchObject({
    problem: 'bad-magic',
    offset: one.length + BATCH_AT.magic,
  })
})

describe('a builder', () => {
  test('knows the size beforehand, whatever the record', () => {
    fc.assert(
      fc.property(arbitraryBatch, ({ baseOffset, records }) => {
        const builder = new RecordBatchBuilder({ baseOffset })
        for (const { timestamp, key, value, headers } of records) {
          const size = builder.sizeWith(timestamp, key, value, headers)
          builder.append(timestamp, key, value, headers)
          expect(builder.size).toBe(size)
        }
        expect(builder.build().length).toBe(builder.size)
      }),
      { seed },
    )
  })

  test('seals the same records anew for another epoch of the producer', () => {
    const builder = new RecordBatchBuilder()
    builder.append(1, null, utf8.encode('a'))
    const first = decodeRecordBatch(builder.build({ producerId: 5, producerEpoch: 0, baseSequence: 9 }))
    const second = decodeRecordBatch(builder.build({ producerId: 5, producerEpoch: 1, baseSequence: 0 }))
    expect(second).toEqual({ ...first, producerEpoch: 1, baseSequence: 0 })
  })

  test('refuses an offset that does not grow', () => {
    const builder = new RecordBatchBuilder({ baseOffset: 5 })
    builder.append(1, null, null, [], 7)
    expect(() => builder.append(1, null, null, [], 7)).toThrow('offset 7 cannot follow 7')
  })
})

test('sequences begin again at 0 after the largest', () => {
  expect(addToSequence(2_147_483_645, 2)).toBe(2_147_483_647)
  expect(addToSequence(2_147_483_645, 3)).toBe(0)
  expect(addToSequence(2_147_483_645, 5)).toBe(2)
})
