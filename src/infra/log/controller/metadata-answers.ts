/** What a broker answers about the cluster from its own image: Metadata, as `KRaftMetadataCache` of apache/kafka has it. */
import type { TopicState } from '../broker/metadata'
import {
  NO_NODE,
  type MetadataRequest,
  type MetadataResponse,
  type PartitionMetadata,
  type TopicMetadata,
} from '../protocol/cluster-api'
import { LogError } from '../protocol/error-code'
import { isActiveIn } from './leadership'
import type { ClusterImage } from './cluster-image'
import { checkTopicName } from './topic-name'

export function answerMetadata(
  image: ClusterImage,
  controllerId: number,
  { topics }: MetadataRequest,
): MetadataResponse {
  const names = topics ?? [...image.topics.keys()]
  const brokers = [...image.brokers.values()].filter(({ isFenced }) => !isFenced)
  return {
    brokers: brokers.map(({ nodeId }) => ({ nodeId })).sort((a, b) => a.nodeId - b.nodeId),
    controllerId,
    topics: names.map((name) => describeTopic(image, name)),
  }
}

function describeTopic(image: ClusterImage, name: string): TopicMetadata {
  const topic = image.topics.get(name)
  if (topic === undefined) return { error: nameProblem(name), name, isInternal: false, partitions: [] }
  const { isInternal } = topic
  return { error: 'NONE', name, isInternal, partitions: describePartitions(image, topic) }
}

function describePartitions(image: ClusterImage, { partitions }: TopicState): PartitionMetadata[] {
  const isActive = isActiveIn(image)
  return partitions.map(({ leaderId, leaderEpoch, replicas, isr }, partition) => {
    const hasLeader = isActive(leaderId)
    return {
      error: hasLeader ? 'NONE' : 'LEADER_NOT_AVAILABLE',
      partition,
      leaderId: hasLeader ? leaderId : NO_NODE,
      leaderEpoch,
      replicas,
      isr,
      offlineReplicas: replicas.filter((replica) => !isActive(replica)),
    }
  })
}

function nameProblem(name: string): TopicMetadata['error'] {
  try {
    checkTopicName(name)
    return 'UNKNOWN_TOPIC_OR_PARTITION'
  } catch (error) {
    if (!(error instanceof LogError)) throw error
    return error.code
  }
}
