/**
 * Who really has what members say they have. Of two that claim a partition, the one of the later generation has it; of the same generation,
 * nobody: `AbstractStickyAssignor.allSubscriptionsEqual` in apache/kafka.
 */
import { partitionName } from '../../protocol/topic-partition'
import type { GroupMember } from './assignor'

/** The owner's member id, by the partition's name. */
export function ownersOf(members: readonly GroupMember[]): ReadonlyMap<string, string> {
  const claims = new Map<string, { readonly memberId: string | null; readonly generation: number }>()
  for (const { memberId, subscription } of members) {
    const generation = subscription.generationId
    for (const partition of subscription.ownedPartitions) {
      const name = partitionName(partition)
      const other = claims.get(name)
      if (other === undefined || generation > other.generation) claims.set(name, { memberId, generation })
      else if (generation === other.generation) claims.set(name, { memberId: null, generation })
    }
  }
  const owners = new Map<string, string>()
  for (const [name, { memberId }] of claims) if (memberId !== null) owners.set(name, memberId)
  return owners
}
