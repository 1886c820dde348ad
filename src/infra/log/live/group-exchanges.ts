/** Requests of members and about offsets: see `group-api.ts`. What members tell each other is bytes on the wire. */
import { findCoordinatorV4, heartbeatV4, joinGroupV9, leaveGroupV5, offsetCommitV8, offsetDeleteV0, offsetFetchV8, syncGroupV5 } from '@platformatic/kafka' // prettier-ignore
import {
  decodeAssignment,
  decodeSubscription,
  encodeAssignment,
  encodeSubscription,
  NO_ASSIGNMENT,
} from '../groups/consumer-protocol'
import type { LogRequest } from '../protocol/api'
import { byTopic } from './by-topic'
import { errorNameOf } from './error-names'
import type { Exchange } from './exchange'
import { reading } from './reading'

type Of<Name extends LogRequest['type']> = Exchange<Extract<LogRequest, { readonly type: Name }>>

const GROUP_KEY = 0

const findCoordinator: Of<'FindCoordinator'> = (connection, { groupId }, settle) => {
  findCoordinatorV4.api(
    connection,
    GROUP_KEY,
    [groupId],
    reading(settle, ({ coordinators }) => {
      const [{ errorCode, nodeId, host, port }] = coordinators as [(typeof coordinators)[number]]
      const error = errorNameOf(errorCode)
      return { response: { error, nodeId }, brokers: error === 'NONE' ? [{ nodeId, host, port }] : [] }
    }),
  )
}

const joinGroup: Of<'JoinGroup'> = (connection, request, settle) => {
  const { groupId, sessionTimeoutMs, rebalanceTimeoutMs, memberId, groupInstanceId, protocolType, reason } = request
  const protocols = request.protocols.map(({ name, metadata }) => {
    return { name, metadata: Buffer.from(encodeSubscription(metadata)) }
  })
  joinGroupV9.api(
    connection,
    groupId,
    sessionTimeoutMs,
    rebalanceTimeoutMs,
    memberId,
    groupInstanceId,
    protocolType,
    protocols,
    reason,
    reading(settle, (answer) => ({
      response: {
        error: errorNameOf(answer.errorCode),
        generationId: answer.generationId,
        protocolName: answer.protocolName,
        leader: answer.leader,
        memberId: answer.memberId ?? '',
        skipAssignment: answer.skipAssignment,
        members: answer.members.map((member) => ({
          memberId: member.memberId,
          groupInstanceId: member.groupInstanceId ?? null,
          metadata: decodeSubscription(member.metadata!),
        })),
      },
    })),
  )
}

const syncGroup: Of<'SyncGroup'> = (connection, request, settle) => {
  const { groupId, generationId, memberId, groupInstanceId, protocolName } = request
  const assignments = request.assignments.map((each) => {
    return { memberId: each.memberId, assignment: Buffer.from(encodeAssignment(each.assignment)) }
  })
  syncGroupV5.api(
    connection,
    groupId,
    generationId,
    memberId,
    groupInstanceId,
    'consumer',
    protocolName,
    assignments,
    reading(settle, ({ errorCode, assignment }) => ({
      response: {
        error: errorNameOf(errorCode),
        assignment: errorCode === 0 ? decodeAssignment(assignment) : NO_ASSIGNMENT,
      },
    })),
  )
}

const heartbeat: Of<'Heartbeat'> = (connection, { groupId, generationId, memberId, groupInstanceId }, settle) => {
  heartbeatV4.api(
    connection,
    groupId,
    generationId,
    memberId,
    groupInstanceId,
    reading(settle, ({ errorCode }) => ({ response: { error: errorNameOf(errorCode) } })),
  )
}

const leaveGroup: Of<'LeaveGroup'> = (connection, { groupId, members }, settle) => {
  leaveGroupV5.api(
    connection,
    groupId,
    [...members],
    reading(settle, (answer) => ({
      response: {
        error: errorNameOf(answer.errorCode),
        members: answer.members.map(({ memberId, errorCode }) => {
          return { memberId: memberId ?? '', error: errorNameOf(errorCode) }
        }),
      },
    })),
  )
}

const offsetCommit: Of<'OffsetCommit'> = (connection, request, settle) => {
  const { groupId, generationId, memberId, groupInstanceId, partitions } = request
  const topics = byTopic(partitions, ({ partition: partitionIndex, offset, leaderEpoch, metadata }) => {
    const committedOffset = BigInt(offset)
    return { partitionIndex, committedOffset, committedLeaderEpoch: leaderEpoch, committedMetadata: metadata }
  })
  offsetCommitV8.api(
    connection,
    groupId,
    generationId,
    memberId,
    groupInstanceId,
    topics,
    reading(settle, (answer) => ({
      response: {
        partitions: answer.topics.flatMap(({ name, partitions: found }) =>
          found.map(({ partitionIndex, errorCode }) => {
            return { topic: name, partition: partitionIndex, error: errorNameOf(errorCode) }
          }),
        ),
      },
    })),
  )
}

const offsetFetch: Of<'OffsetFetch'> = (connection, { groupId, partitions }, settle) => {
  const topics =
    partitions === null
      ? null
      : byTopic(partitions, ({ partition }) => partition).map(({ name, partitions: partitionIndexes }) => {
          return { name, partitionIndexes }
        })
  offsetFetchV8.api(
    connection,
    [{ groupId, memberEpoch: -1, topics }],
    false,
    reading(settle, ({ groups }) => {
      const [group] = groups as [(typeof groups)[number]]
      return {
        response: {
          error: errorNameOf(group.errorCode),
          partitions: group.topics.flatMap(({ name, partitions: found }) =>
            found.map((each) => ({
              topic: name,
              partition: each.partitionIndex,
              error: errorNameOf(each.errorCode),
              offset: Number(each.committedOffset),
              leaderEpoch: each.committedLeaderEpoch,
              metadata: each.metadata ?? '',
            })),
          ),
        },
      }
    }),
  )
}

const offsetDelete: Of<'OffsetDelete'> = (connection, { groupId, partitions }, settle) => {
  offsetDeleteV0.api(
    connection,
    groupId,
    byTopic(partitions, ({ partition: partitionIndex }) => ({ partitionIndex })),
    reading(settle, (answer) => ({
      response: {
        error: errorNameOf(answer.errorCode),
        partitions: answer.topics.flatMap(({ name, partitions: found }) =>
          found.map(({ partitionIndex, errorCode }) => {
            return { topic: name, partition: partitionIndex, error: errorNameOf(errorCode) }
          }),
        ),
      },
    })),
  )
}

export const GROUP_EXCHANGES = {
  FindCoordinator: findCoordinator,
  JoinGroup: joinGroup,
  SyncGroup: syncGroup,
  Heartbeat: heartbeat,
  LeaveGroup: leaveGroup,
  OffsetCommit: offsetCommit,
  OffsetFetch: offsetFetch,
  OffsetDelete: offsetDelete,
}
