import fc from 'fast-check'
import { expect, test } from 'vitest'
import { findOffsetForTime, findYoungest } from './find-offset'
import { BATCH_TIME_MS, batchOf, logOf } from './testing/batch-of'

test('a time finds the first record that is at least as young, in whatever order the times are', () => {
  const batches = fc.array(fc.array(fc.nat(50), { minLength: 1, maxLength: 4 }), { maxLength: 12 })
  fc.assert(
    fc.property(batches, fc.nat(60), fc.nat(3), (times, asked, start) => {
      const log = logOf({ 'segment.bytes': '200' })
      const all: { readonly offset: number; readonly time: number; readonly epoch: number }[] = []
      for (const [epoch, batch] of times.entries()) {
        for (const [index, time] of batch.entries()) all.push({ offset: log.logEndOffset + index, time, epoch })
        log.appendAsLeader(batchOf(batch.map((time) => ['k', 'v', BATCH_TIME_MS + time])), epoch, BATCH_TIME_MS)
      }
      log.highWatermark = log.logEndOffset
      log.advanceLogStart(Math.min(start, log.logEndOffset))
      const left = all.filter(({ offset }) => offset >= log.logStartOffset)
      const first = left.find(({ time }) => time >= asked)
      expect(findOffsetForTime(log, BATCH_TIME_MS + asked)).toEqual(
        first === undefined
          ? null
          : { offset: first.offset, timestampMs: BATCH_TIME_MS + first.time, leaderEpoch: first.epoch },
      )
      if (start > 0) return
      const youngest = Math.max(...all.map(({ time }) => time))
      expect(findYoungest(log)?.offset).toBe(all.find(({ time }) => time === youngest)?.offset)
    }),
  )
})
