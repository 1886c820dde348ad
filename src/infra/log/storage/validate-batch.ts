/** What a leader demands of a batch that a client sends: `LogValidator` and `UnifiedLog.analyzeAndValidateRecords` in apache/kafka. */
import { ByteReader, BytesError } from '../bytes/byte-reader'
import type { ErrorName } from '../protocol/error-code'
import { BATCH_AT } from '../records/batch-layout'
import { BatchView } from '../records/batch-view'
import { CorruptBatchError } from '../records/corrupt-batch-error'
import type { TopicConfig } from './topic-config'

/** Why a batch is not taken. */
export class BatchRefusal {
  readonly error: ErrorName
  /** For people. */
  readonly message: string

  constructor(error: ErrorName, message: string) {
    this.error = error
    this.message = message
  }
}

/**
 * Looks at all of a batch but its producer.
 * @param bytes one whole batch
 * @param nowMs the broker's time, in ms of Unix time
 */
export function validateBatch(bytes: Uint8Array, config: TopicConfig, nowMs: number): BatchView | BatchRefusal {
  try {
    const batch = new BatchView(bytes)
    if (batch.size !== bytes.length)
      return invalid(`a request has one batch, and ${bytes.length - batch.size} bytes more`)
    if (batch.size > config.messageBytesMax) {
      const message = `the batch has ${batch.size} bytes, and max.message.bytes is ${config.messageBytesMax}`
      return new BatchRefusal('MESSAGE_TOO_LARGE', message)
    }
    if (batch.size > config.segmentBytes) {
      const message = `the batch has ${batch.size} bytes, and segment.bytes is ${config.segmentBytes}`
      return new BatchRefusal('RECORD_LIST_TOO_LARGE', message)
    }
    batch.check()
    return refusalOf(batch, config, nowMs) ?? batch
  } catch (error) {
    if (error instanceof CorruptBatchError) {
      const code = error.problem === 'compressed' ? 'UNSUPPORTED_COMPRESSION_TYPE' : 'CORRUPT_MESSAGE'
      return new BatchRefusal(code, error.message)
    }
    if (error instanceof BytesError) return invalid(`a record cannot be read: ${error.message}`)
    throw error
  }
}

function refusalOf(batch: BatchView, config: TopicConfig, nowMs: number): BatchRefusal | null {
  if (batch.recordCount <= 0) return invalid(`the batch has ${batch.recordCount} records`)
  if (batch.lastOffsetDelta + 1 !== batch.recordCount) {
    return invalid(`the batch takes ${batch.lastOffsetDelta + 1} offsets and has ${batch.recordCount} records`)
  }
  if (batch.isControl) return invalid('clients write no control records')
  if (batch.isTransactional) return invalid('there are no transactions here')
  if (batch.hasProducer && batch.baseSequence < 0) return invalid(`sequence ${batch.baseSequence} of a producer`)
  const isCreateTime = config.timestampType === 'CreateTime'
  if (isCreateTime && batch.timestampType === 'LogAppendTime') {
    return new BatchRefusal('INVALID_TIMESTAMP', 'a producer does not say when its records were appended')
  }
  return refusalOfRecords(batch, config, isCreateTime, nowMs)
}

/** Walks the records without reading more of them than has to be known. */
function refusalOfRecords(
  batch: BatchView,
  config: TopicConfig,
  isCreateTime: boolean,
  nowMs: number,
): BatchRefusal | null {
  const { recordCount, baseTimestamp, size } = batch
  const reader = new ByteReader(batch.bytes, BATCH_AT.records)
  const earliestMs = nowMs - config.timestampBeforeMaxMs
  const latestMs = nowMs + config.timestampAfterMaxMs
  for (let index = 0; index < recordCount; index += 1) {
    const length = reader.varintLength()
    const end = reader.at + length
    reader.skip(1)
    const timestampMs = baseTimestamp + reader.safeVarlong()
    if (reader.varint() !== index) return invalid(`record ${index} has another offset`)
    if (config.isCompact && reader.varint() < 0) {
      return invalid('Compacted topic cannot accept message without key')
    }
    if (isCreateTime && (timestampMs < earliestMs || timestampMs > latestMs)) {
      const message = `Timestamp ${timestampMs} of message is out of range [${earliestMs}, ${latestMs}]`
      return new BatchRefusal('INVALID_TIMESTAMP', message)
    }
    if (reader.at > end) return invalid(`record ${index} is longer than it says`)
    reader.skip(end - reader.at)
  }
  return reader.at === size ? null : invalid(`${size - reader.at} bytes follow the last record`)
}

function invalid(message: string): BatchRefusal {
  return new BatchRefusal('INVALID_RECORD', message)
}
