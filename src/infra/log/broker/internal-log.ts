/**
 * One partition of an internal topic as the code that leads it writes and reads it: what is committed is what its log says. The group
 * coordinator and the schema registry each keep one.
 */
import type { ErrorName } from '../protocol/error-code'
import type { TopicPartition } from '../protocol/topic-partition'
import { splitBatches } from '../records/batch-view'
import { decodeRecords, encodeRecordBatch } from '../records/record-batch'
import type { InternalPartitions } from './metadata'

const READ_BYTES_MAX = 1_048_576

/** What it needs of the partitions of a broker. */
type Held = Pick<InternalPartitions, 'append' | 'read' | 'bounds'>

/** How records stand in the log. */
export interface RecordCodec<Entry> {
  encode(entry: Entry): { readonly key: Uint8Array; readonly value: Uint8Array | null }
  decode(key: Uint8Array, value: Uint8Array | null): Entry
}

export class InternalLog<Entry> {
  private readonly partitions: Held
  private readonly place: TopicPartition
  private readonly codec: RecordCodec<Entry>
  private readonly replay: (entry: Entry) => void
  /** Appends that nobody has said anything about yet. */
  private readonly pending = new Set<Promise<unknown>>()
  /** All before it was replayed; -1 before the first time. */
  private replayedOffset = -1

  /** @param replay is given the records that are committed, each once and in their order */
  constructor(partitions: Held, place: TopicPartition, codec: RecordCodec<Entry>, replay: (entry: Entry) => void) {
    this.partitions = partitions
    this.place = place
    this.codec = codec
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
  async append(entries: readonly Entry[], timestampMs: number, timeoutMs: number): Promise<ErrorName> {
    if (entries.length === 0) return 'NONE'
    const records = entries.map((entry) => ({ timestamp: timestampMs, ...this.codec.encode(entry) }))
    const appending = this.partitions.append(this.place, encodeRecordBatch({ records }), timeoutMs)
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
          if (key !== null && offset >= before) this.replay(this.codec.decode(key, value))
        }
        this.replayedOffset = batch.nextOffset
      }
      if (this.replayedOffset === before) return
    }
  }
}
