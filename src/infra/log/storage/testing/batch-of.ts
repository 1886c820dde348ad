/** Batches as producers send them, for tests of the broker. */
import { encodeRecordBatch, type NewBatch } from '../../records/record-batch'
import { PartitionLog } from '../partition-log'
import { parseTopicConfig } from '../topic-config'

const utf8 = new TextEncoder()

/** A record of text: its key and value; a null value is a tombstone. */
export type TextRecord = readonly [key: string | null, value: string | null, timestampMs?: number]

export const BATCH_TIME_MS = 1_800_000_000_000

/** A batch of records of text, at {@link BATCH_TIME_MS} unless they say otherwise. */
export function batchOf(records: readonly TextRecord[], options: Omit<NewBatch, 'records'> = {}): Uint8Array {
  return encodeRecordBatch({
    ...options,
    records: records.map(([key, value, timestamp = BATCH_TIME_MS]) => ({
      timestamp,
      key: key === null ? null : utf8.encode(key),
      value: value === null ? null : utf8.encode(value),
    })),
  })
}

/** A batch of `count` records from an idempotent producer. */
export function producedBatch(producerId: number, producerEpoch: number, baseSequence: number, count = 1): Uint8Array {
  const records = Array.from({ length: count }, (_, index): TextRecord => [`k${index}`, 'v'])
  return batchOf(records, { producerId, producerEpoch, baseSequence })
}

/** An empty log with some settings. */
export function logOf(configs: Readonly<Record<string, string>> = {}): PartitionLog {
  return new PartitionLog(1, parseTopicConfig(configs), { isFull: false })
}
