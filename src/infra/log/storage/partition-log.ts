/**
 * The log of one partition as one broker has it on its disk. By `UnifiedLog` and `LocalLog` in apache/kafka.
 *
 * Nothing that was appended is lost when the process dies: it is in the page cache, and against the loss of a whole machine Kafka
 * relies on replication and not on flushing. Only the high watermark is memory, and comes back from its checkpoint.
 */
import type { ErrorName } from '../protocol/error-code'
import { BatchView } from '../records/batch-view'
import { CorruptBatchError } from '../records/corrupt-batch-error'
import { refused, type AppendResult } from './append-result'
import { LeaderEpochCache } from './leader-epoch-cache'
import { ProducerState } from './producer-state'
import { Segment } from './segment'
import type { TopicConfig } from './topic-config'
import { BatchRefusal, validateBatch } from './validate-batch'

/** Offsets in an index of a segment count from its base offset, in 32 bits. */
const OFFSETS_PER_SEGMENT_MAX = 2_147_483_647
export const NO_RECORDS = new Uint8Array(0)

/** The disk that logs share. */
export interface Disk {
  readonly isFull: boolean
}

export class PartitionLog {
  readonly topicId: number
  config: TopicConfig
  readonly epochs = new LeaderEpochCache()
  readonly producers = new ProducerState()
  /** Up to where the cleaner has been: before it, each key is there once. */
  cleanedUpTo = 0
  private readonly disk: Disk
  /** Never empty; the last one is the active one. */
  private segments: Segment[] = [new Segment(0, [])]
  private startOffset = 0
  private endOffset = 0
  private watermark = 0

  constructor(topicId: number, config: TopicConfig, disk: Disk) {
    this.topicId = topicId
    this.config = config
    this.disk = disk
  }

  /** The first offset that may be read. */
  get logStartOffset(): number {
    return this.startOffset
  }

  /** LEO: the offset of the next record. */
  get logEndOffset(): number {
    return this.endOffset
  }

  /** Exclusive: all records before it are committed. */
  get highWatermark(): number {
    return this.watermark
  }

  /** Kept between log start and log end. */
  set highWatermark(offset: number) {
    this.watermark = Math.max(this.startOffset, Math.min(offset, this.endOffset))
  }

  get allSegments(): readonly Segment[] {
    return this.segments
  }

  get activeSegment(): Segment {
    return this.segments.at(-1)!
  }

  /** In bytes. */
  get size(): number {
    return this.segments.reduce((size, segment) => size + segment.size, 0)
  }

  /**
   * Appends a batch that a client sent, and gives it offset and epoch; the client's bytes stay as they are.
   * @param nowMs the broker's time, in ms of Unix time
   */
  appendAsLeader(bytes: Uint8Array, leaderEpoch: number, nowMs: number): AppendResult {
    const validated = validateBatch(bytes, this.config, nowMs)
    if (validated instanceof BatchRefusal) return refused(validated.error, validated.message)
    if (this.disk.isFull) return refused('KAFKA_STORAGE_ERROR', 'No space left on device')
    const verdict = validated.hasProducer ? this.producers.judge(validated) : null
    if (verdict?.kind === 'refused') return refused(verdict.error, verdict.message)
    if (verdict?.kind === 'duplicate') {
      const { firstOffset, lastOffset, timestampMs } = verdict.of
      return { error: 'NONE', baseOffset: firstOffset, lastOffset, logAppendTimeMs: timestampMs, isDuplicate: true }
    }
    const isStamped = this.config.timestampType === 'LogAppendTime'
    const segment = this.segmentFor(validated, this.endOffset, isStamped ? nowMs : validated.maxTimestamp)
    const batch = segment.stage(bytes)
    batch.baseOffset = this.endOffset
    batch.partitionLeaderEpoch = leaderEpoch
    if (isStamped) batch.stampAppendTime(nowMs)
    const { baseOffset, lastOffset } = batch
    this.add(segment, batch)
    return { error: 'NONE', baseOffset, lastOffset, logAppendTimeMs: isStamped ? nowMs : -1, isDuplicate: false }
  }

  /** Appends whole batches as the leader has them. What is before a batch that is wrong stays. */
  appendAsFollower(bytes: Uint8Array): ErrorName {
    if (this.disk.isFull) return 'KAFKA_STORAGE_ERROR'
    try {
      for (let at = 0; at < bytes.length;) {
        const batch = new BatchView(bytes, at)
        batch.check()
        if (batch.baseOffset < this.endOffset && !this.beginsWithin(batch)) return 'OFFSET_OUT_OF_RANGE'
        const segment = this.segmentFor(batch, batch.baseOffset, batch.maxTimestamp)
        this.add(segment, segment.stage(batch.bytes))
        at += batch.size
      }
      return 'NONE'
    } catch (error) {
      if (error instanceof CorruptBatchError) return 'CORRUPT_MESSAGE'
      throw error
    }
  }

  /**
   * Whole batches of one segment, as a view, from the one that has an offset or the first after it.
   * @param upTo exclusive: no batch that reaches further is in it
   * @param isOneMin gives one batch also where that is more than `maxBytes`
   * @returns null if the offset is out of range
   */
  read(offset: number, maxBytes: number, upTo: number, isOneMin: boolean): Uint8Array | null {
    if (offset < this.startOffset || offset > this.endOffset) return null
    if (offset >= upTo) return NO_RECORDS
    for (let place = this.placeOf(offset); place < this.segments.length; place += 1) {
      const segment = this.segments[place]!
      const from = segment.indexOf(offset)
      if (from === segment.count) continue
      const end = segment.indexOf(upTo)
      const to = Math.min(end, Math.max(segment.indexWithin(from, maxBytes), isOneMin ? from + 1 : from))
      return to > from ? segment.bytes(from, to) : NO_RECORDS
    }
    return NO_RECORDS
  }

  /** How many bytes {@link read} could give at most; Infinity if they are not all in the active segment. */
  readableBytes(offset: number, upTo: number): number {
    if (offset >= upTo) return 0
    const { activeSegment } = this
    if (offset < activeSegment.baseOffset) return Infinity
    return (
      activeSegment.positionOf(activeSegment.indexOf(upTo)) - activeSegment.positionOf(activeSegment.indexOf(offset))
    )
  }

  /** Drops all from an offset on. */
  truncateTo(offset: number): void {
    // Also if no record goes: an epoch that this broker led without a record is not the leader's.
    this.epochs.truncateFromEnd(offset)
    if (offset >= this.endOffset) return
    if (offset < this.segments[0]!.baseOffset) {
      this.startAt(offset)
      return
    }
    const place = this.placeOf(offset)
    const segment = this.segments[place]!
    this.segments.length = place + 1
    segment.truncate(segment.indexOf(offset))
    this.endOffset = offset
    this.startOffset = Math.min(this.startOffset, offset)
    this.highWatermark = Math.min(this.watermark, offset)
    this.cleanedUpTo = Math.min(this.cleanedUpTo, offset)
    this.producers.restore(segment.producers)
    for (let index = 0; index < segment.count; index += 1) this.producers.record(segment.batchAt(index))
  }

  /** Drops everything; the log is empty and goes on at an offset. */
  startAt(offset: number): void {
    this.segments = [new Segment(offset, [])]
    this.startOffset = offset
    this.endOffset = offset
    this.watermark = offset
    this.cleanedUpTo = offset
    this.epochs.clear()
    this.producers.restore([])
  }

  /** Moves the log start forward, at most to the high watermark. Segments before it go with the next look at retention. */
  advanceLogStart(offset: number): ErrorName {
    if (offset > this.watermark) return 'OFFSET_OUT_OF_RANGE'
    if (offset > this.startOffset) {
      this.startOffset = offset
      this.epochs.truncateFromStart(offset)
    }
    return 'NONE'
  }

  /** Closes the active segment and begins another. */
  roll(): Segment {
    const { activeSegment } = this
    activeSegment.close()
    const next = new Segment(this.endOffset, this.producers.snapshot())
    if (activeSegment.count === 0) this.segments.pop()
    this.segments.push(next)
    return next
  }

  /** Takes segments out and puts others into their place; the active one stays. */
  replaceSegments(from: number, count: number, by: readonly Segment[]): void {
    this.segments.splice(from, count, ...by)
    const first = this.segments[0]!.baseOffset
    if (by.length > 0 || first <= this.startOffset) return
    this.startOffset = first
    this.epochs.truncateFromStart(first)
    if (this.watermark < first) this.watermark = first
  }

  /** The segment in which an offset is, or would be. */
  placeOf(offset: number): number {
    const { segments } = this
    let place = segments.length - 1
    while (place > 0 && segments[place]!.baseOffset > offset) place -= 1
    return place
  }

  private add(segment: Segment, batch: BatchView): void {
    segment.commit(batch)
    this.endOffset = batch.nextOffset
    if (batch.partitionLeaderEpoch >= 0) this.epochs.assign(batch.partitionLeaderEpoch, batch.baseOffset)
    this.producers.record(batch)
  }

  /** The active segment, or another one if it is full or old: `LogSegment.shouldRoll`. */
  private segmentFor(batch: BatchView, baseOffset: number, timestampMs: number): Segment {
    const { activeSegment, config } = this
    if (activeSegment.count === 0) return activeSegment
    const isFull = activeSegment.size + batch.size > config.segmentBytes
    const isOld = timestampMs - activeSegment.firstTimestampMs > config.segmentMs
    const isFar = baseOffset + batch.lastOffsetDelta - activeSegment.baseOffset > OFFSETS_PER_SEGMENT_MAX
    return isFull || isOld || isFar ? this.roll() : activeSegment
  }

  /** The leader's log starts within a batch, and this log is empty there: then it begins with that batch. */
  private beginsWithin(batch: BatchView): boolean {
    if (this.endOffset !== this.startOffset || this.size > 0 || batch.lastOffset < this.endOffset) return false
    this.startAt(batch.baseOffset)
    return true
  }
}
