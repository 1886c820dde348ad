/** What of one batch outlives a pass of the cleaner: `Cleaner.cleanInto` and `MemoryRecords.filterTo` in apache/kafka. */
import type { BatchView } from '../records/batch-view'
import { decodeRecords, type LogRecord } from '../records/record-batch'
import { RecordBatchBuilder } from '../records/record-batch-builder'

interface CleanTerms {
  /** The batch stays also if none of its records does. */
  readonly isKeptEmpty: boolean
  /** In ms of Unix time. */
  readonly nowMs: number
  readonly deleteRetentionMs: number
}

/** The bytes of a key as text, one character each. */
export function keyOf(key: Uint8Array): string {
  let text = ''
  for (const byte of key) text += String.fromCharCode(byte)
  return text
}

/**
 * The batch without records that a later one of the same key replaces, and without tombstones whose time is over. The first pass that
 * finds a tombstone says when that is; it is then the base timestamp of the batch. Offsets never change: the base offset and the
 * last one stay, whatever is missing.
 * @returns null if nothing of it stays
 */
export function cleanBatch(
  batch: BatchView,
  latest: ReadonlyMap<string, number>,
  { isKeptEmpty, nowMs, deleteRetentionMs }: CleanTerms,
): Uint8Array | null {
  const { deleteHorizonMs } = batch
  const isOver = deleteHorizonMs !== null && nowMs >= deleteHorizonMs
  const records = decodeRecords(batch)
  const kept = records.filter(({ key, value, offset }) => {
    if (key === null || (value === null && isOver)) return false
    return offset >= (latest.get(keyOf(key)) ?? -1)
  })
  const horizonMs = deleteHorizonMs ?? (kept.some(({ value }) => value === null) ? nowMs + deleteRetentionMs : null)
  if (kept.length === 0) return isKeptEmpty ? rebuild(batch, kept, null) : null
  return kept.length === records.length && horizonMs === deleteHorizonMs ? batch.bytes : rebuild(batch, kept, horizonMs)
}

function rebuild(batch: BatchView, records: readonly LogRecord[], horizonMs: number | null): Uint8Array {
  const { baseOffset, lastOffsetDelta, maxTimestamp, timestampType } = batch
  // A batch without records keeps its time, so that retention and lookups by time stay as they were.
  const baseTimestamp = horizonMs ?? (records.length === 0 ? maxTimestamp : undefined)
  const builder = new RecordBatchBuilder({ baseOffset, ...(baseTimestamp === undefined ? {} : { baseTimestamp }) })
  for (const { timestamp, key, value, headers, offset } of records) {
    builder.append(timestamp, key, value, headers, offset)
  }
  return builder.build({
    partitionLeaderEpoch: batch.partitionLeaderEpoch,
    timestampType,
    isTransactional: batch.isTransactional,
    isControl: batch.isControl,
    hasDeleteHorizon: horizonMs !== null,
    lastOffsetDelta,
    // With LogAppendTime it is the time of every record.
    ...(timestampType === 'LogAppendTime' || records.length === 0 ? { maxTimestamp } : {}),
    producerId: batch.producerId,
    producerEpoch: batch.producerEpoch,
    baseSequence: batch.baseSequence,
  })
}
