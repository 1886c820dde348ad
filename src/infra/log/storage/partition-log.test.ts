import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { splitBatches } from '../records/batch-view'
import { decodeRecordBatch } from '../records/record-batch'
import { PartitionLog } from './partition-log'
import { BATCH_TIME_MS, batchOf, logOf, producedBatch } from './testing/batch-of'
import { parseTopicConfig } from './topic-config'

const utf8 = new TextDecoder()

interface ModelBatch {
  readonly offset: number
  readonly next: number
  readonly epoch: number
  readonly text: string
}

/** All that can be read from an offset on, as a reader goes about it. */
function readAll(log: PartitionLog, from: number, maxBytes: number, upTo = log.logEndOffset): ModelBatch[] {
  const found: ModelBatch[] = []
  for (let offset = from; ;) {
    const bytes = log.read(offset, maxBytes, upTo, true)!
    if (bytes.length === 0) return found
    for (const batch of splitBatches(bytes)) {
      const text = utf8.decode(decodeRecordBatch(batch.bytes).records[0]!.value!)
      found.push({ offset: batch.baseOffset, next: batch.nextOffset, epoch: batch.partitionLeaderEpoch, text })
      offset = batch.nextOffset
    }
  }
}

const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('append' as const), count: fc.integer({ min: 1, max: 4 }) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('hole' as const), count: fc.integer({ min: 1, max: 9 }) }) },
  fc.record({ kind: fc.constant('truncate' as const), count: fc.nat(6) }),
  fc.record({ kind: fc.constant('start' as const), count: fc.nat(6) }),
)

test('a log with holes, cut at either end, reads like the list of its batches', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), fc.integer({ min: 1, max: 600 }), (steps, maxBytes) => {
      const log = logOf({ 'segment.bytes': '300' })
      let model: ModelBatch[] = []
      let epoch = 0
      for (const [number, { kind, count }] of steps.entries()) {
        const end = log.logEndOffset
        if (kind === 'append' || kind === 'hole') {
          const text = `batch ${number}`
          const records = Array.from({ length: count }, () => ['k', text] as const)
          const offset = kind === 'hole' ? end + count : end
          if (kind === 'append') log.appendAsLeader(batchOf(records), epoch, BATCH_TIME_MS)
          else log.appendAsFollower(batchOf(records, { baseOffset: offset, partitionLeaderEpoch: epoch }))
          model.push({ offset, next: offset + count, epoch, text })
        } else if (kind === 'truncate') {
          const at = model.at(-1 - count)?.offset ?? end
          log.truncateTo(at)
          model = model.filter((batch) => batch.next <= at)
          epoch += 1
        } else {
          const at = model[Math.min(count, model.length - 1)]?.offset ?? log.logStartOffset
          log.highWatermark = end
          log.advanceLogStart(at)
          model = model.filter((batch) => batch.next > at)
        }
        const start = log.logStartOffset
        expect(readAll(log, start, maxBytes)).toEqual(model)
        for (let offset = start; offset < log.logEndOffset; offset += 1) {
          const first = model.find((batch) => batch.next > offset)
          expect(readAll(log, offset, maxBytes)[0]).toEqual(first)
        }
        for (const batch of model) expect(log.epochs.epochAt(batch.offset)).toBe(batch.epoch)
      }
      expect(log.read(log.logEndOffset + 1, 1, Infinity, true)).toBeNull()
      expect(log.read(log.logStartOffset - 1, 1, Infinity, true)).toBeNull()
    }),
  )
})

test('nothing is given that reaches beyond a bound, however small the first batch may have to be', () => {
  const log = logOf()
  log.appendAsLeader(batchOf([['a', '0'], ['b', '1']]), 0, BATCH_TIME_MS) // prettier-ignore
  log.appendAsLeader(batchOf([['c', '2']]), 0, BATCH_TIME_MS)
  expect(log.read(0, 1_000, 1, true)).toHaveLength(0)
  expect(readAll(log, 0, 1_000, 2)).toHaveLength(1)
  expect(readAll(log, 1, 1_000, 3)).toHaveLength(2)
  expect(log.read(0, 1, 3, false)).toHaveLength(0)
  expect(log.readableBytes(0, 3)).toBe(log.size)
  expect(log.readableBytes(2, 3)).toBe(batchOf([['c', '2']]).length)
})

test('what was read stays as it was when the log is cut and goes on otherwise', () => {
  const log = logOf()
  log.appendAsLeader(batchOf([['k', 'before']]), 0, BATCH_TIME_MS)
  const read = log.read(0, 1_000, 1, true)!
  const before = read.slice()
  log.truncateTo(0)
  log.appendAsLeader(batchOf([['k', 'after!']]), 1, BATCH_TIME_MS)
  expect(read).toEqual(before)
  expect(readAll(log, 0, 1_000)[0]).toMatchObject({ text: 'after!', epoch: 1 })
})

describe('a leader', () => {
  test('gives offset and epoch on a copy, and a follower has the same bytes', () => {
    const [leader, follower] = [logOf(), logOf()]
    const sent = batchOf([['k', 'v']])
    const before = sent.slice()
    leader.appendAsLeader(sent, 5, BATCH_TIME_MS)
    leader.appendAsLeader(sent, 5, BATCH_TIME_MS)
    expect(sent).toEqual(before)
    const bytes = leader.read(0, 1_000, 2, true)!
    expect(follower.appendAsFollower(bytes)).toBe('NONE')
    expect(follower.read(0, 1_000, 2, true)).toEqual(bytes)
    expect(follower.epochs.list()).toEqual([{ epoch: 5, startOffset: 0 }])
  })

  test('answers a duplicate with the offset and the time of its first append', () => {
    const log = logOf()
    log.appendAsLeader(batchOf([['k', 'v']]), 0, BATCH_TIME_MS)
    log.appendAsLeader(producedBatch(9, 0, 0, 2), 0, BATCH_TIME_MS)
    const again = log.appendAsLeader(producedBatch(9, 0, 0, 2), 0, BATCH_TIME_MS + 50)
    expect(again).toMatchObject({ error: 'NONE', isDuplicate: true, baseOffset: 1, logAppendTimeMs: BATCH_TIME_MS })
    expect(log.logEndOffset).toBe(3)
  })

  test('stamps its own time with LogAppendTime', () => {
    const log = logOf({ 'message.timestamp.type': 'LogAppendTime' })
    const nowMs = BATCH_TIME_MS + 86_400_000
    expect(log.appendAsLeader(batchOf([['k', 'v']]), 0, nowMs)).toMatchObject({ logAppendTimeMs: nowMs })
    expect(decodeRecordBatch(log.read(0, 1_000, 1, true)!.slice()).records[0]).toMatchObject({ timestamp: nowMs })
  })

  test('takes nothing while the disk is full', () => {
    const disk = { isFull: true }
    const log = new PartitionLog(1, parseTopicConfig({}), disk)
    expect(log.appendAsLeader(batchOf([['k', 'v']]), 0, BATCH_TIME_MS)).toMatchObject({ error: 'KAFKA_STORAGE_ERROR' })
    expect(log.appendAsFollower(batchOf([['k', 'v']]))).toBe('KAFKA_STORAGE_ERROR')
    disk.isFull = false
    expect(log.appendAsLeader(batchOf([['k', 'v']]), 0, BATCH_TIME_MS)).toMatchObject({ error: 'NONE', baseOffset: 0 })
  })
})

test('what producers are known by is the same after truncation as if the rest had never been there', () => {
  const sizes = fc.array(fc.record({ producer: fc.nat(2), count: fc.integer({ min: 1, max: 3 }) }), { minLength: 1 })
  fc.assert(
    fc.property(sizes, fc.nat(100), (batches, share) => {
      const [log, plain] = [logOf({ 'segment.bytes': '250' }), logOf()]
      const next = [0, 0, 0]
      const keptCount = Math.floor((share * batches.length) / 100)
      let keptTo = 0
      for (const [index, { producer, count }] of batches.entries()) {
        const bytes = producedBatch(producer, 0, next[producer]!, count)
        next[producer]! += count
        log.appendAsLeader(bytes, 0, BATCH_TIME_MS)
        if (index >= keptCount) continue
        plain.appendAsLeader(bytes, 0, BATCH_TIME_MS)
        keptTo = log.logEndOffset
      }
      log.truncateTo(keptTo)
      expect([...log.producers.producers]).toEqual([...plain.producers.producers])
    }),
  )
})

test('a follower whose leader begins within a batch begins with all of that batch', () => {
  const follower = logOf()
  follower.startAt(12)
  const batch = batchOf([['a', '0'], ['b', '1'], ['c', '2']], { baseOffset: 10, partitionLeaderEpoch: 1 }) // prettier-ignore
  expect(follower.appendAsFollower(batch)).toBe('NONE')
  expect([follower.logStartOffset, follower.logEndOffset]).toEqual([10, 13])
  expect(follower.appendAsFollower(batch)).toBe('OFFSET_OUT_OF_RANGE')
})

test('a batch that was damaged on the way is not appended, those before it are', () => {
  const follower = logOf()
  const good = batchOf([['a', '0']], { baseOffset: 0, partitionLeaderEpoch: 0 })
  const bad = batchOf([['a', '1']], { baseOffset: 1, partitionLeaderEpoch: 0 })
  bad[bad.length - 2]! ^= 1
  expect(follower.appendAsFollower(new Uint8Array([...good, ...bad]))).toBe('CORRUPT_MESSAGE')
  expect(follower.logEndOffset).toBe(1)
})

test('a segment is closed when it is full, and when its first record is too old for the next', () => {
  const batch = batchOf([['k', 'v']])
  const full = logOf({ 'segment.bytes': String(2 * batch.length) })
  for (let index = 0; index < 5; index += 1) full.appendAsLeader(batch, 0, BATCH_TIME_MS)
  expect(full.allSegments.map(({ baseOffset }) => baseOffset)).toEqual([0, 2, 4])
  const old = logOf({ 'segment.ms': '1000' })
  for (const afterMs of [0, 1_000, 1_001, 1_500]) {
    old.appendAsLeader(batchOf([['k', 'v', BATCH_TIME_MS + afterMs]]), 0, BATCH_TIME_MS)
  }
  expect(old.allSegments.map(({ baseOffset }) => baseOffset)).toEqual([0, 2])
})

test('an epoch without a record goes although nothing is cut, so that the leader is not asked about it for ever', () => {
  const log = logOf()
  log.appendAsLeader(batchOf([['k', 'v']]), 0, BATCH_TIME_MS)
  log.epochs.assign(1, 1)
  log.truncateTo(1)
  expect(log.epochs.list()).toEqual([{ epoch: 0, startOffset: 0 }])
})
