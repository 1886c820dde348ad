/**
 * Of each topic, a range of partitions for each member, the first ones one more where it does not divide: `RangeAssignor` in
 * apache/kafka, without racks. Topics with as many partitions each and the same members are split alike, so that records of one key
 * meet in one member.
 */
import { type Assignments, compareText, emptyAssignments, type GroupMember } from './assignor'

export function assignRange(
  partitionCounts: ReadonlyMap<string, number>,
  members: readonly GroupMember[],
): Assignments {
  const assignments = emptyAssignments(members)
  const sorted = members.toSorted(compareMembers)
  for (const [topic, count] of partitionCounts) {
    const interested = sorted.filter(({ subscription }) => subscription.topics.includes(topic))
    const each = Math.floor(count / interested.length)
    const withOneMore = count % interested.length
    let partition = 0
    interested.forEach(({ memberId }, index) => {
      const end = partition + each + (index < withOneMore ? 1 : 0)
      for (; partition < end; partition += 1) assignments.get(memberId)!.push({ topic, partition })
    })
  }
  return assignments
}

/** `MemberInfo.compareTo`: static members first and by their own names, so that a restart does not move anything. */
function compareMembers(a: GroupMember, b: GroupMember): number {
  if (a.groupInstanceId !== null && b.groupInstanceId !== null) {
    return compareText(a.groupInstanceId, b.groupInstanceId)
  }
  if (a.groupInstanceId !== null) return -1
  if (b.groupInstanceId !== null) return 1
  return compareText(a.memberId, b.memberId)
}
