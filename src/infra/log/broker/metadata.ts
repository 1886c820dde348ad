/**
 * What a broker knows of its cluster, and whom it asks to change it: between the replication of partitions, which follows the
 * metadata, and the controller quorum, which decides it.
 */
import type { ErrorName } from '../protocol/error-code'
import type { Configs, CreateTopicsRequest, CreateTopicsResponse } from '../protocol/cluster-api'
import type { LeaderRecoveryState } from '../controller/metadata-record'
import type { TopicPartition } from '../protocol/topic-partition'

/** One partition as the controller has it: `PartitionRegistration` in KRaft. */
export interface PartitionState {
  /** -1 for nobody. */
  readonly leaderId: number
  /** Grows with every change of leader. */
  readonly leaderEpoch: number
  /** Grows with every change at all; a leader's request to change the ISR names the one it knows. */
  readonly partitionEpoch: number
  /** The preferred leader first. */
  readonly replicas: readonly number[]
  readonly isr: readonly number[]
  /** Left out as long as there was no unclean election. */
  readonly leaderRecoveryState?: LeaderRecoveryState
}

export interface TopicState {
  readonly name: string
  /** Another one for each creation, so that a log of a deleted topic is not taken for one of its successor. From 1 on. */
  readonly topicId: number
  readonly isInternal: boolean
  /** What was set; what is not here has its default. */
  readonly configs: Configs
  readonly partitions: readonly PartitionState[]
}

export interface BrokerState {
  readonly nodeId: number
  /** Of its registration; another one after each restart. */
  readonly brokerEpoch: number
  /** A fenced broker leads nothing and is in no ISR. */
  readonly isFenced: boolean
}

/** All metadata up to an offset of the metadata log. Immutable: a change makes another image. */
export interface MetadataImage {
  /** The last offset of `__cluster_metadata` in it; -1 for nothing yet. */
  readonly offset: number
  readonly brokers: ReadonlyMap<number, BrokerState>
  readonly topics: ReadonlyMap<string, TopicState>
}

/** A leader's wish for another ISR. */
export interface IsrChange extends TopicPartition {
  readonly leaderEpoch: number
  readonly partitionEpoch: number
  readonly isr: readonly number[]
}

/** The metadata as one broker sees them. */
export interface Metadata {
  readonly image: MetadataImage
  /** This broker's own registration; -1 before it is registered. */
  readonly brokerEpoch: number
  /** The active controller as far as this broker knows, or -1. */
  readonly controllerId: number
  /** Is told of each image after the one before; once at once, if there is one already. */
  onImage(listener: (image: MetadataImage, before: MetadataImage) => void): void
  /** Asks the controller for another ISR. What it decided comes as an image; the answer says whether it took the change. */
  alterPartition(change: IsrChange): Promise<ErrorName>
  /** Has the controller create topics that a broker needs itself. Ends within the request's timeout. */
  createTopics(request: CreateTopicsRequest): Promise<CreateTopicsResponse>
}

/** Partitions of internal topics, for code in the broker that leads them, such as the group coordinator. */
export interface InternalPartitions {
  /** Appends one batch with `acks=all`; says when it is committed, or why it is not (perhaps). */
  append(
    partition: TopicPartition,
    batch: Uint8Array,
    timeoutMs: number,
  ): Promise<{ readonly error: ErrorName; readonly baseOffset: number }>
  /** Whole batches from an offset up to the log end, as far as they go into `maxBytes`; empty at the end. */
  read(partition: TopicPartition, offset: number, maxBytes: number): Uint8Array
  /** Up to where all is committed (exclusive), and the log start. */
  bounds(partition: TopicPartition): {
    readonly logStartOffset: number
    readonly highWatermark: number
    readonly logEndOffset: number
  }
  /** Is told when this broker begins to lead a partition of a topic, with the epoch, and when it stops (null). */
  onLeadership(topic: string, listener: (partition: number, leaderEpoch: number | null) => void): void
}
