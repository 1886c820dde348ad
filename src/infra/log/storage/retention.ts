/** What a log need not keep any more: `UnifiedLog.deleteOldSegments` in apache/kafka. Whole segments go, and move the log start. */
import type { PartitionLog } from './partition-log'

/**
 * Drops segments that lie before the log start, and with `cleanup.policy=delete` those that are too old or too much.
 * @param nowMs in ms of Unix time
 * @returns how many were dropped
 */
export function dropOldSegments(log: PartitionLog, nowMs: number): number {
  const { isDelete, retentionMs, retentionBytes } = log.config
  let count = 0
  if (isDelete && retentionMs < Infinity) {
    count += dropWhile(log, ({ largestTimestampMs }) => nowMs - largestTimestampMs > retentionMs)
  }
  if (isDelete && retentionBytes < Infinity) {
    let excess = log.size - retentionBytes
    count += dropWhile(log, ({ size }) => {
      excess -= size
      return excess >= 0
    })
  }
  return count + dropWhile(log, (_, nextOffset) => nextOffset <= log.logStartOffset)
}

/** Drops from the oldest on, up to the first that is to stay or is not committed. An active segment that goes makes way for another. */
function dropWhile(
  log: PartitionLog,
  isOver: (segment: { readonly size: number; readonly largestTimestampMs: number }, nextOffset: number) => boolean,
): number {
  const { allSegments: segments } = log
  let count = 0
  for (const [index, segment] of segments.entries()) {
    const isActive = index === segments.length - 1
    const nextOffset = isActive ? log.logEndOffset : segments[index + 1]!.baseOffset
    if ((isActive && segment.count === 0) || nextOffset > log.highWatermark || !isOver(segment, nextOffset)) break
    count += 1
  }
  if (count === 0) return 0
  if (count === segments.length) log.roll()
  log.replaceSegments(0, count, [])
  return count
}
