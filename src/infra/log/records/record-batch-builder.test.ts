import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeRecordBatch } from './record-batch'
import { RecordBatchBuilder } from './record-batch-builder'
import { arbitraryBatch } from './testing/arbitrary-batch'

const seed = 1302
const utf8 = new TextEncoder()

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

  test('counts from the first time and knows the latest one, wherever it is', () => {
    const builder = new RecordBatchBuilder()
    for (const timestamp of [50, 70, 60]) builder.append(timestamp, null, null)
    expect(decodeRecordBatch(builder.build())).toMatchObject({
      baseTimestamp: 50,
      maxTimestamp: 70,
      lastOffsetDelta: 2,
    })
  })

  test('refuses an offset that does not grow', () => {
    const builder = new RecordBatchBuilder({ baseOffset: 5 })
    builder.append(1, null, null, [], 7)
    expect(() => builder.append(1, null, null, [], 7)).toThrow('offset 7 cannot follow 7')
  })
})

test('a timestamp that is not whole is refused', () => {
  const builder = new RecordBatchBuilder()
  expect(() => builder.append(1.5, null, null)).toThrow('a timestamp is whole milliseconds, not 1.5')
})
