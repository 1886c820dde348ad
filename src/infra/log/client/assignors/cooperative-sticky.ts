/**
 * The sticky assignment in two rounds: what has to move is given to nobody until its owner has let go of it, and so a partition never
 * has two owners. `CooperativeStickyAssignor` in apache/kafka.
 */
import { partitionName } from '../../protocol/topic-partition'
import { type Assignments, type GroupMember, namesOf } from './assignor'
import { assignSticky } from './sticky'

export function assignCooperativeSticky(
  partitionCounts: ReadonlyMap<string, number>,
  members: readonly GroupMember[],
): Assignments {
  const target = assignSticky(partitionCounts, members)
  const revoked = new Set<string>()
  for (const { memberId, subscription } of members) {
    const kept = namesOf(target.get(memberId)!)
    for (const name of namesOf(subscription.ownedPartitions)) if (!kept.has(name)) revoked.add(name)
  }
  for (const { memberId, subscription } of members) {
    const owned = namesOf(subscription.ownedPartitions)
    const mayHave = target.get(memberId)!.filter((partition) => {
      const name = partitionName(partition)
      return owned.has(name) || !revoked.has(name)
    })
    target.set(memberId, mayHave)
  }
  return target
}
