/** How a group's leader spreads partitions over the members: what the assignors have in common. */
import type { Subscription } from '../../protocol/group-api'
import { partitionName, type TopicPartition } from '../../protocol/topic-partition'

/** A member as its leader sees it. */
export interface GroupMember {
  readonly memberId: string
  readonly groupInstanceId: string | null
  readonly subscription: Subscription
}

/** What each member gets, by member id. Every member is in it. */
export type Assignments = Map<string, TopicPartition[]>

/** @param partitionCounts how many partitions each topic has; a topic that is not in it does not exist */
export type Assign = (partitionCounts: ReadonlyMap<string, number>, members: readonly GroupMember[]) => Assignments

/** Nothing yet, for everybody. */
export function emptyAssignments(members: readonly GroupMember[]): Assignments {
  return new Map(members.map(({ memberId }) => [memberId, []]))
}

/** By topic, then by number. */
export function comparePartitions(a: TopicPartition, b: TopicPartition): number {
  if (a.topic !== b.topic) return a.topic < b.topic ? -1 : 1
  return a.partition - b.partition
}

export function compareText(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1
}

/** Partitions by their name. */
export function namesOf(partitions: readonly TopicPartition[]): Set<string> {
  return new Set(partitions.map(partitionName))
}
