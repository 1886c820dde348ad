/** Administration of the port. */
import type { Configs, NewTopic, PartitionMetadata, TopicResult } from '../protocol/cluster-api'
import type { CommittedOffset, GroupDescription } from '../protocol/group-api'
import type { TopicPartition } from '../protocol/topic-partition'

/** The offsets of one partition that anybody may ask for. */
export interface PartitionOffsets extends TopicPartition {
  /** The first offset that is there. */
  readonly logStartOffset: number
  /** The offset after the last one that consumers may read. */
  readonly highWatermark: number
}

export interface TopicDescription {
  readonly name: string
  readonly isInternal: boolean
  readonly partitions: readonly PartitionMetadata[]
}

/** Administration. Every method retries what may be retried until the request timeout, and then throws {@link LogError}. */
export interface LogAdmin {
  /** Resolves once every partition has a leader. */
  createTopics(topics: readonly NewTopic[]): Promise<readonly TopicResult[]>
  deleteTopics(names: readonly string[]): Promise<readonly TopicResult[]>
  createPartitions(topic: string, count: number): Promise<void>
  describeTopics(names?: readonly string[]): Promise<readonly TopicDescription[]>
  configs(topic: string): Promise<Configs>
  alterConfigs(topic: string, configs: Readonly<Record<string, string | null>>): Promise<void>
  offsets(partitions: readonly TopicPartition[]): Promise<readonly PartitionOffsets[]>
  /** The first offset at or after a time in Unix milliseconds; -1 if no record is that young. */
  offsetsForTime(
    partitions: readonly TopicPartition[],
    timestampMs: number,
  ): Promise<readonly (TopicPartition & { readonly offset: number })[]>
  deleteRecords(partitions: readonly (TopicPartition & { readonly offset: number })[]): Promise<void>
  groups(): Promise<readonly string[]>
  describeGroup(groupId: string): Promise<GroupDescription>
  groupOffsets(groupId: string): Promise<readonly CommittedOffset[]>
  /** Sets a group's offsets. @throws {LogError} NON_EMPTY_GROUP or UNKNOWN_MEMBER_ID while it has members */
  alterGroupOffsets(groupId: string, offsets: readonly (TopicPartition & { readonly offset: number })[]): Promise<void>
  deleteGroup(groupId: string): Promise<void>
  electLeaders(type: 'preferred' | 'unclean', partitions: readonly TopicPartition[]): Promise<void>
}
