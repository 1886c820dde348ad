/** What a fetch brought of one partition: whole batches, decoded one by one when their records are asked for. */
import type { ConsumerRecord } from '../../port/consumer'
import type { TopicPartition } from '../../protocol/topic-partition'
import { type BatchView, splitBatches } from '../../records/batch-view'
import { decodeRecords, type LogRecord } from '../../records/record-batch'

/** Where a partition stands: what is read next, and the epoch of the record before it. */
export interface Cursor extends TopicPartition {
  readonly generation: number
  offset: number
  epoch: number
}

export class FetchedBatches {
  private readonly batches: readonly BatchView[]
  private readonly isChecked: boolean
  private batchIndex = 0
  private records: readonly LogRecord[] | null = null
  private recordIndex = 0

  /** @param isChecked hold checksums against the bytes: `check.crcs` @throws CorruptBatchError */
  constructor(bytes: Uint8Array, isChecked: boolean) {
    this.batches = splitBatches(bytes)
    this.isChecked = isChecked
  }

  get isEmpty(): boolean {
    return this.batchIndex >= this.batches.length
  }

  /** How many records are left, those before the cursor and of control batches included. */
  get count(): number {
    let count = -this.recordIndex
    for (let index = this.batchIndex; index < this.batches.length; index += 1) count += this.batches[index]!.recordCount
    return count
  }

  /**
   * Takes up to `max` records from the cursor on, and moves it behind what it took: at the end of a batch to the batch's end,
   * which compaction may have left without a record.
   * @throws CorruptBatchError with the cursor before the batch
   */
  take(cursor: Cursor, max: number, into: ConsumerRecord[]): void {
    const { topic, partition, generation } = cursor
    let left = max
    while (left > 0 && this.batchIndex < this.batches.length) {
      const batch = this.batches[this.batchIndex]!
      const leaderEpoch = batch.partitionLeaderEpoch
      this.records ??= batch.isControl || batch.nextOffset <= cursor.offset ? [] : decodeRecords(batch, this.isChecked)
      const { records } = this
      for (; left > 0 && this.recordIndex < records.length; this.recordIndex += 1) {
        const { offset, timestamp: timestampMs, key, value, headers } = records[this.recordIndex]!
        if (offset < cursor.offset) continue
        into.push({ topic, partition, offset, leaderEpoch, timestampMs, key, value, headers, generation })
        cursor.offset = offset + 1
        cursor.epoch = leaderEpoch
        left -= 1
      }
      if (this.recordIndex < records.length) return
      if (batch.nextOffset > cursor.offset) {
        cursor.offset = batch.nextOffset
        cursor.epoch = leaderEpoch
      }
      this.records = null
      this.recordIndex = 0
      this.batchIndex += 1
    }
  }
}
