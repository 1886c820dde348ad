/** Requests that name one group: to its shard, or why nobody answers here. */
import type { ErrorName } from '../protocol/error-code'
import {
  NO_MEMBER_ID,
  type GroupDescription,
  type HeartbeatRequest,
  type JoinGroupRequest,
  type JoinGroupResponse,
  type LeaveGroupRequest,
  type OffsetCommitRequest,
  type OffsetDeleteRequest,
  type OffsetFetchRequest,
  type SyncGroupRequest,
} from '../protocol/group-api'
import { joinFailure, syncFailure, type ClassicGroup } from './classic-group'
import { NO_ASSIGNMENT } from './consumer-protocol'
import { coordinatorErrorOf } from './group-host'
import type { GroupShard } from './group-shard'
import { joinGroup } from './joining'
import { heartbeat, leaveGroup, syncGroup } from './membership'
import { commitOffsets, deleteOffsets, fetchOffsets } from './offset-requests'

export type GroupRequest =
  | JoinGroupRequest
  | SyncGroupRequest
  | HeartbeatRequest
  | LeaveGroupRequest
  | OffsetCommitRequest
  | OffsetFetchRequest
  | OffsetDeleteRequest

/** @param clientId the box and instance that asks */
export function answerGroupRequest(shard: GroupShard | ErrorName, request: GroupRequest, clientId: string): unknown {
  if (typeof shard === 'string') return refuse(shard, request)
  const group = shard.groups.get(request.groupId)
  switch (request.type) {
    case 'JoinGroup':
      return join(shard, request, clientId)
    case 'SyncGroup':
      if (group === undefined) return refuse('UNKNOWN_MEMBER_ID', request)
      return new Promise((resolve) => syncGroup(shard, group, request, resolve))
    case 'Heartbeat':
      return { error: group === undefined ? 'UNKNOWN_MEMBER_ID' : heartbeat(shard, group, request) }
    case 'LeaveGroup':
      return group === undefined ? refuse('UNKNOWN_MEMBER_ID', request) : leaveGroup(shard, group, request)
    case 'OffsetCommit':
      return commitOffsets(shard, request)
    case 'OffsetFetch':
      return fetchOffsets(shard, request)
    case 'OffsetDelete':
      return deleteOffsets(shard, request)
  }
}

function join(shard: GroupShard, request: JoinGroupRequest, clientId: string): Promise<JoinGroupResponse> {
  const { groupId, memberId, sessionTimeoutMs } = request
  const { sessionTimeoutMinMs, sessionTimeoutMaxMs } = shard.options
  if (sessionTimeoutMs < sessionTimeoutMinMs || sessionTimeoutMs > sessionTimeoutMaxMs) {
    return Promise.resolve(joinFailure('INVALID_SESSION_TIMEOUT', memberId))
  }
  const isNew = !shard.groups.has(groupId)
  if (isNew && memberId !== NO_MEMBER_ID) return Promise.resolve(joinFailure('UNKNOWN_MEMBER_ID', memberId))
  const group = shard.getOrCreate(groupId)
  return new Promise((reply) => {
    const { appends } = shard
    joinGroup(shard, group, { request, clientId, reply })
    if (!isNew || shard.appends > appends) return
    // The log knows of a new group from the start.
    shard.append(group, new Map(), (error) => {
      if (error !== 'NONE') reply(joinFailure(coordinatorErrorOf(error), memberId))
    })
  })
}

/** The answer to each kind of request where there is nothing but an error. */
function refuse(error: ErrorName, request: GroupRequest): unknown {
  switch (request.type) {
    case 'JoinGroup':
      return joinFailure(error, request.memberId)
    case 'SyncGroup':
      return syncFailure(error)
    case 'Heartbeat':
      // Who cannot know yet says nothing against the member.
      return { error: error === 'COORDINATOR_LOAD_IN_PROGRESS' ? 'NONE' : error }
    case 'LeaveGroup': {
      if (error !== 'UNKNOWN_MEMBER_ID') return { error, members: [] }
      return { error: 'NONE', members: request.members.map(({ memberId }) => ({ memberId, error })) }
    }
    case 'OffsetCommit':
      return { partitions: request.partitions.map(({ topic, partition }) => ({ topic, partition, error })) }
    default:
      return { error, partitions: [] }
  }
}

/** A group for people and tools; one that is not there is Dead. Who has what, it says only when that is settled. */
export function describeGroup(groupId: string, group: ClassicGroup | undefined, error: ErrorName): GroupDescription {
  if (group === undefined) {
    return { error, groupId, state: 'Dead', generationId: -1, protocolName: '', leader: '', members: [] }
  }
  const isStable = group.isIn('Stable')
  return {
    error,
    groupId,
    state: group.state,
    generationId: group.generationId,
    protocolName: isStable ? (group.protocolName ?? '') : '',
    leader: group.leaderId ?? '',
    members: [...group.members.values()].map(({ memberId, groupInstanceId, clientId, assignment }) => ({
      memberId,
      groupInstanceId,
      clientId,
      assignment: isStable ? assignment : NO_ASSIGNMENT,
    })),
  }
}
