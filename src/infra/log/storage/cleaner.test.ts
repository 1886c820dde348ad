import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { BatchView } from '../records/batch-view'
import { decodeRecords } from '../records/record-batch'
import { clean, findCleanable } from './cleaner'
import type { PartitionLog } from './partition-log'
import { BATCH_TIME_MS, batchOf, logOf, producedBatch, type TextRecord } from './testing/batch-of'

const utf8 = new TextDecoder()
const COMPACT = { 'cleanup.policy': 'compact', 'min.cleanable.dirty.ratio': '0', 'segment.bytes': '220' }
const text = (bytes: Uint8Array | null) => (bytes === null ? null : utf8.decode(bytes))

interface Found {
  readonly offset: number
  readonly key: string | null
  readonly value: string | null
}

/** All records, as a reader gets them that goes on after the last offset of each batch. */
function recordsOf(log: PartitionLog): Found[] {
  const found: Found[] = []
  for (let offset = log.logStartOffset; offset < log.logEndOffset;) {
    const bytes = log.read(offset, 1, log.logEndOffset, true)!
    if (bytes.length === 0) break
    const batch = new BatchView(bytes)
    for (const record of decodeRecords(batch)) {
      found.push({ offset: record.offset, key: text(record.key), value: text(record.value) })
    }
    offset = batch.nextOffset
  }
  return found
}

function fill(log: PartitionLog, batches: readonly (readonly TextRecord[])[]): void {
  for (const batch of batches) log.appendAsLeader(batchOf(batch), 0, BATCH_TIME_MS)
  log.highWatermark = log.logEndOffset
}

function cleanAt(log: PartitionLog, nowMs: number): void {
  const cleanable = findCleanable(log, nowMs)
  if (cleanable !== null) clean(log, cleanable, nowMs)
}

const record = fc.tuple(fc.constantFrom('a', 'b', 'c', 'd'), fc.option(fc.string({ maxLength: 3 })))
const batches = fc.array(fc.array(record, { minLength: 1, maxLength: 4 }), { maxLength: 30 })

describe('compaction', () => {
  test('keeps the last value of each key where it was, and everything that it may not touch', () => {
    fc.assert(
      fc.property(batches, batches, fc.nat(3), (first, second, rounds) => {
        const log = logOf({ ...COMPACT, 'delete.retention.ms': '100' })
        const all: Found[] = []
        const write = (more: readonly (readonly TextRecord[])[]) => {
          for (const [key, value] of more.flat()) all.push({ offset: all.length, key, value })
          fill(log, more)
        }
        write(first)
        for (let round = 0; round < rounds; round += 1) cleanAt(log, BATCH_TIME_MS + round * 200)
        write(second)
        cleanAt(log, BATCH_TIME_MS + 1_000)
        const activeFrom = log.activeSegment.baseOffset
        const left = recordsOf(log)
        // Nothing is made up or moved, and the order stays.
        expect(all).toEqual(expect.arrayContaining(left))
        expect(left.map(({ offset }) => offset)).toEqual(left.map(({ offset }) => offset).toSorted((a, b) => a - b))
        expect(left.filter(({ offset }) => offset >= activeFrom)).toEqual(all.slice(activeFrom))
        const closed = left.filter(({ offset }) => offset < activeFrom)
        expect(new Set(closed.map(({ key }) => key)).size).toBe(closed.length)
        const table = (records: readonly Found[]) => {
          const rows = new Map<string | null, string | null>()
          for (const { key, value } of records) rows.set(key, value)
          return [...rows].filter(([, value]) => value !== null).toSorted()
        }
        expect(table(left)).toEqual(table(all))
        expect(log.logEndOffset).toBe(all.length)
      }),
    )
  })

  test('keeps a tombstone for its time after the pass that found it, and not after', () => {
    const log = logOf({ ...COMPACT, 'segment.bytes': '80', 'delete.retention.ms': '1000' })
    fill(log, [[['a', '1']], [['a', null]], [['b', '1']], [['z', 'active']]])
    cleanAt(log, BATCH_TIME_MS)
    expect(recordsOf(log).map(({ key, value }) => [key, value])).toEqual([['a', null], ['b', '1'], ['z', 'active']]) // prettier-ignore
    fill(log, [[['c', '1']], [['z', 'active']]])
    cleanAt(log, BATCH_TIME_MS + 999)
    expect(recordsOf(log).map(({ key }) => key)).toContain('a')
    fill(log, [[['c', '1']], [['z', 'active']]])
    cleanAt(log, BATCH_TIME_MS + 1_000)
    expect(recordsOf(log).map(({ key }) => key)).not.toContain('a')
    expect(recordsOf(log)[0]).toMatchObject({ key: 'b', offset: 2 })
  })

  test('keeps the last batch of a producer without its records, so that its next sequence is known', () => {
    const log = logOf({ ...COMPACT, 'segment.bytes': '90' })
    log.appendAsLeader(producedBatch(5, 0, 0), 0, BATCH_TIME_MS)
    log.appendAsLeader(producedBatch(5, 0, 1), 0, BATCH_TIME_MS)
    fill(log, [[['k0', 'newer']], [['z', 'active']], [['z', 'active']]])
    cleanAt(log, BATCH_TIME_MS)
    const batch = new BatchView(log.read(0, 1, log.logEndOffset, true)!)
    expect([batch.baseOffset, batch.recordCount, batch.producerId, batch.lastSequence]).toEqual([1, 0, 5, 1])
    log.truncateTo(log.logEndOffset - 1)
    expect(log.appendAsLeader(producedBatch(5, 0, 2), 0, BATCH_TIME_MS)).toMatchObject({ error: 'NONE' })
  })

  test('stops at what is not committed and at what is too young', () => {
    const log = logOf({ ...COMPACT, 'segment.bytes': '80', 'min.compaction.lag.ms': '1000' })
    fill(log, [[['a', '1']], [['a', '2', BATCH_TIME_MS + 500]], [['a', '3']], [['z', 'active']]])
    expect(findCleanable(log, BATCH_TIME_MS + 1_499)).toEqual({ firstDirty: 0, end: 1 })
    expect(findCleanable(log, BATCH_TIME_MS + 1_500)).toEqual({ firstDirty: 0, end: 3 })
    log.highWatermark = 2
    expect(findCleanable(log, BATCH_TIME_MS + 1_500)).toEqual({ firstDirty: 0, end: 2 })
  })

  test('waits until enough is dirty, or some of it for too long', () => {
    const configs = { ...COMPACT, 'segment.bytes': '80', 'min.cleanable.dirty.ratio': '0.5' }
    const log = logOf({ ...configs, 'max.compaction.lag.ms': '5000' })
    fill(log, [[['a', '1']], [['b', '1']], [['c', '1']], [['z', 'active']]])
    cleanAt(log, BATCH_TIME_MS)
    fill(log, [[['z', 'active']]])
    expect(findCleanable(log, BATCH_TIME_MS)).toBeNull()
    expect(findCleanable(log, BATCH_TIME_MS + 5_001)).toEqual({ firstDirty: 3, end: 4 })
  })
})
