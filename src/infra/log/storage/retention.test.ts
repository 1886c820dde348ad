import { describe, expect, test } from 'vitest'
import type { PartitionLog } from './partition-log'
import { dropOldSegments } from './retention'
import { BATCH_TIME_MS, batchOf, logOf } from './testing/batch-of'

const SIZE = batchOf([['k', 'v']]).length

/** Segments of one batch each, a second apart, all committed. */
function logOfSeconds(count: number, configs: Readonly<Record<string, string>>): PartitionLog {
  const log = logOf({ 'segment.bytes': String(SIZE), ...configs })
  for (let second = 0; second < count; second += 1) {
    log.appendAsLeader(batchOf([['k', 'v', BATCH_TIME_MS + second * 1_000]]), second, BATCH_TIME_MS)
  }
  log.highWatermark = log.logEndOffset
  return log
}

describe('retention', () => {
  test('by time drops whole segments whose youngest record is too old, and moves the log start', () => {
    const log = logOfSeconds(5, { 'retention.ms': '2000' })
    expect(dropOldSegments(log, BATCH_TIME_MS + 4_000)).toBe(2)
    expect(log.logStartOffset).toBe(2)
    expect(log.epochs.list()[0]).toEqual({ epoch: 2, startOffset: 2 })
    expect(log.read(1, 100, 5, true)).toBeNull()
  })

  test('by time ends the active segment, too, when all of it is too old', () => {
    const log = logOfSeconds(3, { 'retention.ms': '1000' })
    dropOldSegments(log, BATCH_TIME_MS + 60_000)
    expect([log.logStartOffset, log.logEndOffset, log.size]).toEqual([3, 3, 0])
    expect(log.allSegments).toHaveLength(1)
  })

  test('by size keeps at least as much as it says', () => {
    const log = logOfSeconds(5, { 'retention.bytes': String(2 * SIZE + 1), 'retention.ms': '-1' })
    dropOldSegments(log, BATCH_TIME_MS)
    expect(log.logStartOffset).toBe(2)
  })

  test('never drops what is not committed', () => {
    const log = logOfSeconds(5, { 'retention.ms': '1' })
    log.highWatermark = 3
    dropOldSegments(log, BATCH_TIME_MS + 60_000)
    expect(log.logStartOffset).toBe(3)
  })

  test('does not look at a compacted topic', () => {
    const log = logOfSeconds(5, { 'retention.ms': '1', 'cleanup.policy': 'compact' })
    expect(dropOldSegments(log, BATCH_TIME_MS + 60_000)).toBe(0)
  })

  test('drops what records were deleted from', () => {
    const log = logOfSeconds(5, { 'cleanup.policy': 'compact' })
    expect(log.advanceLogStart(3)).toBe('NONE')
    expect(dropOldSegments(log, BATCH_TIME_MS)).toBe(3)
    expect(log.advanceLogStart(6)).toBe('OFFSET_OUT_OF_RANGE')
  })
})
