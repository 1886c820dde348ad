import { expect, test } from 'vitest'
import { BATCH_AT } from './batch-layout'
import { BatchView, splitBatches } from './batch-view'
import { decodeRecordBatch, decodeRecords, encodeRecordBatch } from './record-batch'
import { addToSequence } from './sequence'
import { errorOf, ORDER } from './testing/order-batch'

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

test('sequences begin again at 0 after the largest', () => {
  expect(addToSequence(2_147_483_645, 2)).toBe(2_147_483_647)
  expect(addToSequence(2_147_483_645, 3)).toBe(0)
  expect(addToSequence(2_147_483_645, 5)).toBe(2)
})
