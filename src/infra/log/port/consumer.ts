/** Consumers of the port. Settings have Kafka's names in camel case and its defaults; times are in milliseconds. */
import type { CommittedOffset } from '../protocol/group-api'
import type { TopicPartition } from '../protocol/topic-partition'
import type { RecordHeader } from '../records/record-batch-builder'

/** What to do where there is no valid position: `auto.offset.reset`. */
export type OffsetReset = 'earliest' | 'latest' | 'none'
/** `partition.assignment.strategy`, one of Kafka's two defaults. */
export type AssignorName = 'range' | 'cooperative-sticky'

export interface ConsumerOptions {
  /** `group.id`; null for a consumer that only assigns partitions to itself and commits nothing. */
  readonly groupId: string | null
  /** `group.instance.id`: makes it a static member. Default null. */
  readonly groupInstanceId?: string | null
  /** What it knows, the one it likes best first. Default `['cooperative-sticky']`. Members of a group need one in common. */
  readonly assignors?: readonly AssignorName[]
  /** `session.timeout.ms`. Default 45,000. */
  readonly sessionTimeoutMs?: number
  /** `heartbeat.interval.ms`. Default 3,000. */
  readonly heartbeatIntervalMs?: number
  /** `max.poll.interval.ms`: also the rebalance timeout. Default 300,000. */
  readonly pollIntervalMaxMs?: number
  /** `max.poll.records`. Default 500. */
  readonly pollRecordsMax?: number
  /** `auto.offset.reset`. Default `latest`, as in Kafka. */
  readonly offsetReset?: OffsetReset
  /** `fetch.min.bytes`. Default 1. */
  readonly fetchMinBytes?: number
  /** `fetch.max.wait.ms`. Default 500. */
  readonly fetchMaxWaitMs?: number
  /** `fetch.max.bytes`. Default 52,428,800. */
  readonly fetchMaxBytes?: number
  /** `max.partition.fetch.bytes`. Default 1,048,576. */
  readonly partitionFetchMaxBytes?: number
  /** `request.timeout.ms`. Default 30,000. */
  readonly requestTimeoutMs?: number
  /** `retry.backoff.ms`. Default 100. */
  readonly retryBackoffMs?: number
  /** `check.crcs`. Default true. */
  readonly checkCrcs?: boolean
}

/** A record as a consumer gets it. Key, value and headers are views of what was fetched. */
export interface ConsumerRecord extends TopicPartition {
  readonly offset: number
  readonly leaderEpoch: number
  /** Milliseconds of Unix time. */
  readonly timestampMs: number
  readonly key: Uint8Array | null
  /** Null is a tombstone. */
  readonly value: Uint8Array | null
  readonly headers: readonly RecordHeader[]
  /** The generation in which the consumer was given the partition; -1 if it assigned it to itself. */
  readonly generation: number
}

/** A position to commit: what was read up to, and under which right. */
export interface Commit extends TopicPartition {
  /** The next offset to read. */
  readonly offset: number
  /** Epoch of the record before it, or -1. */
  readonly leaderEpoch?: number
  /** {@link ConsumerRecord.generation} of that record. A commit of a partition that was given up since is not sent. */
  readonly generation?: number
}

/** What became of a commit, per partition. */
export interface CommitOutcome extends TopicPartition {
  readonly offset: number
  /** The generation it was sent with; -1 if it was not sent. */
  readonly generation: number
  /** `not-owned`: it was not sent, since the partition is another's by now. Otherwise what the coordinator said. */
  readonly outcome: 'committed' | 'not-owned' | 'superseded' | 'refused'
}

/** Is told of what a group gives and takes. Each is awaited before the group goes on, within the rebalance timeout. */
export interface RebalanceListener {
  /** Partitions that this member has now and had not before. */
  onAssigned?(partitions: readonly TopicPartition[], generation: number): void | Promise<void>
  /** Partitions that it is about to give up: what is in work can be drained and committed in here. */
  onRevoked?(partitions: readonly TopicPartition[], generation: number): void | Promise<void>
  /** Partitions that are another's already, or may be: nothing can be committed any more. */
  onLost?(partitions: readonly TopicPartition[], generation: number): void | Promise<void>
}

/** What a consumer did by itself that its owner may want to state. */
export type ConsumerEvent =
  | { readonly kind: 'joined'; readonly generation: number; readonly memberId: string; readonly isLeader: boolean }
  | { readonly kind: 'left'; readonly reason: 'poll-interval' | 'closed' | 'session' | 'fenced' }
  /** A position was taken where none was committed, or where the one there was is not in the log. */
  | (TopicPartition & {
      readonly kind: 'reset'
      readonly from: number
      readonly to: number
      readonly policy: OffsetReset
    })
  /** The log ends before what was read: an unclean election. Reading goes on where both agree. */
  | (TopicPartition & { readonly kind: 'truncated'; readonly from: number; readonly to: number })
  /** Fetched records were thrown away, since their partition was given up or sought; whoever owns it fetches them again. */
  | (TopicPartition & { readonly kind: 'discarded'; readonly offset: number; readonly count: number })

export interface LogConsumer {
  /** The member id, once the group has given one; empty before. */
  readonly memberId: string
  /** The generation it is in; -1 outside of the group. */
  readonly generation: number
  /** Takes part in its group's distribution of these topics. */
  subscribe(topics: readonly string[], listener?: RebalanceListener): void
  /** Reads these partitions without a group's say. Excludes {@link subscribe}. */
  assign(partitions: readonly TopicPartition[]): void
  /** What it may read at the moment. */
  assignment(): readonly TopicPartition[]
  /**
   * Gives records from where it stands, waiting up to `maxWaitMs` for some; joins its group first. Records are in the order
   * of each partition. What it gives counts as read; only {@link commit} makes that last. Calling it says that this member lives.
   * @throws {LogError} what no retry mends: OFFSET_OUT_OF_RANGE without a reset policy, FENCED_INSTANCE_ID, CORRUPT_MESSAGE
   */
  poll(maxWaitMs: number): Promise<readonly ConsumerRecord[]>
  /**
   * Commits positions, by default all that were read. Retries what may be retried, never beside or after a higher commit of the
   * same partition.
   */
  commit(commits?: readonly Commit[]): Promise<readonly CommitOutcome[]>
  /** What the group has committed; offset -1 where that is nothing. */
  committed(partitions: readonly TopicPartition[]): Promise<readonly CommittedOffset[]>
  /** The offset that is read next; null while it is not known. */
  position(partition: TopicPartition): number | null
  seek(partition: TopicPartition, offset: number): void
  /** Keeps partitions from being fetched, and what was fetched from being given. */
  pause(partitions: readonly TopicPartition[]): void
  resume(partitions: readonly TopicPartition[]): void
  /** Is told of what it does by itself. */
  onEvent(listener: (event: ConsumerEvent) => void): void
  /** Lets its owner drain and commit ({@link RebalanceListener.onRevoked}), leaves the group unless it is a static member, and ends. */
  close(): Promise<void>
}
