/** An image by a few words: three brokers, and the partitions that a test is about. */
import type { PartitionState } from '../../broker/metadata'
import type { Configs } from '../../protocol/cluster-api'
import { applyRecords, EMPTY_IMAGE, type ClusterImage } from '../cluster-image'
import type { MetadataRecord } from '../metadata-record'

export interface ImageTerms {
  readonly fenced?: readonly number[]
  readonly configs?: Configs
  readonly partitions?: readonly Pick<PartitionState, 'leaderId' | 'replicas' | 'isr'>[]
}

/** Brokers 0 to 2 with the epochs 10 to 12, and the topic `orders`. */
export function imageOf({ fenced = [], configs = {}, partitions = [] }: ImageTerms): ClusterImage {
  const records: MetadataRecord[] = [0, 1, 2].flatMap((brokerId): MetadataRecord[] => {
    const brokerEpoch = 10 + brokerId
    const registered = { type: 'RegisterBrokerRecord', brokerId, brokerEpoch, incarnationId: `${brokerId}` } as const
    return fenced.includes(brokerId)
      ? [registered]
      : [registered, { type: 'UnfenceBrokerRecord', brokerId, brokerEpoch }]
  })
  records.push({ type: 'TopicRecord', name: 'orders', topicId: 1 })
  for (const [name, value] of Object.entries(configs))
    records.push({ type: 'ConfigRecord', resource: 'orders', name, value })
  for (const [partition, state] of partitions.entries()) {
    records.push({ type: 'PartitionRecord', topic: 'orders', partition, ...state })
  }
  return applyRecords(EMPTY_IMAGE, records)
}
