/** Which record is the first at or after a time, and which is the youngest: `UnifiedLog.fetchOffsetByTimestamp` in apache/kafka. */
import type { BatchView } from '../records/batch-view'
import { decodeRecords } from '../records/record-batch'
import type { PartitionLog } from './partition-log'

/** A record that was found. */
export interface FoundOffset {
  readonly offset: number
  /** In ms. */
  readonly timestampMs: number
  readonly leaderEpoch: number
}

/** The first record from the log start on that is as young as `timestampMs` or younger; null if none is. */
export function findOffsetForTime(log: PartitionLog, timestampMs: number): FoundOffset | null {
  return findRecord(log, timestampMs, (time) => time >= timestampMs)
}

/** The first of the records with the largest timestamp; null in an empty log. */
export function findYoungest(log: PartitionLog): FoundOffset | null {
  const largestMs = Math.max(...log.allSegments.map((segment) => segment.largestTimestampMs))
  return largestMs < 0 ? null : findRecord(log, largestMs, (time) => time >= largestMs)
}

function findRecord(
  log: PartitionLog,
  timestampMs: number,
  isMeant: (timestampMs: number) => boolean,
): FoundOffset | null {
  for (const segment of log.allSegments) {
    if (segment.largestTimestampMs < timestampMs) continue
    for (let index = segment.indexOfTime(timestampMs); index < segment.count; index += 1) {
      const found = findInBatch(segment.batchAt(index), log.logStartOffset, isMeant)
      if (found !== null) return found
    }
  }
  return null
}

function findInBatch(
  batch: BatchView,
  startOffset: number,
  isMeant: (timestampMs: number) => boolean,
): FoundOffset | null {
  if (batch.lastOffset < startOffset || !isMeant(batch.maxTimestamp)) return null
  const record = decodeRecords(batch).find(({ offset, timestamp }) => offset >= startOffset && isMeant(timestamp))
  if (record === undefined) return null
  return { offset: record.offset, timestampMs: record.timestamp, leaderEpoch: batch.partitionLeaderEpoch }
}
