/**
 * Record batches as values, both ways: what consumers read, and what tests and tools write. Producers build theirs record by
 * record ({@link RecordBatchBuilder}), brokers look at headers only ({@link BatchView}).
 */
import { ByteReader, BytesError } from '../bytes/byte-reader'
import { ATTRIBUTE, BATCH_AT } from './batch-layout'
import { BatchView } from './batch-view'
import { CorruptBatchError } from './corrupt-batch-error'
import {
  type BatchBase,
  type BatchHeader,
  type BatchOptions,
  NO_HEADERS,
  RecordBatchBuilder,
  type RecordHeader,
} from './record-batch-builder'

/** A record to be written. */
export interface NewRecord {
  /** By default one more than the last record's. */
  readonly offset?: number
  /** In ms. */
  readonly timestamp: number
  readonly key: Uint8Array | null
  /** Null is a tombstone. */
  readonly value: Uint8Array | null
  readonly headers?: readonly RecordHeader[]
}

/** A record that was read. Its bytes are views of the batch. */
export interface LogRecord extends NewRecord {
  readonly offset: number
  readonly headers: readonly RecordHeader[]
}

export interface RecordBatch extends BatchHeader {
  readonly records: readonly LogRecord[]
}

/** A batch to be written. What is left out is as a plain producer has it, or follows from the records. */
export interface NewBatch extends BatchBase, BatchOptions {
  readonly records: readonly NewRecord[]
}

/** @throws RangeError if the offsets of the records do not grow */
export function encodeRecordBatch(batch: NewBatch): Uint8Array {
  const builder = new RecordBatchBuilder(batch)
  for (const { timestamp, key, value, headers, offset } of batch.records) {
    builder.append(timestamp, key, value, headers, offset)
  }
  return builder.build(batch)
}

/** Reads bytes that are one whole batch and nothing else. @throws CorruptBatchError */
export function decodeRecordBatch(bytes: Uint8Array): RecordBatch {
  const view = new BatchView(bytes)
  if (view.size < bytes.length) {
    const message = `the batch has ${view.size} bytes, and ${bytes.length - view.size} more follow`
    throw new CorruptBatchError('trailing-bytes', view.size, message)
  }
  const records = decodeRecords(view)
  return {
    baseOffset: view.baseOffset,
    partitionLeaderEpoch: view.partitionLeaderEpoch,
    timestampType: view.timestampType,
    isTransactional: view.isTransactional,
    isControl: view.isControl,
    hasDeleteHorizon: (view.attributes & ATTRIBUTE.deleteHorizon) !== 0,
    lastOffsetDelta: view.lastOffsetDelta,
    baseTimestamp: view.baseTimestamp,
    maxTimestamp: view.maxTimestamp,
    producerId: view.producerId,
    producerEpoch: view.producerEpoch,
    baseSequence: view.baseSequence,
    records,
  }
}

/**
 * The records of a batch, after its checksum has been held against its bytes.
 * @param isChecked false trusts the bytes, as consumers with `check.crcs=false` do
 * @throws CorruptBatchError
 */
export function decodeRecords(batch: BatchView, isChecked = true): LogRecord[] {
  batch.check(isChecked)
  const count = batch.recordCount
  if (count < 0)
    throw new CorruptBatchError('negative-length', BATCH_AT.recordCount, `the number of records is ${count}`)
  const { baseOffset } = batch
  const appended = batch.timestampType === 'LogAppendTime' ? batch.maxTimestamp : null
  const baseTimestamp = appended ?? batch.baseTimestamp
  const reader = new ByteReader(batch.bytes, BATCH_AT.records)
  const records: LogRecord[] = []
  try {
    for (let index = 0; index < count; index += 1) {
      records.push(readRecord(reader, baseOffset, baseTimestamp, appended === null))
    }
  } catch (error) {
    if (error instanceof BytesError) throw CorruptBatchError.of(error, `record ${records.length} of ${count}`)
    throw error
  }
  if (reader.left === 0) return records
  const message = `${reader.left} bytes follow the last of ${count} records`
  throw new CorruptBatchError('trailing-bytes', reader.at, message)
}

function readRecord(reader: ByteReader, baseOffset: number, baseTimestamp: number, hasOwnTime: boolean): LogRecord {
  const size = reader.varintLength()
  if (size > reader.left) {
    throw new BytesError('truncated', reader.at, `the record has ${size} bytes, and ${reader.left} are left`)
  }
  const batchEnd = reader.end
  const end = reader.at + size
  reader.end = end
  reader.skip(1) // The attributes of a record have no meaning yet.
  const timestampDelta = reader.safeVarlong()
  const offset = baseOffset + reader.varint()
  const key = reader.varintBytes()
  const value = reader.varintBytes()
  const headers = readHeaders(reader)
  if (reader.at !== end) {
    const message = `the record has ${size} bytes, of which ${end - reader.at} were not read`
    throw new CorruptBatchError('record-length-mismatch', reader.at, message)
  }
  reader.end = batchEnd
  return { offset, timestamp: hasOwnTime ? baseTimestamp + timestampDelta : baseTimestamp, key, value, headers }
}

function readHeaders(reader: ByteReader): readonly RecordHeader[] {
  const count = reader.varintLength()
  if (count === 0) return NO_HEADERS
  const headers: RecordHeader[] = []
  for (let index = 0; index < count; index += 1) {
    headers.push({ key: reader.varintString(), value: reader.varintBytes() })
  }
  return headers
}
