/** A group as it stands in the offsets topic, and back: all that the next coordinator needs to go on with the generation. */
import type { Assignment } from '../protocol/group-api'
import { ClassicGroup } from './classic-group'
import {
  decodeAssignment,
  decodeSubscription,
  encodeAssignment,
  encodeSubscription,
  NO_ASSIGNMENT,
} from './consumer-protocol'
import { GroupMember } from './group-member'
import type { GroupValue } from './offsets-topic'

export function groupToValue(group: ClassicGroup, assignments: ReadonlyMap<string, Assignment>): GroupValue {
  const { protocolType, generationId, protocolName, leaderId, stateTimestampMs, members } = group
  const member = (each: GroupMember): GroupValue['members'][number] => ({
    memberId: each.memberId,
    groupInstanceId: each.groupInstanceId,
    clientId: each.clientId,
    clientHost: each.clientId,
    rebalanceTimeoutMs: each.rebalanceTimeoutMs,
    sessionTimeoutMs: each.sessionTimeoutMs,
    subscription: encodeSubscription(each.metadata(protocolName!)),
    assignment: encodeAssignment(assignments.get(each.memberId) ?? NO_ASSIGNMENT),
  })
  return {
    protocolType: protocolType ?? '',
    generationId,
    protocolName,
    leader: leaderId,
    stateTimestampMs,
    // Members that wait for the first generation are not in one yet.
    members: protocolName === null ? [] : [...members.values()].map(member),
  }
}

export function groupFromValue(groupId: string, value: GroupValue, nowMs: number): ClassicGroup {
  const group = new ClassicGroup(groupId, nowMs)
  const { protocolName } = value
  for (const member of value.members) {
    const { memberId, groupInstanceId, clientId } = member
    const protocols = [{ name: protocolName!, metadata: decodeSubscription(member.subscription) }]
    const loaded = new GroupMember(memberId, groupInstanceId, clientId, { ...member, protocols })
    loaded.assignment = decodeAssignment(member.assignment)
    group.add(loaded)
  }
  group.generationId = value.generationId
  group.protocolType = value.protocolType === '' ? null : value.protocolType
  group.protocolName = protocolName
  group.leaderId = value.leader
  group.state = value.members.length === 0 ? 'Empty' : 'Stable'
  group.stateTimestampMs = value.stateTimestampMs
  group.updateSubscribedTopics()
  return group
}
