/**
 * Requests about the cluster: Metadata, CreateTopics, DeleteTopics, CreatePartitions, DescribeConfigs, IncrementalAlterConfigs,
 * ElectLeaders. Any broker takes them; what the controller has to decide is forwarded to it, as Kafka's brokers do.
 */
import type { Message } from '~/kernel/component'
import type { ErrorName } from './error-code'
import type { TopicPartition } from './topic-partition'

/** In place of a broker's number. */
export const NO_NODE = -1

export interface MetadataRequest extends Message {
  readonly type: 'Metadata'
  /** Null for all topics. */
  readonly topics: readonly string[] | null
}

export interface PartitionMetadata {
  readonly error: ErrorName
  readonly partition: number
  /** {@link NO_NODE} if nobody leads it. */
  readonly leaderId: number
  readonly leaderEpoch: number
  /** The preferred leader first. */
  readonly replicas: readonly number[]
  readonly isr: readonly number[]
  readonly offlineReplicas: readonly number[]
}

export interface TopicMetadata {
  readonly error: ErrorName
  readonly name: string
  readonly isInternal: boolean
  readonly partitions: readonly PartitionMetadata[]
}

export interface MetadataResponse {
  /** Those that are alive as far as the answering broker knows. */
  readonly brokers: readonly { readonly nodeId: number }[]
  /** {@link NO_NODE} if it is unknown. */
  readonly controllerId: number
  readonly topics: readonly TopicMetadata[]
}

/** Settings by Kafka's own names, such as `min.insync.replicas`. */
export type Configs = Readonly<Record<string, string>>

export interface NewTopic {
  readonly name: string
  readonly partitions: number
  readonly replicationFactor: number
  /** Which brokers hold each partition, the preferred leader first. Left out: spread over the brokers. */
  readonly assignments?: readonly (readonly number[])[]
  readonly configs?: Configs
}

/** What became of a topic, group or partition that a request names. */
export interface TopicResult {
  readonly name: string
  readonly error: ErrorName
  readonly message?: string
}

export interface CreateTopicsRequest extends Message {
  readonly type: 'CreateTopics'
  readonly topics: readonly NewTopic[]
  readonly timeoutMs: number
}

export interface CreateTopicsResponse {
  readonly topics: readonly TopicResult[]
}

export interface DeleteTopicsRequest extends Message {
  readonly type: 'DeleteTopics'
  readonly topics: readonly string[]
  readonly timeoutMs: number
}

export interface DeleteTopicsResponse {
  readonly topics: readonly TopicResult[]
}

/** Adds partitions. Keys are spread anew, so their order is lost where it was kept. */
export interface CreatePartitionsRequest extends Message {
  readonly type: 'CreatePartitions'
  readonly topics: readonly { readonly name: string; readonly count: number }[]
  readonly timeoutMs: number
}

export interface CreatePartitionsResponse {
  readonly topics: readonly TopicResult[]
}

export interface DescribeConfigsRequest extends Message {
  readonly type: 'DescribeConfigs'
  readonly topics: readonly string[]
}

export interface DescribeConfigsResponse {
  readonly topics: readonly (TopicResult & {
    readonly configs: readonly { readonly name: string; readonly value: string; readonly isDefault: boolean }[]
  })[]
}

export interface IncrementalAlterConfigsRequest extends Message {
  readonly type: 'IncrementalAlterConfigs'
  /** A null value takes the setting back to its default. */
  readonly topics: readonly { readonly name: string; readonly configs: Readonly<Record<string, string | null>> }[]
}

export interface IncrementalAlterConfigsResponse {
  readonly topics: readonly TopicResult[]
}

export interface ElectLeadersRequest extends Message {
  readonly type: 'ElectLeaders'
  readonly electionType: 'preferred' | 'unclean'
  readonly partitions: readonly TopicPartition[]
}

export interface ElectLeadersResponse {
  readonly partitions: readonly (TopicPartition & { readonly error: ErrorName })[]
}
