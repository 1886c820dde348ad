/** Our batches in the hands of a stock client, and the client's batches in ours: kafkajs 2.2.4. */
import fc from 'fast-check'
import { createRequire } from 'node:module'
import { expect, test } from 'vitest'
import { BatchView } from './batch-view'
import { partitionOfKey } from './murmur2'
import { decodeRecordBatch, encodeRecordBatch, type LogRecord, type RecordBatch } from './record-batch'
import { arbitraryBatch } from './testing/arbitrary-batch'

interface StockRecord {
  readonly offset: string
  readonly timestamp: string
  readonly key: Buffer | null
  readonly value: Buffer | null
  readonly headers: Readonly<Record<string, Buffer | Buffer[]>>
}

interface StockBatch {
  readonly firstOffset: string
  readonly partitionLeaderEpoch: number
  readonly inTransaction: boolean
  readonly isControlBatch: boolean
  readonly lastOffsetDelta: number
  readonly firstTimestamp: string
  readonly maxTimestamp: string
  readonly producerId: string
  readonly producerEpoch: number
  readonly firstSequence: number
  readonly records: readonly StockRecord[]
}

const require = createRequire(import.meta.url)
const client = 'kafkajs/src/protocol'
const Decoder = require(`${client}/decoder.js`) as new (bytes: Buffer) => object
const decodeStock = require(`${client}/recordBatch/v0/decoder.js`) as (decoder: object) => Promise<StockBatch>
const { RecordBatch: encodeStock } = require(`${client}/recordBatch/v0/index.js`) as {
  readonly RecordBatch: (batch: object) => Promise<{ readonly buffer: Buffer }>
}
const makePartitioner = require('kafkajs/src/producer/partitioners/default/index.js') as () => (
  question: object,
) => number
const stockRecord = require(`${client}/recordBatch/record/v0/index.js`) as (record: object) => object

const bufferOf = (bytes: Uint8Array | null) => (bytes === null ? null : Buffer.from(bytes))

/** The client gathers headers by key, and reads the bytes of keys that occur twice into a list. */
function headersAsStock({ headers }: LogRecord): Record<string, unknown> {
  const gathered: Record<string, unknown> = {}
  for (const { key, value } of headers) gathered[key] = bufferOf(value)
  return gathered
}

function asStock(batch: RecordBatch): unknown {
  return {
    firstOffset: String(batch.baseOffset),
    partitionLeaderEpoch: batch.partitionLeaderEpoch,
    inTransaction: batch.isTransactional,
    isControlBatch: batch.isControl,
    lastOffsetDelta: batch.lastOffsetDelta,
    firstTimestamp: String(batch.baseTimestamp),
    maxTimestamp: String(batch.maxTimestamp),
    producerId: String(batch.producerId),
    producerEpoch: batch.producerEpoch,
    firstSequence: batch.baseSequence,
    records: batch.records.map((record) => ({
      offset: String(record.offset),
      timestamp: String(record.timestamp),
      key: bufferOf(record.key),
      value: bufferOf(record.value),
      headers: headersAsStock(record),
    })),
  }
}

/** What both sides can say: the client keeps one order of header keys only, and no key twice. */
const stockBatch = arbitraryBatch.map((batch) => ({
  ...batch,
  records: batch.records.map((record) => ({
    ...record,
    headers: record.headers.map(({ value }, index) => ({ key: `h${index}`, value: value ?? new Uint8Array(0) })),
  })),
}))

test('the client reads what we write', async () => {
  await fc.assert(
    fc.asyncProperty(stockBatch, async (batch) => {
      const read = await decodeStock(new Decoder(Buffer.from(encodeRecordBatch(batch))))
      expect(read).toMatchObject(asStock(batch) as object)
      expect(read.records).toHaveLength(batch.records.length)
    }),
    { seed: 1302, numRuns: 150 },
  )
})

test('we write the bytes that the client writes, and read them', async () => {
  await fc.assert(
    fc.asyncProperty(stockBatch, async (drawn) => {
      // The client's encoder knows nothing of what brokers and cleaners set.
      const batch: RecordBatch = {
        ...drawn,
        timestampType: 'CreateTime',
        isControl: false,
        hasDeleteHorizon: false,
      }
      const { buffer } = await encodeStock({
        firstOffset: batch.baseOffset,
        partitionLeaderEpoch: batch.partitionLeaderEpoch,
        lastOffsetDelta: batch.lastOffsetDelta,
        firstTimestamp: batch.baseTimestamp,
        maxTimestamp: batch.maxTimestamp,
        transactional: batch.isTransactional,
        producerId: batch.producerId,
        producerEpoch: batch.producerEpoch,
        firstSequence: batch.baseSequence,
        records: batch.records.map((record) =>
          stockRecord({
            offsetDelta: record.offset - batch.baseOffset,
            timestampDelta: record.timestamp - batch.baseTimestamp,
            key: bufferOf(record.key),
            value: bufferOf(record.value),
            headers: headersAsStock(record),
          }),
        ),
      })
      const theirs = new Uint8Array(buffer)
      new BatchView(theirs).check()
      expect(decodeRecordBatch(theirs)).toEqual(batch)
      expect(encodeRecordBatch(batch)).toEqual(theirs)
    }),
    { seed: 1302, numRuns: 150 },
  )
})

test('keys go where the client puts them, which is where Java puts them', () => {
  const partitionOf = makePartitioner()
  const topic = 't'
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), fc.integer({ min: 1, max: 50 }), (key, count) => {
      const partitionMetadata = Array.from({ length: count }, (_, partitionId) => ({ partitionId, leader: 0 }))
      const stock = partitionOf({ topic, partitionMetadata, message: { key: Buffer.from(key) } })
      expect(partitionOfKey(key, count)).toBe(stock)
    }),
    { seed: 1303, numRuns: 500 },
  )
})
