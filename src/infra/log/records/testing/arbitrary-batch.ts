/** Random batches for property tests, with everything a batch may have. */
import fc from 'fast-check'
import { type RecordBatch } from '../record-batch'

const bytes = fc.option(fc.uint8Array({ maxLength: 40 }))
const header = fc.record({ key: fc.string({ unit: 'grapheme', maxLength: 12 }), value: bytes })
const record = fc.record({
  hole: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, fc.nat(100_000)),
  timestampDelta: fc.oneof(fc.integer({ min: -1000, max: 1000 }), fc.integer({ min: -(2 ** 45), max: 2 ** 45 })),
  key: bytes,
  value: bytes,
  headers: fc.array(header, { maxLength: 3 }),
})

/** A batch as it is read; with LogAppendTime, its records have the time of the batch. */
export const arbitraryBatch: fc.Arbitrary<RecordBatch> = fc
  .record({
    baseOffset: fc.oneof(fc.nat(), fc.integer({ min: 0, max: 2 ** 52 })),
    partitionLeaderEpoch: fc.integer({ min: -1 }),
    timestampType: fc.constantFrom('CreateTime' as const, 'LogAppendTime' as const),
    isTransactional: fc.boolean(),
    isControl: fc.boolean(),
    hasDeleteHorizon: fc.boolean(),
    baseTimestamp: fc.integer({ min: 0, max: 2 ** 44 }),
    producerId: fc.oneof(fc.constant(-1), fc.maxSafeNat()),
    producerEpoch: fc.integer({ min: -1, max: 0x7fff }),
    baseSequence: fc.integer({ min: -1 }),
    maxTimestamp: fc.integer({ min: 0, max: 2 ** 46 }),
    droppedAtEnd: fc.nat(50),
    drawn: fc.array(record, { maxLength: 6 }),
  })
  .map(({ droppedAtEnd, drawn, ...rest }) => {
    let offset = rest.baseOffset - 1
    const records = drawn.map(({ hole, timestampDelta, key, value, headers }) => {
      offset += 1 + hole
      const own = rest.baseTimestamp + timestampDelta
      const timestamp = rest.timestampType === 'LogAppendTime' ? rest.maxTimestamp : own
      return { offset, timestamp, key, value, headers }
    })
    return { ...rest, lastOffsetDelta: Math.max(0, offset - rest.baseOffset + droppedAtEnd), records }
  })
