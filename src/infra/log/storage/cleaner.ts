/**
 * Compaction: of each key, the last record stays, where it was. By `LogCleaner` and `LogCleanerManager` in apache/kafka. Never touched
 * are the active segment, what is not committed, and what is younger than `min.compaction.lag.ms`.
 */
import type { BatchView } from '../records/batch-view'
import { decodeRecords } from '../records/record-batch'
import { cleanBatch, keyOf } from './clean-batch'
import type { PartitionLog } from './partition-log'
import { Segment } from './segment'

/** Segments that a pass of the cleaner is about, by their places. */
export interface Cleanable {
  /** The first that holds what was never cleaned. */
  readonly firstDirty: number
  /** Exclusive. */
  readonly end: number
}

/** What one pass did. */
export interface CleanResult {
  readonly bytesBefore: number
  readonly bytesAfter: number
  /** The offset up to which the log is clean now. */
  readonly cleanedUpTo: number
}

/**
 * What there is to clean, or null if it is not worth it: less than `min.cleanable.dirty.ratio` of the log, and none of it older than
 * `max.compaction.lag.ms`.
 * @param nowMs in ms of Unix time
 */
export function findCleanable(log: PartitionLog, nowMs: number): Cleanable | null {
  const { config, allSegments: segments } = log
  if (!config.isCompact) return null
  const dirtyOffset = Math.min(Math.max(log.cleanedUpTo, log.logStartOffset), log.logEndOffset)
  const firstDirty = log.placeOf(dirtyOffset)
  let end = firstDirty
  while (end < segments.length - 1 && isCleanable(log, end, nowMs)) end += 1
  const cleanableBytes = bytesOf(segments, firstDirty, end)
  if (cleanableBytes === 0) return null
  const isOverdue = nowMs - segments[firstDirty]!.firstTimestampMs > config.compactionLagMaxMs
  const ratio = cleanableBytes / bytesOf(segments, 0, end)
  return isOverdue || ratio > config.dirtyRatioMin ? { firstDirty, end } : null
}

function isCleanable(log: PartitionLog, place: number, nowMs: number): boolean {
  const { compactionLagMinMs } = log.config
  const isCommitted = log.allSegments[place + 1]!.baseOffset <= log.highWatermark
  const isOld = compactionLagMinMs === 0 || log.allSegments[place]!.largestTimestampMs <= nowMs - compactionLagMinMs
  return isCommitted && isOld
}

/** Cleans. Segments that have become small are put together, up to `segment.bytes`. */
export function clean(log: PartitionLog, { firstDirty, end }: Cleanable, nowMs: number): CleanResult {
  const { allSegments: segments, config } = log
  const upTo = segments[end]!.baseOffset
  const latest = latestOffsets(segments.slice(firstDirty, end))
  const lastOfProducers = log.producers.lastOffsets()
  const bytesBefore = bytesOf(segments, 0, end)
  const cleaned: Segment[] = []
  for (const segment of segments.slice(0, end)) {
    let target = cleaned.at(-1)
    if (target === undefined || target.size + segment.size > config.segmentBytes) {
      target = new Segment(segment.baseOffset, segment.producers)
      cleaned.push(target)
    }
    for (let index = 0; index < segment.count; index += 1) {
      const batch = segment.batchAt(index)
      // Without it nobody could tell the next sequence of its producer, or where the cleaned part ends.
      const isKeptEmpty = lastOfProducers.get(batch.producerId) === batch.lastOffset || batch.nextOffset === upTo
      const kept = cleanBatch(batch, latest, { isKeptEmpty, nowMs, deleteRetentionMs: config.deleteRetentionMs })
      if (kept !== null) target.commit(target.stage(kept))
    }
  }
  for (const segment of cleaned) segment.close()
  log.replaceSegments(0, end, withoutEmpty(cleaned))
  log.cleanedUpTo = upTo
  return { bytesBefore, bytesAfter: bytesOf(cleaned, 0, cleaned.length), cleanedUpTo: upTo }
}

/** The first stays also without a batch: the log begins there. */
function withoutEmpty(segments: readonly Segment[]): Segment[] {
  return segments.filter(({ count }, index) => count > 0 || index === 0)
}

/** Of each key in these segments, the offset of its last record. */
function latestOffsets(segments: readonly Segment[]): ReadonlyMap<string, number> {
  const latest = new Map<string, number>()
  const note = (batch: BatchView) => {
    if (batch.isControl) return
    for (const { key, offset } of decodeRecords(batch)) if (key !== null) latest.set(keyOf(key), offset)
  }
  for (const segment of segments) for (let index = 0; index < segment.count; index += 1) note(segment.batchAt(index))
  return latest
}

function bytesOf(segments: readonly Segment[], from: number, end: number): number {
  let bytes = 0
  for (let place = from; place < end; place += 1) bytes += segments[place]!.size
  return bytes
}
