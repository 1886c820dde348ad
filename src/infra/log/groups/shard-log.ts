/** One partition of the offsets topic as its coordinator writes and reads it. What is committed is what the log says. */
import type { InternalPartitions } from '../broker/metadata'
import type { ErrorName } from '../protocol/error-code'
import type { TopicPartition } from '../protocol/topic-partition'
import { splitBatches } from '../records/batch-view'
import { decodeRecords, encodeRecordBatch } from '../records/record-batch'
import { decodeGroupRecord, encodeGroupRecord, type GroupRecord } from './offsets-topic'

const READ_BYTES_MAX = 1_048_576

export class ShardLog {
  private readonly partitions: InternalPartitions
  private readonly place: TopicPartition
  private readonly replay: (record: GroupRecord) => void
  /** Appends that nobody has said anything about yet. */
  private readonly pending = new Set<Promise<unknown>>()
  /** All before it was replayed; -1 before the first time. */
  private replayedOffset = -1

  /** @param replay is given the records that are committed, each once and in their order */
  constructor(partitions: InternalPartitions, place: TopicPartition, replay: (record: GroupRecord) => void) {
    this.partitions = partitions
    this.place = place
    this.replay = replay
  }

  /** The offset after the last record that is there, committed or not. */
  get endOffset(): number {
    return this.partitions.bounds(this.place).logEndOffset
  }

  get highWatermark(): number {
    return this.partitions.bounds(this.place).highWatermark
  }

  /** Appends records; when they are committed, they are replayed first. With an error they may be committed later. */
  async append(records: readonly GroupRecord[], timestampMs: number, timeoutMs: number): Promise<ErrorName> {
    if (records.length === 0) return 'NONE'
    const encoded = records.map((record) => ({ timestamp: timestampMs, ...encodeGroupRecord(record) }))
    const appending = this.partitions.append(this.place, encodeRecordBatch({ records: encoded }), timeoutMs)
    this.pending.add(appending)
    const { error } = await appending
    this.pending.delete(appending)
    this.replayCommitted()
    return error
  }

  /** Waits for the appends that are under way. False if something that was there before is not committed even then. */
  async isStable(): Promise<boolean> {
    const { endOffset } = this
    await Promise.all(this.pending)
    this.replayCommitted()
    return this.highWatermark >= endOffset
  }

  /** Replays what was committed since. */
  replayCommitted(): void {
    const { highWatermark, logStartOffset } = this.partitions.bounds(this.place)
    if (this.replayedOffset < logStartOffset) this.replayedOffset = logStartOffset
    while (this.replayedOffset < highWatermark) {
      const before = this.replayedOffset
      for (const batch of splitBatches(this.partitions.read(this.place, before, READ_BYTES_MAX))) {
        if (batch.nextOffset > highWatermark) return
        // A read begins with the batch that an offset is in, which may begin before it.
        for (const { key, value, offset } of decodeRecords(batch)) {
          if (key !== null && offset >= before) this.replay(decodeGroupRecord(key, value))
        }
        this.replayedOffset = batch.nextOffset
      }
      if (this.replayedOffset === before) return
    }
  }
}
