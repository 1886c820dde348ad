/**
 * What an answer to Produce means for a batch: it is stored, it is sent again, it is cut up, or it has failed. The rules are those of
 * `Sender.completeBatch` and `TransactionManager.canRetry` in apache/kafka for producers without transactions.
 */
import type { Rng } from '~/kernel/random'
import type { Clock } from '~/kernel/time'
import { type ErrorName, isRetriable } from '../../protocol/error-code'
import type { ProducePartitionResponse, ProduceResponse } from '../../protocol/records-api'
import { backoffMs } from '../backoff'
import { isNoAnswer, type NoAnswer } from '../connections'
import type { MetadataCache } from '../metadata-cache'
import type { PartitionQueue } from './partition-queue'
import type { ProducerBatch } from './producer-batch'
import type { ProducerSettings } from './settings'

/** Retriable errors with which a leader has certainly not appended anything. After any other one it may have. */
const REFUSED_BEFORE_APPEND: ReadonlySet<ErrorName> = new Set<ErrorName>([
  'CORRUPT_MESSAGE',
  'NOT_ENOUGH_REPLICAS',
  'UNKNOWN_TOPIC_OR_PARTITION',
])
/** What shows that the metadata are old: `InvalidMetadataException` and its kind. */
const OF_METADATA: ReadonlySet<ErrorName> = new Set<ErrorName>([
  'FENCED_LEADER_EPOCH',
  'KAFKA_STORAGE_ERROR',
  'LEADER_NOT_AVAILABLE',
  'NETWORK_EXCEPTION',
  'NOT_LEADER_OR_FOLLOWER',
  'REPLICA_NOT_AVAILABLE',
  'UNKNOWN_TOPIC_OR_PARTITION',
])

export class ProduceOutcomes {
  private readonly clock: Clock
  private readonly rng: Rng
  private readonly metadata: MetadataCache
  private readonly settings: ProducerSettings

  constructor(clock: Clock, rng: Rng, metadata: MetadataCache, settings: ProducerSettings) {
    this.clock = clock
    this.rng = rng
    this.metadata = metadata
    this.settings = settings
  }

  /** The delivery timeout is over. If it was sent, nobody knows whether it is stored. */
  expire(queue: PartitionQueue, batch: ProducerBatch): void {
    for (const part of batch.parts) this.expire(queue, part)
    queue.abandon(batch)
    const { deliveryTimeoutMs } = this.settings
    batch.fail('REQUEST_TIMED_OUT', `the delivery timeout of ${deliveryTimeoutMs} ms is over`)
  }

  /** It was sent with `acks` 0: whatever becomes of it, this is all that its owner wanted to know. */
  settleUnasked(queue: PartitionQueue, batch: ProducerBatch): void {
    batch.isInFlight = false
    queue.acknowledge(batch)
    batch.succeed(-1, -1)
  }

  /** An answer, or its absence. */
  settle(queue: PartitionQueue, batch: ProducerBatch, answer: ProduceResponse | NoAnswer): void {
    batch.isInFlight = false
    if (isNoAnswer(answer)) {
      if (!answer.isDefinite) batch.isUncertain = true
      this.metadata.requestUpdate()
      this.retry(queue, batch, 'NETWORK_EXCEPTION', 'no broker answered')
      return
    }
    const own = answer.partitions.find(({ topic, partition }) => partition === batch.partition && topic === batch.topic)
    if (own === undefined) this.retry(queue, batch, 'UNKNOWN_SERVER_ERROR', 'the answer says nothing about it')
    else this.settleOwn(queue, batch, own)
  }

  private settleOwn(queue: PartitionQueue, batch: ProducerBatch, own: ProducePartitionResponse): void {
    const { error, message = '' } = own
    if (error === 'NONE' || error === 'DUPLICATE_SEQUENCE_NUMBER') {
      queue.acknowledge(batch)
      batch.succeed(error === 'NONE' ? own.baseOffset : -1, own.logAppendTimeMs)
    } else if (batch.isDone) {
      // It had expired before the answer came.
    } else if (error === 'MESSAGE_TOO_LARGE' && batch.recordCount > 1) {
      batch.isUncertain = false
      queue.replace(batch, batch.split(Math.min(this.settings.batchSize, Math.ceil(batch.size / 2))))
    } else if (batch.hasSequence && (error === 'OUT_OF_ORDER_SEQUENCE_NUMBER' || error === 'UNKNOWN_PRODUCER_ID')) {
      this.settleGap(queue, batch, error)
    } else if (isRetriable(error)) {
      if (!REFUSED_BEFORE_APPEND.has(error)) batch.isUncertain = true
      const isLeaderKnown = this.metadata.learnLeader(batch, own.currentLeader)
      if (OF_METADATA.has(error) && !isLeaderKnown) this.metadata.requestUpdate()
      this.retry(queue, batch, error, message)
      // The leader is another one, and known: there is nothing to wait for (KIP-951).
      if (isLeaderKnown) batch.retryAtMs = 1
    } else {
      this.fail(queue, batch, error, message)
    }
  }

  /**
   * The leader misses what comes before the batch, so it does not have the batch either. If something before it has no outcome yet, it
   * is sent again after that. If not, the gap will not be closed, and the partition goes on under another epoch.
   */
  private settleGap(queue: PartitionQueue, batch: ProducerBatch, error: ErrorName): void {
    batch.isUncertain = false
    if (error === 'UNKNOWN_PRODUCER_ID' || queue.isOldest(batch)) queue.needsNewEpoch = true
    this.retry(queue, batch, error, 'the leader misses what comes before it')
  }

  private retry(queue: PartitionQueue, batch: ProducerBatch, error: ErrorName, message: string): void {
    if (batch.isDone) return
    const { retries, retryBackoffMs, retryBackoffMaxMs } = this.settings
    if (batch.attempts > retries) {
      // It may be stored or not, so its numbers are not given to anything else.
      queue.abandon(batch)
      batch.fail(error, message)
      return
    }
    batch.retryAtMs = this.clock.monotonicMs() + backoffMs(retryBackoffMs, retryBackoffMaxMs, batch.attempts, this.rng)
    queue.requeue(batch)
  }

  private fail(queue: PartitionQueue, batch: ProducerBatch, error: ErrorName, message: string): void {
    if (batch.isUncertain) queue.abandon(batch)
    else queue.refuse(batch)
    batch.fail(error, message === '' ? `${batch.topic}-${batch.partition} refused the batch` : message)
  }
}
