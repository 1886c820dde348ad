/** What members ask between joins: SyncGroup, Heartbeat, LeaveGroup, as `GroupMetadataManager` of apache/kafka answers them. */
import { assert } from '~/kernel/assert'
import type { ErrorName } from '../protocol/error-code'
import {
  NO_MEMBER_ID,
  type HeartbeatRequest,
  type LeaveGroupRequest,
  type LeaveGroupResponse,
  type SyncGroupRequest,
  type SyncGroupResponse,
} from '../protocol/group-api'
import { removeMember, syncFailure, type ClassicGroup } from './classic-group'
import { NO_ASSIGNMENT } from './consumer-protocol'
import { coordinatorErrorOf, type GroupHost } from './group-host'
import type { Reply } from './group-member'
import { assignAll, endSession, maybeCompleteJoin, prepareOrCompleteJoin, renewSession } from './rebalancing'

/** Answers when the leader's assignment is in the log. */
export function syncGroup(
  host: GroupHost,
  group: ClassicGroup,
  request: SyncGroupRequest,
  reply: Reply<SyncGroupResponse>,
): void {
  const { memberId } = request
  const error = syncProblem(group, request)
  if (error !== 'NONE') {
    reply(syncFailure(error))
    return
  }
  const member = group.members.get(memberId)!
  switch (group.state) {
    case 'PreparingRebalance':
      reply(syncFailure('REBALANCE_IN_PROGRESS'))
      return
    case 'CompletingRebalance':
      member.awaitingSync = reply
      group.pendingSync.delete(memberId)
      if (group.leaderId === memberId) assign(host, group, request)
      return
    case 'Stable':
      group.pendingSync.delete(memberId)
      reply({ error: 'NONE', assignment: member.assignment })
      return
    default:
      assert(false, `a group that is ${group.state} has no members`)
  }
}

function syncProblem(group: ClassicGroup, request: SyncGroupRequest): ErrorName {
  const { memberId, groupInstanceId, generationId, protocolName } = request
  if (group.isIn('Dead')) return 'COORDINATOR_NOT_AVAILABLE'
  const error = group.check(memberId, groupInstanceId)
  if (error !== 'NONE') return error
  if (generationId !== group.generationId) return 'ILLEGAL_GENERATION'
  const isInconsistent = group.protocolName !== null && protocolName !== group.protocolName
  return isInconsistent ? 'INCONSISTENT_GROUP_PROTOCOL' : 'NONE'
}

/** The leader has decided. When the log has it, the group is stable; if the log does not take it, everybody joins again. */
function assign(host: GroupHost, group: ClassicGroup, { generationId, assignments }: SyncGroupRequest): void {
  const given = new Map(assignments.map(({ memberId, assignment }) => [memberId, assignment]))
  const all = new Map([...group.members.keys()].map((memberId) => [memberId, given.get(memberId) ?? NO_ASSIGNMENT]))
  host.append(group, all, (error) => {
    // Somebody may have joined in the meantime; then this is of the past.
    if (!group.isIn('CompletingRebalance') || group.generationId !== generationId) return
    if (error === 'NONE') {
      assignAll(host, group, 'NONE', all)
      group.transitionTo('Stable', host.nowMs())
      host.changed(group)
    } else {
      assignAll(host, group, coordinatorErrorOf(error), new Map())
      prepareOrCompleteJoin(host, group)
    }
  })
}

export function heartbeat(host: GroupHost, group: ClassicGroup, request: HeartbeatRequest): ErrorName {
  const { memberId, groupInstanceId, generationId } = request
  if (group.isIn('Dead')) return 'COORDINATOR_NOT_AVAILABLE'
  const error = group.check(memberId, groupInstanceId)
  if (error !== 'NONE') return error
  if (generationId !== group.generationId) return 'ILLEGAL_GENERATION'
  if (group.isIn('Empty')) return 'UNKNOWN_MEMBER_ID'
  renewSession(host, group, memberId, group.members.get(memberId)!.sessionTimeoutMs)
  return group.isIn('PreparingRebalance') ? 'REBALANCE_IN_PROGRESS' : 'NONE'
}

export function leaveGroup(host: GroupHost, group: ClassicGroup, { members }: LeaveGroupRequest): LeaveGroupResponse {
  if (group.isIn('Dead')) return { error: 'COORDINATOR_NOT_AVAILABLE', members: [] }
  const results = members.map(({ memberId, groupInstanceId }) => ({
    memberId,
    error: leave(host, group, memberId, groupInstanceId),
  }))
  if (results.some(({ error }) => error === 'NONE')) {
    if (group.isIn('Stable', 'CompletingRebalance')) prepareOrCompleteJoin(host, group)
    else maybeCompleteJoin(host, group)
  }
  return { error: 'NONE', members: results }
}

/** Tools remove a static member by its instance id alone. */
function leave(host: GroupHost, group: ClassicGroup, givenId: string, groupInstanceId: string | null): ErrorName {
  const isByInstance = givenId === NO_MEMBER_ID && groupInstanceId !== null
  const memberId = isByInstance ? (group.staticMemberId(groupInstanceId) ?? NO_MEMBER_ID) : givenId
  if (group.pendingJoin.has(memberId)) {
    group.remove(memberId)
    endSession(host, group, memberId)
    return 'NONE'
  }
  const error = group.check(memberId, groupInstanceId)
  if (error !== 'NONE') return error
  endSession(host, group, memberId)
  removeMember(group, group.members.get(memberId)!)
  return 'NONE'
}
