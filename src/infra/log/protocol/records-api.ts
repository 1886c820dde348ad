/** Requests about records: Produce, Fetch, ListOffsets, OffsetForLeaderEpoch, DeleteRecords, InitProducerId. */
import type { Message } from '~/kernel/component'
import type { ErrorName } from './error-code'
import type { TopicPartition } from './topic-partition'

/** Of a consumer, in the place of a broker's number. */
export const CONSUMER_REPLICA = -1
/** Where a request knows of no leader epoch. */
export const NO_LEADER_EPOCH = -1
/** In place of a time in {@link ListOffsetsRequest}. */
export const LATEST_TIMESTAMP = -1
export const EARLIEST_TIMESTAMP = -2
export const MAX_TIMESTAMP = -3

/** Who leads a partition now, for whoever asked somebody else or with an old epoch. -1 for nobody. */
export interface CurrentLeader {
  readonly leaderId: number
  readonly leaderEpoch: number
}

/** Appends one record batch to each partition. */
export interface ProduceRequest extends Message {
  readonly type: 'Produce'
  /** 0: no answer is meant; 1: the leader has it; -1: every replica in sync has it. */
  readonly acks: 0 | 1 | -1
  /** How long the leader waits for the replicas in sync, in ms. */
  readonly timeoutMs: number
  readonly partitions: readonly (TopicPartition & {
    /** One whole batch of version 2. */
    readonly records: Uint8Array
  })[]
}

export interface ProducePartitionResponse extends TopicPartition {
  readonly error: ErrorName
  /** What was wrong, for people. */
  readonly message?: string
  /** Offset of the first record; of the first append, if the batch is a duplicate. -1 with an error. */
  readonly baseOffset: number
  /** In ms, if the topic has LogAppendTime; otherwise -1. */
  readonly logAppendTimeMs: number
  readonly logStartOffset: number
  readonly currentLeader?: CurrentLeader
}

export interface ProduceResponse {
  readonly partitions: readonly ProducePartitionResponse[]
}

export interface FetchPartitionRequest extends TopicPartition {
  /** {@link NO_LEADER_EPOCH} if unknown: then it is not checked. */
  readonly currentLeaderEpoch: number
  readonly fetchOffset: number
  /** Epoch of the last record that the asker has; {@link NO_LEADER_EPOCH} if it does not say, then divergence is not checked. */
  readonly lastFetchedEpoch: number
  /** A follower's own log start. -1 for consumers. */
  readonly logStartOffset: number
  readonly maxBytes: number
}

/** Reads from several partitions; waits up to `maxWaitMs` for `minBytes`. */
export interface FetchRequest extends Message {
  readonly type: 'Fetch'
  /** The follower that asks, or {@link CONSUMER_REPLICA}. */
  readonly replicaId: number
  /** The registration of the follower that asks; -1 for consumers. */
  readonly replicaEpoch: number
  readonly maxWaitMs: number
  readonly minBytes: number
  readonly maxBytes: number
  readonly partitions: readonly FetchPartitionRequest[]
}

export interface FetchPartitionResponse extends TopicPartition {
  readonly error: ErrorName
  /** Exclusive: the offset after the last record that consumers may read. -1 if unknown. */
  readonly highWatermark: number
  readonly logStartOffset: number
  /** The asker's log ends otherwise than the leader's: it goes back to the end of this epoch. */
  readonly divergingEpoch?: { readonly epoch: number; readonly endOffset: number }
  readonly currentLeader?: CurrentLeader
  /** Whole batches; the first may begin before `fetchOffset`. Views of the leader's log: never to be written. */
  readonly records: Uint8Array
}

export interface FetchResponse {
  readonly error: ErrorName
  readonly partitions: readonly FetchPartitionResponse[]
}

/** The first offset at or after a time. */
export interface ListOffsetsRequest extends Message {
  readonly type: 'ListOffsets'
  readonly replicaId: number
  readonly partitions: readonly (TopicPartition & {
    readonly currentLeaderEpoch: number
    /** In ms, or one of the constants. */
    readonly timestamp: number
  })[]
}

export interface ListOffsetsResponse {
  readonly partitions: readonly (TopicPartition & {
    readonly error: ErrorName
    /** -1 if no record is that young, or a constant was asked for. */
    readonly timestamp: number
    /** -1 if no record is that young. */
    readonly offset: number
    readonly leaderEpoch: number
  })[]
}

/** Where an epoch ended, as the leader has it: for whoever may have to truncate. */
export interface OffsetForLeaderEpochRequest extends Message {
  readonly type: 'OffsetForLeaderEpoch'
  readonly replicaId: number
  readonly partitions: readonly (TopicPartition & {
    readonly currentLeaderEpoch: number
    readonly leaderEpoch: number
  })[]
}

export interface OffsetForLeaderEpochResponse {
  readonly partitions: readonly (TopicPartition & {
    readonly error: ErrorName
    /** The largest epoch up to the one asked for; -1 if there is none. */
    readonly leaderEpoch: number
    /** The offset after its last record; -1 if there is none. */
    readonly endOffset: number
  })[]
}

/** Moves the log start forward. */
export interface DeleteRecordsRequest extends Message {
  readonly type: 'DeleteRecords'
  readonly timeoutMs: number
  readonly partitions: readonly (TopicPartition & {
    /** The first offset that stays; -1 for the high watermark. */
    readonly offset: number
  })[]
}

export interface DeleteRecordsResponse {
  readonly partitions: readonly (TopicPartition & { readonly error: ErrorName; readonly lowWatermark: number })[]
}

/** Asks for the identity of an idempotent producer. Transactions are absent, so there is nothing to name. */
export interface InitProducerIdRequest extends Message {
  readonly type: 'InitProducerId'
}

export interface InitProducerIdResponse {
  readonly error: ErrorName
  readonly producerId: number
  readonly producerEpoch: number
}
