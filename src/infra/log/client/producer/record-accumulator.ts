/** What a producer holds: the queues of its partitions, and the memory that they take (`RecordAccumulator` in apache/kafka). */
import type { ProducerRecord, RecordMetadata } from '../../port/producer'
import type { LogError } from '../../protocol/error-code'
import { BATCH_AT } from '../../records/batch-layout'
import { utf8Length } from '../../bytes/utf8'
import { PartitionQueue } from './partition-queue'
import { ProducerBatch } from './producer-batch'
import type { ProducerSettings } from './settings'

/** The most that length, attributes, deltas and the lengths of key and value take in a record: `MAX_RECORD_OVERHEAD`. */
const RECORD_OVERHEAD_MAX = 21
/** The most that the two lengths of a header take. */
const HEADER_OVERHEAD_MAX = 10

/** What an append did. */
export type Appended = 'began-batch' | 'filled-batch' | 'appended' | 'no-memory'

export class RecordAccumulator {
  /** In the order in which they were first written to. */
  readonly queues: PartitionQueue[] = []
  private readonly settings: ProducerSettings
  private readonly byTopic = new Map<string, PartitionQueue[]>()
  private readonly unfinished = new Set<ProducerBatch>()
  private readonly onMemory: () => void
  private freeMemory: number

  /** @param onMemory is told when there is more memory than before */
  constructor(settings: ProducerSettings, onMemory: () => void) {
    this.settings = settings
    this.freeMemory = settings.bufferMemory
    this.onMemory = onMemory
  }

  /** Batches without an outcome, in the order in which they were begun. */
  get batches(): ReadonlySet<ProducerBatch> {
    return this.unfinished
  }

  /** Puts a record into the last batch of its partition, or into a new one. */
  append(
    record: ProducerRecord,
    partition: number,
    nowMs: number,
    timestampMs: number,
    resolve: (metadata: RecordMetadata) => void,
    reject: (error: LogError) => void,
  ): Appended {
    const { topic, key, value, headers } = record
    const { batchSize } = this.settings
    const queue = this.queueOf(topic, partition)
    let batch = queue.open
    const isNew = batch === undefined || batch.sizeWith(timestampMs, key, value, headers) > batchSize
    if (batch === undefined || isNew) {
      const memory = Math.max(batchSize, recordSizeMax(record))
      if (memory > this.freeMemory) return 'no-memory'
      if (batch !== undefined) batch.isClosed = true
      batch = this.begin(queue, nowMs, memory)
    }
    batch.append(timestampMs, key, value, headers, resolve, reject)
    if (batch.size >= batchSize) batch.isClosed = true
    if (batch.isClosed || queue.waiting.length > 1) return 'filled-batch'
    return isNew ? 'began-batch' : 'appended'
  }

  private begin(queue: PartitionQueue, nowMs: number, memory: number): ProducerBatch {
    const batch = new ProducerBatch(queue.topic, queue.partition, nowMs)
    this.freeMemory -= memory
    queue.waiting.push(batch)
    this.unfinished.add(batch)
    batch.onDone(() => {
      this.freeMemory += memory
      this.unfinished.delete(batch)
      this.onMemory()
    })
    return batch
  }

  /** The queue of a partition, made when it is first asked for. */
  queueOf(topic: string, partition: number): PartitionQueue {
    let queues = this.byTopic.get(topic)
    if (queues === undefined) this.byTopic.set(topic, (queues = []))
    let queue = queues[partition]
    if (queue === undefined) {
      queue = new PartitionQueue(topic, partition)
      queues[partition] = queue
      this.queues.push(queue)
    }
    return queue
  }
}

/** An upper bound of a batch with this record alone, in bytes: `AbstractRecords.estimateSizeInBytesUpperBound`. */
export function recordSizeMax({ key, value, headers }: ProducerRecord): number {
  let size = BATCH_AT.records + RECORD_OVERHEAD_MAX + (key?.length ?? 0) + (value?.length ?? 0)
  if (headers === undefined) return size
  for (const header of headers) size += HEADER_OVERHEAD_MAX + utf8Length(header.key) + (header.value?.length ?? 0)
  return size
}
