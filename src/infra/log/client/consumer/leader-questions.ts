/** Which partitions are asked about at which leader: questions and fetches go to each broker as one request. */
import type { PartitionMetadata } from '../../protocol/cluster-api'
import type { MetadataCache } from '../metadata-cache'
import type { OwnedPartition } from './owned-partition'

/** A partition, and its leader as far as is known. */
export interface Led {
  readonly owned: OwnedPartition
  readonly leader: PartitionMetadata
}

/** By broker. Partitions without a leader are left out, and the metadata are asked for. */
export function byLeader(partitions: Iterable<OwnedPartition>, metadata: MetadataCache): Map<number, Led[]> {
  const groups = new Map<number, Led[]>()
  for (const owned of partitions) {
    const leader = metadata.leaderOf(owned.topic, owned.partition)
    if (leader === undefined) {
      metadata.requestUpdate()
      continue
    }
    const group = groups.get(leader.leaderId)
    if (group === undefined) groups.set(leader.leaderId, [{ owned, leader }])
    else group.push({ owned, leader })
  }
  return groups
}
