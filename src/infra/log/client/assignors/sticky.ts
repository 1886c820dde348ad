/**
 * As even as can be, and of what members have, as much as can be stays: the contract of `AbstractStickyAssignor` in apache/kafka, by an
 * algorithm of our own. First everybody keeps what he may; then what is free goes to whoever has least; then partitions move
 * from who has most to who has least, as long as that makes the two more alike.
 */
import type { TopicPartition } from '../../protocol/topic-partition'
import { partitionName } from '../../protocol/topic-partition'
import { type Assignments, comparePartitions, compareText, type GroupMember } from './assignor'
import { ownersOf } from './owners'

/** A member and what it gets. */
interface Share {
  readonly memberId: string
  readonly topics: ReadonlySet<string>
  readonly partitions: TopicPartition[]
}

export function assignSticky(
  partitionCounts: ReadonlyMap<string, number>,
  members: readonly GroupMember[],
): Assignments {
  const owners = ownersOf(members)
  const shares: Share[] = members
    .toSorted((a, b) => compareText(a.memberId, b.memberId))
    .map(({ memberId, subscription }) => ({ memberId, topics: new Set(subscription.topics), partitions: [] }))
  const byId = new Map(shares.map((share) => [share.memberId, share]))
  const free: TopicPartition[] = []
  for (const [topic, count] of partitionCounts) {
    for (let partition = 0; partition < count; partition += 1) {
      const each = { topic, partition }
      const owner = byId.get(owners.get(partitionName(each)) ?? '')
      if (owner !== undefined && owner.topics.has(topic)) owner.partitions.push(each)
      else free.push(each)
    }
  }
  // What few can take goes first: whoever can take anything still finds something.
  const takers = new Map([...partitionCounts.keys()].map((topic) => [topic, countTakers(shares, topic)]))
  free.sort((a, b) => takers.get(a.topic)! - takers.get(b.topic)! || comparePartitions(a, b))
  for (const each of free) leastOf(shares, each.topic)?.partitions.push(each)
  while (moveOne(shares)) continue
  return new Map(shares.map(({ memberId, partitions }) => [memberId, partitions.toSorted(comparePartitions)]))
}

function countTakers(shares: readonly Share[], topic: string): number {
  let count = 0
  for (const { topics } of shares) if (topics.has(topic)) count += 1
  return count
}

/** Who has least of those that take the topic. */
function leastOf(shares: readonly Share[], topic: string): Share | undefined {
  let least: Share | undefined
  for (const share of shares) {
    if (!share.topics.has(topic)) continue
    if (least === undefined || share.partitions.length < least.partitions.length) least = share
  }
  return least
}

/**
 * Moves one partition from a member to one that has at least two less; false if there is none to move. The fullest gives first. What it
 * got last is what it gives first: what it had before this assignment stands in front.
 */
function moveOne(shares: readonly Share[]): boolean {
  const byFullness = shares.toSorted((a, b) => b.partitions.length - a.partitions.length)
  for (const giver of byFullness) {
    for (let index = giver.partitions.length - 1; index >= 0; index -= 1) {
      const taker = leastOf(shares, giver.partitions[index]!.topic)!
      if (taker.partitions.length + 1 >= giver.partitions.length) continue
      taker.partitions.push(...giver.partitions.splice(index, 1))
      return true
    }
  }
  return false
}
