/**
 * The port of the log: what application code may say to a Kafka. Two servers implement it, the cluster in this folder and a live
 * Kafka, and one conformance suite holds them to the same behaviour. The shapes are those of Kafka's Java clients; offsets are
 * whole numbers up to 2^53.
 */
import type { LogAdmin } from './port/admin'
import type { ConsumerOptions, LogConsumer } from './port/consumer'
import type { LogProducer, ProducerOptions } from './port/producer'

/** Opens clients of one cluster. */
export interface LogClients {
  producer(options?: ProducerOptions): LogProducer
  consumer(options: ConsumerOptions): LogConsumer
  readonly admin: LogAdmin
}

export type { LogAdmin, PartitionOffsets, TopicDescription } from './port/admin'
export type {
  AssignorName,
  Commit,
  CommitOutcome,
  ConsumerEvent,
  ConsumerOptions,
  ConsumerRecord,
  LogConsumer,
  OffsetReset,
  RebalanceListener,
} from './port/consumer'
export type { LogProducer, ProducerOptions, ProducerRecord, RecordMetadata } from './port/producer'
export {
  RegistryError,
  type CompatibilityCheck,
  type Deletion,
  type RegisteredSchema,
  type SchemaRegistry,
} from './port/registry'
export { LogError, type ErrorName } from './protocol/error-code'
export type { Configs, NewTopic, PartitionMetadata, TopicResult } from './protocol/cluster-api'
export type { CommittedOffset, GroupDescription, GroupState } from './protocol/group-api'
export { partitionName, type TopicPartition } from './protocol/topic-partition'
export type { RecordHeader } from './records/record-batch-builder'
export type { CompatibilityLevel } from './schemas/compatibility'
