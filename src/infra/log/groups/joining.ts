/** JoinGroup: `GroupMetadataManager.classicGroupJoinToClassicGroup` of apache/kafka, with its order of checks. */
import { assert } from '~/kernel/assert'
import { NO_MEMBER_ID, type JoinGroupRequest, type JoinGroupResponse } from '../protocol/group-api'
import { completeJoin, joinFailure, type ClassicGroup } from './classic-group'
import { coordinatorErrorOf, type GroupHost } from './group-host'
import { GroupMember, type Reply } from './group-member'
import { NEW_MEMBER_JOIN_TIMEOUT_MS } from './group-options'
import { maybeCompleteJoin, prepareOrCompleteJoin, prepareRebalance, renewSession } from './rebalancing'

/** A join, and where its answer goes: at once, or when the group has come to its next generation. */
export interface Join {
  readonly request: JoinGroupRequest
  readonly clientId: string
  readonly reply: Reply<JoinGroupResponse>
}

export function joinGroup(host: GroupHost, group: ClassicGroup, join: Join): void {
  const { request, reply } = join
  const { memberId, groupInstanceId, protocols } = request
  if (!acceptsMember(host, group, memberId)) {
    group.remove(memberId)
    reply(joinFailure('GROUP_MAX_SIZE_REACHED', NO_MEMBER_ID))
  } else if (group.isIn('Dead')) reply(joinFailure('COORDINATOR_NOT_AVAILABLE', memberId))
  else if (!group.supports(protocols)) reply(joinFailure('INCONSISTENT_GROUP_PROTOCOL', memberId))
  else if (memberId === NO_MEMBER_ID) joinNew(host, group, join)
  else if (group.pendingJoin.has(memberId) && groupInstanceId === null) addMember(host, group, memberId, join)
  else joinExisting(host, group, join)
}

/** Whether there is room: `acceptJoiningMember`. */
function acceptsMember({ options }: GroupHost, group: ClassicGroup, memberId: string): boolean {
  const member = group.members.get(memberId)
  switch (group.state) {
    case 'Empty':
    case 'Dead':
      return true
    case 'PreparingRebalance':
      return (member !== undefined && member.awaitingJoin !== null) || group.awaitingJoinCount < options.groupSizeMax
    default:
      return member !== undefined || group.members.size < options.groupSizeMax
  }
}

/** Somebody without an id. A dynamic member gets one and is to come back with it, so that whoever gave up leaves no trace. */
function joinNew(host: GroupHost, group: ClassicGroup, join: Join): void {
  const { request, clientId, reply } = join
  const { groupInstanceId, sessionTimeoutMs } = request
  const newId = host.newMemberId(groupInstanceId ?? clientId)
  if (groupInstanceId === null) {
    group.pendingJoin.add(newId)
    renewSession(host, group, newId, sessionTimeoutMs)
    reply(joinFailure('MEMBER_ID_REQUIRED', newId))
    return
  }
  const oldId = group.staticMemberId(groupInstanceId)
  if (oldId === undefined) addMember(host, group, newId, join)
  else replaceStaticMember(host, group, oldId, newId, join)
}

function joinExisting(host: GroupHost, group: ClassicGroup, join: Join): void {
  const { request, reply } = join
  const { memberId, groupInstanceId, protocols } = request
  const error = group.check(memberId, groupInstanceId)
  if (error !== 'NONE') {
    reply(joinFailure(error, memberId))
    return
  }
  const member = group.members.get(memberId)!
  const isLeader = group.leaderId === memberId
  switch (group.state) {
    case 'PreparingRebalance':
      updateMember(host, group, member, join)
      return
    case 'CompletingRebalance':
      // The answer to the same request was lost, perhaps.
      if (member.matches(protocols)) reply(currentGeneration(group, memberId, isLeader))
      else updateMember(host, group, member, join)
      return
    case 'Stable':
      // The leader also joins for changes that no member says anything about, such as more partitions.
      if (isLeader || !member.matches(protocols)) updateMember(host, group, member, join)
      else reply(currentGeneration(group, memberId, false))
      return
    default:
      reply(joinFailure('UNKNOWN_MEMBER_ID', memberId))
  }
}

function addMember(host: GroupHost, group: ClassicGroup, memberId: string, { request, clientId, reply }: Join): void {
  const member = new GroupMember(memberId, request.groupInstanceId, clientId, request)
  member.isNew = true
  member.awaitingJoin = reply
  if (group.isIn('PreparingRebalance') && group.previousState === 'Empty') group.isNewMemberAdded = true
  group.add(member)
  // It cannot send heartbeats before it has its generation.
  renewSession(host, group, memberId, NEW_MEMBER_JOIN_TIMEOUT_MS)
  prepareOrCompleteJoin(host, group)
}

function updateMember(host: GroupHost, group: ClassicGroup, member: GroupMember, join: Join): void {
  update(member, join)
  prepareOrCompleteJoin(host, group)
}

function update(member: GroupMember, { request, reply }: Join): void {
  member.protocols = request.protocols
  member.rebalanceTimeoutMs = request.rebalanceTimeoutMs
  member.sessionTimeoutMs = request.sessionTimeoutMs
  member.awaitingJoin = reply
}

/** A static member has restarted: as long as that changes nothing for the others, nobody has to join again. */
function replaceStaticMember(host: GroupHost, group: ClassicGroup, oldId: string, newId: string, join: Join): void {
  const { groupInstanceId } = join.request
  const member = group.replaceStatic(groupInstanceId!, oldId, newId)
  renewSession(host, group, newId, member.sessionTimeoutMs)
  update(member, join)
  switch (group.state) {
    case 'Stable':
      if (group.protocolName === group.selectProtocol()) keepGeneration(host, group, member, oldId)
      else prepareOrCompleteJoin(host, group)
      return
    case 'CompletingRebalance':
      // Its leader may assign to the id that is no more.
      prepareRebalance(host, group)
      return
    case 'PreparingRebalance':
      maybeCompleteJoin(host, group)
      return
    default:
      assert(false, `a group that is ${group.state} has no static member to replace`)
  }
}

function keepGeneration(host: GroupHost, group: ClassicGroup, member: GroupMember, oldId: string): void {
  const { memberId, groupInstanceId } = member
  const assignments = new Map([...group.members.values()].map((each) => [each.memberId, each.assignment]))
  host.append(group, assignments, (error) => {
    const isLeader = group.leaderId === memberId
    if (error === 'NONE') {
      const response = currentGeneration(group, memberId, isLeader)
      completeJoin(member, { ...response, skipAssignment: isLeader })
      return
    }
    completeJoin(member, joinFailure(coordinatorErrorOf(error), NO_MEMBER_ID))
    // The log knows the old id alone, so that is who it is.
    if (group.staticMemberId(groupInstanceId!) !== memberId) return
    const old = group.replaceStatic(groupInstanceId!, memberId, oldId)
    renewSession(host, group, oldId, old.sessionTimeoutMs)
  })
}

function currentGeneration(group: ClassicGroup, memberId: string, isLeader: boolean): JoinGroupResponse {
  const { generationId, protocolName, leaderId } = group
  const members = isLeader ? group.describeMembers() : []
  return { error: 'NONE', generationId, protocolName, leader: leaderId!, memberId, skipAssignment: false, members }
}
