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

/**
 * `unclean.leader.election.enable`, of the topic, or else true if any broker is set to it. In Kafka a broker's setting holds while that
 * node is the active controller; here it holds whoever is, so that it lasts as long as somebody wishes it.
 */
export function electionOf(image: ClusterImage, { configs }: TopicState): 'online' | 'unclean' {
  return (configs[UNCLEAN_ELECTION] ?? String(isUncleanByBroker(image))) === 'true' ? 'unclean' : 'online'
}

/** Whether any broker is set to it. */
export function isUncleanByBroker({ brokerConfigs }: ClusterImage): boolean {
  return [...brokerConfigs.values()].some((configs) => configs[UNCLEAN_ELECTION] === 'true')
}
