/** Records of one partition that travel together, and those who wait for them: `ProducerBatch` in apache/kafka. */
import { LogError, type ErrorName } from '../../protocol/error-code'
import type { TopicPartition } from '../../protocol/topic-partition'
import type { RecordMetadata } from '../../port/producer'
import { decodeRecordBatch } from '../../records/record-batch'
import { NO_HEADERS, RecordBatchBuilder, type RecordHeader } from '../../records/record-batch-builder'
import { addToSequence } from '../../records/sequence'

export const NO_SEQUENCE = -1
const NO_PRODUCER_ID = -1

/** Who waits for a record. */
interface Waiter {
  readonly timestampMs: number
  resolve(metadata: RecordMetadata): void
  reject(error: LogError): void
}

export class ProducerBatch implements TopicPartition {
  readonly topic: string
  readonly partition: number
  /** When the first record came, on the monotonic clock: linger and delivery timeout count from it. */
  readonly createdMs: number
  /** No more records go in. */
  isClosed = false
  isInFlight = false
  /** A broker may have appended it without our knowing. */
  isUncertain = false
  /** How often it was sent. */
  attempts = 0
  /** It is not sent before this, on the monotonic clock. */
  retryAtMs = 0
  producerId = NO_PRODUCER_ID
  producerEpoch = -1
  baseSequence = NO_SEQUENCE
  /** Which of the numbered batches of its partition it is, however large they are. */
  ordinal = 0
  /** What it was cut up into. Whoever waited for it waits for them. */
  parts: readonly ProducerBatch[] = []
  private readonly builder = new RecordBatchBuilder()
  private waiters: Waiter[] = []
  private hasOutcome = false
  private readonly afterwards: (() => void)[] = []

  constructor(topic: string, partition: number, createdMs: number) {
    this.topic = topic
    this.partition = partition
    this.createdMs = createdMs
  }

  get recordCount(): number {
    return this.waiters.length
  }

  /** In bytes. */
  get size(): number {
    return this.builder.size
  }

  get hasSequence(): boolean {
    return this.baseSequence !== NO_SEQUENCE
  }

  get lastSequence(): number {
    return addToSequence(this.baseSequence, this.recordCount - 1)
  }

  get isDone(): boolean {
    return this.hasOutcome
  }

  /** How large it would be with one more record, in bytes. */
  sizeWith(
    timestampMs: number,
    key: Uint8Array | null,
    value: Uint8Array | null,
    headers: readonly RecordHeader[] = NO_HEADERS,
  ): number {
    return this.builder.sizeWith(timestampMs, key, value, headers)
  }

  append(
    timestampMs: number,
    key: Uint8Array | null,
    value: Uint8Array | null,
    headers: readonly RecordHeader[] | undefined,
    resolve: (metadata: RecordMetadata) => void,
    reject: (error: LogError) => void,
  ): void {
    this.builder.append(timestampMs, key, value, headers ?? NO_HEADERS)
    this.waiters.push({ timestampMs, resolve, reject })
  }

  /** Numbers its records. A batch that has numbers keeps them in every attempt, so that a broker knows it again. */
  number(producerId: number, producerEpoch: number, baseSequence: number): void {
    this.producerId = producerId
    this.producerEpoch = producerEpoch
    this.baseSequence = baseSequence
  }

  /** The batch as a broker takes it. */
  build(): Uint8Array {
    const { producerId, producerEpoch, baseSequence } = this
    return this.builder.build({ producerId, producerEpoch, baseSequence })
  }

  /** @param baseOffset -1 if it is not known @param logAppendTimeMs -1 if the records keep their own time */
  succeed(baseOffset: number, logAppendTimeMs: number): void {
    if (this.hasOutcome) return
    this.hasOutcome = true
    const { topic, partition, producerId, baseSequence, waiters } = this
    for (let index = 0; index < waiters.length; index += 1) {
      const waiter = waiters[index]!
      waiter.resolve({
        topic,
        partition,
        offset: baseOffset < 0 ? -1 : baseOffset + index,
        timestampMs: logAppendTimeMs < 0 ? waiter.timestampMs : logAppendTimeMs,
        producerId,
        sequence: baseSequence === NO_SEQUENCE ? -1 : addToSequence(baseSequence, index),
      })
    }
    this.finish()
  }

  fail(error: ErrorName, message: string): void {
    if (this.hasOutcome) return
    this.hasOutcome = true
    for (const waiter of this.waiters) waiter.reject(new LogError(error, message))
    this.finish()
  }

  /** Is called once, when all of its records have their outcome. */
  onDone(listener: () => void): void {
    this.afterwards.push(listener)
  }

  /**
   * Gives its records to smaller batches, for a broker that found it too large. They share its numbers and its time, and whoever
   * waited for it.
   * @param batchSize above which a part takes no further record, in bytes
   */
  split(batchSize: number): ProducerBatch[] {
    const { records } = decodeRecordBatch(this.build())
    const parts: ProducerBatch[] = []
    let part: ProducerBatch | undefined
    for (let index = 0; index < records.length; index += 1) {
      const { timestamp, key, value, headers } = records[index]!
      if (part === undefined || part.sizeWith(timestamp, key, value, headers) > batchSize) {
        part = this.emptyPart(index)
        parts.push(part)
      }
      const { resolve, reject } = this.waiters[index]!
      part.append(timestamp, key, value, headers, resolve, reject)
    }
    this.waiters = []
    this.hasOutcome = true
    this.parts = parts
    let left = parts.length
    for (const each of parts) {
      each.onDone(() => {
        left -= 1
        if (left === 0) this.finish()
      })
    }
    return parts
  }

  private emptyPart(firstRecord: number): ProducerBatch {
    const part = new ProducerBatch(this.topic, this.partition, this.createdMs)
    part.isClosed = true
    part.retryAtMs = this.retryAtMs
    if (this.hasSequence)
      part.number(this.producerId, this.producerEpoch, addToSequence(this.baseSequence, firstRecord))
    return part
  }

  private finish(): void {
    this.afterwards.forEach((listener) => listener())
    this.afterwards.length = 0
  }
}
