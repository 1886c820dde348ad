/** Elections over all partitions of an image: who may lead, and where an unclean election is allowed. */
import type { TopicState } from '../broker/metadata'
import type { ClusterImage } from './cluster-image'
import type { MetadataRecord } from './metadata-record'
import { electPartition, type ElectionTerms } from './partition-election'

export const UNCLEAN_ELECTION = 'unclean.leader.election.enable'

/** Has leaders elected wherever there are terms for it. */
export function changePartitions(
  image: ClusterImage,
  termsOf: (topic: TopicState, partition: number) => ElectionTerms | null,
): MetadataRecord[] {
  const records: MetadataRecord[] = []
  for (const topic of image.topics.values()) {
    for (const [partition, state] of topic.partitions.entries()) {
      const terms = termsOf(topic, partition)
      const change = terms === null ? null : electPartition({ topic: topic.name, partition }, state, terms)
      if (change !== null) records.push(change)
    }
  }
  return records
}

/** Whether a broker is registered and not fenced. */
export function isActiveIn({ brokers }: ClusterImage): (brokerId: number) => boolean {
  return (brokerId) => brokers.get(brokerId)?.isFenced === false
}

/** `unclean.leader.election.enable`, of the topic or else of the cluster. */
export function electionOf({ clusterConfigs }: ClusterImage, { configs }: TopicState): 'online' | 'unclean' {
  return (configs[UNCLEAN_ELECTION] ?? clusterConfigs[UNCLEAN_ELECTION]) === 'true' ? 'unclean' : 'online'
}
