/** Producers of the port. Settings have Kafka's names in camel case and its defaults; times are in milliseconds. */
import type { TopicPartition } from '../protocol/topic-partition'
import type { RecordHeader } from '../records/record-batch-builder'

export interface ProducerOptions {
  /** `acks`. -1 is `all`. Default -1. */
  readonly acks?: 0 | 1 | -1
  /** `enable.idempotence`: needs `acks` -1 and at most five requests in flight. Default true where `acks` allows it. */
  readonly isIdempotent?: boolean
  /** `linger.ms`: how long a batch waits for more records. Default 5. */
  readonly lingerMs?: number
  /** `batch.size`, in bytes. Default 16,384. */
  readonly batchSize?: number
  /** `max.in.flight.requests.per.connection`, 1 to 5 with idempotence. Default 5. */
  readonly inFlightMax?: number
  /** `request.timeout.ms`. Default 30,000. */
  readonly requestTimeoutMs?: number
  /** `delivery.timeout.ms`: from `send` to success or failure, at least linger and request timeout together. Default 120,000. */
  readonly deliveryTimeoutMs?: number
  /** `retries`. Default 2,147,483,647: the delivery timeout ends them. */
  readonly retries?: number
  /** `retry.backoff.ms`: doubled with each attempt, with 20 % jitter. Default 100. */
  readonly retryBackoffMs?: number
  /** `retry.backoff.max.ms`. Default 1,000. */
  readonly retryBackoffMaxMs?: number
  /** `buffer.memory`, in bytes. Default 33,554,432. */
  readonly bufferMemory?: number
  /** `max.block.ms`: how long `send` waits for metadata or memory. Default 60,000. */
  readonly blockMaxMs?: number
  /** `max.request.size`, in bytes. Default 1,048,576. */
  readonly requestSizeMax?: number
  /**
   * Which partition a record without one goes to. `key`: murmur2 of the key, and sticky by batch without a key, as Java's built-in
   * partitioner. `round-robin`: Java's RoundRobinPartitioner, which does not look at the key. Default `key`.
   */
  readonly partitioner?: 'key' | 'round-robin'
}

/** A record to be sent. */
export interface ProducerRecord {
  readonly topic: string
  /** Left out: the partitioner decides. */
  readonly partition?: number
  readonly key: Uint8Array | null
  /** Null is a tombstone. */
  readonly value: Uint8Array | null
  readonly headers?: readonly RecordHeader[]
  /** Milliseconds of Unix time. Default: the producer's clock. */
  readonly timestampMs?: number
}

/** Where a record was stored. */
export interface RecordMetadata extends TopicPartition {
  /** -1 with `acks` 0. */
  readonly offset: number
  /** As stored: the record's, or the broker's with LogAppendTime. */
  readonly timestampMs: number
  /** Idempotent producers: who wrote it and which of its records in this partition it was; -1 otherwise, and where unknown. */
  readonly producerId: number
  readonly sequence: number
}

export interface LogProducer {
  /**
   * Buffers a record; resolves when it is acknowledged.
   * @throws {LogError} the error that ended its attempts; REQUEST_TIMED_OUT when the delivery timeout is over, and then it may
   * be stored all the same; MESSAGE_TOO_LARGE or INVALID_TOPIC_EXCEPTION at once
   */
  send(record: ProducerRecord): Promise<RecordMetadata>
  /** Sends what lingers; resolves when every record sent before has its outcome. */
  flush(): Promise<void>
  /** Flushes, and takes no more records. */
  close(): Promise<void>
}
