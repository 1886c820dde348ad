/**
 * Who leads what, as far as this process knows: `Metadata` and `MetadataCache` of Kafka's clients. It is asked for again when
 * somebody finds it wrong, and when it is old; one question at a time, and never twice within the backoff.
 */
import type { Context } from '~/kernel/component'
import type { Rng } from '~/kernel/random'
import { NO_NODE, type MetadataResponse, type PartitionMetadata, type TopicMetadata } from '../protocol/cluster-api'
import { type ErrorName, isRetriable } from '../protocol/error-code'
import type { CurrentLeader } from '../protocol/records-api'
import type { TopicPartition } from '../protocol/topic-partition'
import { Alarm } from './alarm'
import { backoffMs } from './backoff'
import { ANY_BROKER, type Connections, isNoAnswer } from './connections'
import {
  type LogClientsOptions,
  METADATA_MAX_AGE_MS,
  REQUEST_TIMEOUT_MS,
  RETRY_BACKOFF_MAX_MS,
  RETRY_BACKOFF_MS,
} from './options'

/** Whoever is told of a change. It also says that somebody still needs the metadata: without any, nothing is asked. */
export interface MetadataReader {
  /** The topics that it needs. */
  readonly topics: ReadonlySet<string>
  onMetadata(): void
}

export class MetadataCache {
  private readonly clock: Context['clock']
  private readonly rng: Rng
  private readonly connections: Connections
  private readonly maxAgeMs: number
  private readonly requestTimeoutMs: number
  private readonly retryBackoffMs: number
  private readonly retryBackoffMaxMs: number
  private readonly request: number
  private readonly alarm: Alarm
  private readonly readers = new Set<MetadataReader>()
  private readonly topics = new Map<string, PartitionMetadata[]>()
  private readonly errors = new Map<string, ErrorName>()
  private brokers: readonly number[] = []
  /** Which of the brokers is asked next. */
  private turn = 0
  private failures = 0
  /** How many answers in a row have left something out. */
  private incomplete = 0
  private isAsking = false
  private isWanted = false
  private nextAskMs = 0
  private expiresMs = Infinity

  constructor(context: Pick<Context, 'clock' | 'rng'>, connections: Connections, options: LogClientsOptions) {
    this.clock = context.clock
    this.rng = context.rng.fork('log-metadata')
    this.connections = connections
    this.maxAgeMs = options.metadataMaxAgeMs ?? METADATA_MAX_AGE_MS
    this.requestTimeoutMs = options.requestTimeoutMs ?? REQUEST_TIMEOUT_MS
    this.retryBackoffMs = options.retryBackoffMs ?? RETRY_BACKOFF_MS
    this.retryBackoffMaxMs = options.retryBackoffMaxMs ?? RETRY_BACKOFF_MAX_MS
    this.request = options.request ?? 0
    this.alarm = new Alarm(context.clock, () => this.advance())
  }

  /** Begins to tell somebody of changes, and to know the topics he needs. */
  addReader(reader: MetadataReader): void {
    this.readers.add(reader)
  }

  removeReader(reader: MetadataReader): void {
    this.readers.delete(reader)
  }

  /** Says that what is known is wrong, or not enough. Readers hear of the answer. */
  requestUpdate(): void {
    this.isWanted = true
    this.advance()
  }

  /** How many partitions a topic has; undefined if it is not known, or does not exist. */
  partitionCount(topic: string): number | undefined {
    return this.topics.get(topic)?.length
  }

  /** Why a topic is not known: what the brokers said last; undefined if they said nothing. */
  errorOf(topic: string): ErrorName | undefined {
    return this.errors.get(topic)
  }

  /** Who leads a partition; undefined if that is nobody, or nobody known. */
  leaderOf(topic: string, partition: number): PartitionMetadata | undefined {
    const known = this.topics.get(topic)?.[partition]
    return known === undefined || known.leaderId === NO_NODE ? undefined : known
  }

  /** A broker to ask what any of them knows: each has its turn. */
  someBroker(): number {
    const { brokers } = this
    if (brokers.length === 0) return ANY_BROKER
    this.turn = (this.turn + 1) % brokers.length
    return brokers[this.turn]!
  }

  /** Takes over what a broker says who leads in its place, if it knows more (KIP-951). True if that is news. */
  learnLeader({ topic, partition }: TopicPartition, leader: CurrentLeader | undefined): boolean {
    const known = this.topics.get(topic)
    const before = known?.[partition]
    if (leader === undefined || known === undefined || before === undefined) return false
    if (leader.leaderId === NO_NODE || leader.leaderEpoch <= before.leaderEpoch) return false
    known[partition] = { ...before, leaderId: leader.leaderId, leaderEpoch: leader.leaderEpoch }
    this.tellReaders()
    return true
  }

  private advance(): void {
    if (this.isAsking || this.readers.size === 0) return
    const nowMs = this.clock.monotonicMs()
    if (nowMs >= this.expiresMs) this.isWanted = true
    if (!this.isWanted) this.alarm.set(this.expiresMs)
    else if (nowMs < this.nextAskMs) this.alarm.set(this.nextAskMs)
    else void this.ask()
  }

  private async ask(): Promise<void> {
    this.isAsking = true
    this.isWanted = false
    const names = new Set<string>()
    for (const { topics } of this.readers) for (const topic of topics) names.add(topic)
    const { request } = this
    const question = { type: 'Metadata', request, topics: [...names] } as const
    // When none of those it knows has answered, it begins again as it began: they may all have been replaced.
    const nodeId = this.failures >= this.brokers.length ? ANY_BROKER : this.someBroker()
    const answer = await this.connections.ask(nodeId, question, this.requestTimeoutMs)
    const nowMs = this.clock.monotonicMs()
    this.isAsking = false
    if (isNoAnswer(answer)) {
      this.failures += 1
      this.isWanted = true
      this.nextAskMs = nowMs + backoffMs(this.retryBackoffMs, this.retryBackoffMaxMs, this.failures, this.rng)
    } else {
      this.failures = 0
      this.expiresMs = nowMs + this.maxAgeMs
      this.take(answer)
      // What is missing may come: a topic that is about to be made, a leader that is about to be elected.
      this.incomplete = isIncomplete(answer) ? this.incomplete + 1 : 0
      if (this.incomplete > 0) this.isWanted = true
      const times = Math.max(1, this.incomplete)
      this.nextAskMs = nowMs + backoffMs(this.retryBackoffMs, this.retryBackoffMaxMs, times, this.rng)
      this.tellReaders()
    }
    this.advance()
  }

  private take({ brokers, topics }: MetadataResponse): void {
    // A broker that knows of none yet has just started.
    if (brokers.length > 0) this.brokers = brokers.map(({ nodeId }) => nodeId)
    for (const topic of topics) this.takeTopic(topic)
  }

  private takeTopic({ name, error, partitions }: TopicMetadata): void {
    if (error !== 'NONE') {
      this.errors.set(name, error)
      // A topic that comes again later begins with epoch 0.
      if (error === 'UNKNOWN_TOPIC_OR_PARTITION') this.topics.delete(name)
      return
    }
    this.errors.delete(name)
    const before = this.topics.get(name)
    const after: PartitionMetadata[] = []
    for (const partition of partitions) after[partition.partition] = newer(before?.[partition.partition], partition)
    this.topics.set(name, after)
  }

  private tellReaders(): void {
    for (const reader of this.readers) reader.onMetadata()
  }
}

/** True if the answer lacks a topic or a leader for a reason that may pass, as Java's `Metadata` asks again after those. */
function isIncomplete({ topics }: MetadataResponse): boolean {
  return topics.some(
    ({ error, partitions }) => isRetriable(error) || partitions.some(({ leaderId }) => leaderId === NO_NODE),
  )
}

/** A broker that lags behind says less than is known: leader epochs never go back (`MetadataCache` in apache/kafka). */
function newer(known: PartitionMetadata | undefined, said: PartitionMetadata): PartitionMetadata {
  return known !== undefined && known.leaderEpoch > said.leaderEpoch ? known : said
}
