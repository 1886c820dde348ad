/** All metadata, and how records change them. An image is immutable; one after another share what is the same in both. */
import { assert } from '~/kernel/assert'
import type { BrokerState, MetadataImage, PartitionState, TopicState } from '../broker/metadata'
import type { Configs } from '../protocol/cluster-api'
import type { MetadataRecord, PartitionChangeRecord } from './metadata-record'
import { nextOffsetOf, type RaftBatch } from './raft/raft-log'

/** The topic that belongs to the brokers themselves. */
export const OFFSETS_TOPIC = '__consumer_offsets'

export interface BrokerRegistration extends BrokerState {
  readonly incarnationId: string
}

/** What the controller knows besides. */
export interface ClusterImage extends MetadataImage {
  readonly brokers: ReadonlyMap<number, BrokerRegistration>
  /** What brokers are set to, for topics that have no setting of their own. */
  readonly brokerConfigs: ReadonlyMap<number, Configs>
  readonly nextProducerId: number
}

export const EMPTY_IMAGE: ClusterImage = {
  offset: -1,
  brokers: new Map(),
  topics: new Map(),
  brokerConfigs: new Map(),
  nextProducerId: 0,
}

/** The image after a batch. */
export function applyBatch(image: ClusterImage, batch: RaftBatch<MetadataRecord>): ClusterImage {
  return { ...applyRecords(image, batch.entries), offset: nextOffsetOf(batch) - 1 }
}

/** The image as it will be after records that have no place in the log yet. */
export function applyRecords(image: ClusterImage, records: readonly MetadataRecord[]): ClusterImage {
  return records.reduce(applyRecord, image)
}

/** A partition as the image has it, if it is there. */
export function partitionOf(image: MetadataImage, topic: string, partition: number): PartitionState | undefined {
  return image.topics.get(topic)?.partitions[partition]
}

function applyRecord(image: ClusterImage, record: MetadataRecord): ClusterImage {
  switch (record.type) {
    case 'RegisterBrokerRecord': {
      const { brokerId: nodeId, brokerEpoch, incarnationId } = record
      return withBroker(image, { nodeId, brokerEpoch, incarnationId, isFenced: true })
    }
    case 'FenceBrokerRecord':
    case 'UnfenceBrokerRecord': {
      const broker = image.brokers.get(record.brokerId)
      assert(broker?.brokerEpoch === record.brokerEpoch, `broker ${record.brokerId} is registered with its epoch`)
      return withBroker(image, { ...broker, isFenced: record.type === 'FenceBrokerRecord' })
    }
    case 'TopicRecord': {
      const { name, topicId } = record
      const isInternal = name === OFFSETS_TOPIC
      return withTopic(image, { name, topicId, isInternal, configs: {}, partitions: [] })
    }
    case 'RemoveTopicRecord': {
      const topics = new Map(image.topics)
      topics.delete(record.name)
      return { ...image, topics }
    }
    case 'PartitionRecord': {
      const { replicas, isr, leaderId } = record
      const topic = topicOf(image, record.topic)
      assert(record.partition === topic.partitions.length, `partition ${record.partition} of ${topic.name} is the next`)
      const partition: PartitionState = { leaderId, leaderEpoch: 0, partitionEpoch: 0, replicas, isr }
      return withTopic(image, { ...topic, partitions: [...topic.partitions, partition] })
    }
    case 'PartitionChangeRecord': {
      const topic = topicOf(image, record.topic)
      const changed = mergePartition(topic.partitions[record.partition]!, record)
      return withTopic(image, { ...topic, partitions: topic.partitions.with(record.partition, changed) })
    }
    case 'ConfigRecord': {
      const { resource, name, value } = record
      if (typeof resource === 'number') {
        const configs = withConfig(image.brokerConfigs.get(resource) ?? {}, name, value)
        return { ...image, brokerConfigs: new Map(image.brokerConfigs).set(resource, configs) }
      }
      const topic = topicOf(image, resource)
      return withTopic(image, { ...topic, configs: withConfig(topic.configs, name, value) })
    }
    case 'ProducerIdsRecord':
      return { ...image, nextProducerId: record.nextProducerId }
    case 'LeaderChangeRecord':
      return image
  }
}

/** A partition after a change: `PartitionRegistration.merge`. */
export function mergePartition(before: PartitionState, change: PartitionChangeRecord): PartitionState {
  const { isr = before.isr, leaderId, leaderRecoveryState = before.leaderRecoveryState } = change
  return {
    leaderId: leaderId ?? before.leaderId,
    leaderEpoch: leaderId === undefined ? before.leaderEpoch : before.leaderEpoch + 1,
    partitionEpoch: before.partitionEpoch + 1,
    replicas: before.replicas,
    isr,
    ...(leaderRecoveryState === undefined ? {} : { leaderRecoveryState }),
  }
}

function topicOf(image: ClusterImage, name: string): TopicState {
  const topic = image.topics.get(name)
  assert(topic !== undefined, `topic ${name} is in the image`)
  return topic
}

function withBroker(image: ClusterImage, broker: BrokerRegistration): ClusterImage {
  return { ...image, brokers: new Map(image.brokers).set(broker.nodeId, broker) }
}

function withTopic(image: ClusterImage, topic: TopicState): ClusterImage {
  return { ...image, topics: new Map(image.topics).set(topic.name, topic) }
}

function withConfig(configs: Configs, name: string, value: string | null): Configs {
  const { [name]: _, ...rest } = configs
  return value === null ? rest : { ...rest, [name]: value }
}
