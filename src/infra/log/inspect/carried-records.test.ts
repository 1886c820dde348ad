/** What OpenTelemetry is told of records on their way: whose they are, and how many. */
import { expect, test } from 'vitest'
import { traceHeader } from '../client/trace-header'
import { utf8Bytes } from '../bytes/utf8'
import { encodeRecordBatch } from '../records/record-batch'
import { ORDER } from '../records/testing/order-batch'
import { carriedRecords } from './carried-records'

/** A batch with a record for each request; 0 stands for a record of none. */
function batchOf(...requests: readonly number[]): Uint8Array {
  const records = requests.map((request, index) => ({
    timestamp: index,
    key: null,
    value: utf8Bytes(`record ${index}`),
    headers: request === 0 ? [] : [{ key: 'ce_id', value: utf8Bytes('e') }, traceHeader(request)],
  }))
  return encodeRecordBatch({ ...ORDER, records })
}

function bytes(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]))
}

test('every request is told once, in the order of its records, with the number of records', () => {
  const partitions = [{ records: batchOf(7, 300_000, 7) }, { records: new Uint8Array() }, { records: batchOf(9, 0) }]
  expect(carriedRecords({ type: 'Produce', partitions })).toEqual({
    requests: [7, 300_000, 9],
    attributes: { 'messaging.batch.message_count': 5 },
  })
})

test('the answer to a fetch may hold several batches, and end within one', () => {
  const cut = batchOf(8).subarray(0, 40)
  expect(carriedRecords({ partitions: [{ records: bytes(batchOf(1, 2), batchOf(3), cut) }] })).toEqual({
    requests: [1, 2, 3],
    attributes: { 'messaging.batch.message_count': 3 },
  })
})

test.each([
  undefined,
  null,
  'text',
  { type: 'Heartbeat' },
  { partitions: [] },
  { partitions: [{ offset: 1 }, { records: new Uint8Array() }] },
])('what has no records carries nothing: %j', (message) => {
  expect(carriedRecords(message)).toBeNull()
})

test('bytes that are no batch, and headers that name no request of a run, are nobody’s', () => {
  const header = `traceparentn00-${'f'.repeat(32)}-${'0'.repeat(16)}-01`
  expect(carriedRecords({ partitions: [{ records: utf8Bytes(header.padEnd(200)) }] })?.requests).toEqual([])
  expect(carriedRecords({ partitions: [{ records: new Uint8Array(100).fill(255) }] })).toEqual({
    requests: [],
    attributes: { 'messaging.batch.message_count': 0 },
  })
})
