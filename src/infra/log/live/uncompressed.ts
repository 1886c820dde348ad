/** Batches that other producers have compressed, as the reader of this folder takes them: with the stock client's decoders. */
import { Reader, readRecordsBatch } from '@platformatic/kafka'
import { ATTRIBUTE } from '../records/batch-layout'
import { type BatchView, splitBatches } from '../records/batch-view'
import { encodeRecordBatch } from '../records/record-batch'

const decoder = new TextDecoder()

/** The same bytes if nothing in them is compressed. gzip, snappy and lz4 are read; zstd where Node has it. */
export function uncompressed(bytes: Uint8Array): Uint8Array {
  if (bytes.length === 0) return bytes
  const batches = splitBatches(bytes)
  if (batches.every((batch) => !isCompressed(batch))) return bytes
  return Buffer.concat(batches.map((batch) => (isCompressed(batch) ? unpack(batch) : batch.bytes)))
}

function isCompressed({ attributes }: BatchView): boolean {
  return (attributes & ATTRIBUTE.compression) !== 0
}

function unpack(batch: BatchView): Uint8Array {
  const { bytes, baseOffset, baseTimestamp, maxTimestamp, timestampType } = batch
  const { records } = readRecordsBatch(Reader.from(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)))
  return encodeRecordBatch({
    baseOffset,
    partitionLeaderEpoch: batch.partitionLeaderEpoch,
    timestampType,
    isTransactional: batch.isTransactional,
    isControl: batch.isControl,
    hasDeleteHorizon: batch.deleteHorizonMs !== null,
    lastOffsetDelta: batch.lastOffsetDelta,
    baseTimestamp,
    maxTimestamp,
    producerId: batch.producerId,
    producerEpoch: batch.producerEpoch,
    baseSequence: batch.baseSequence,
    records: records.map(({ offsetDelta, timestampDelta, key, value, headers }) => ({
      offset: baseOffset + offsetDelta,
      timestamp: baseTimestamp + Number(timestampDelta),
      key,
      value,
      headers: headers.map(([name, content]) => ({ key: decoder.decode(name ?? undefined), value: content })),
    })),
  })
}
