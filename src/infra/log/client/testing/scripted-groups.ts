/** The coordinator of the scripted cluster: the classic group protocol with as little as members need to be tested. */
import type { Context } from '~/kernel/component'
import type { LogApi, LogRequest } from '../../protocol/api'
import type { ErrorName } from '../../protocol/error-code'
import type { JoinGroupRequest, MemberRequest, OffsetCommitRequest, SyncGroupRequest } from '../../protocol/group-api'
import { partitionName, type TopicPartition } from '../../protocol/topic-partition'
import { ScriptedGroup } from './scripted-group'

const NO_ASSIGNMENT = { partitions: [] }

export class ScriptedGroups {
  /** Which broker coordinates all groups. */
  coordinatorId = 0
  private readonly groups = new Map<string, ScriptedGroup>()

  of(groupId: string): ScriptedGroup {
    let group = this.groups.get(groupId)
    if (group === undefined) this.groups.set(groupId, (group = new ScriptedGroup(groupId)))
    return group
  }

  /** The committed offset of a partition; -1 if there is none. */
  committed(groupId: string, partition: TopicPartition): number {
    return this.of(groupId).offsets.get(partitionName(partition))?.offset ?? -1
  }

  answer(context: Context, request: LogRequest, error: ErrorName | undefined): unknown {
    if (request.type === 'FindCoordinator') {
      return error === undefined ? { error: 'NONE', nodeId: this.coordinatorId } : { error, nodeId: -1 }
    }
    const failure = error ?? (context.instance === this.coordinatorId ? undefined : 'NOT_COORDINATOR')
    switch (request.type) {
      case 'JoinGroup':
        return failure === undefined ? this.join(context, request) : joinFailure(request, failure)
      case 'SyncGroup':
        return failure === undefined ? this.sync(request) : { error: failure, assignment: NO_ASSIGNMENT }
      case 'Heartbeat':
        return { error: failure ?? this.beat(context, request) } satisfies LogApi['Heartbeat']['response']
      case 'LeaveGroup':
        return this.leave(context, request, failure)
      case 'OffsetCommit':
        return this.commit(context, request, failure)
      case 'OffsetFetch':
        return this.fetch(request, failure)
      case 'ListGroups': {
        const own = context.instance === this.coordinatorId ? [...this.groups.values()] : []
        const groups = own.map(({ groupId, state }) => ({ groupId, state }))
        return { error: error ?? 'NONE', groups } satisfies LogApi['ListGroups']['response']
      }
      case 'DescribeGroups':
        return {
          groups: request.groups.map((groupId) => ({ ...this.of(groupId).describe(), error: failure ?? 'NONE' })),
        }
      case 'DeleteGroups':
        return {
          groups: request.groups.map((groupId) => {
            if (failure === undefined) this.groups.delete(groupId)
            return { groupId, error: failure ?? 'NONE' }
          }),
        } satisfies LogApi['DeleteGroups']['response']
      default:
        throw new Error(`the scripted cluster does not know ${request.type}`)
    }
  }

  private join(context: Context, request: JoinGroupRequest): unknown {
    const group = this.of(request.groupId)
    const { memberId, groupInstanceId } = request
    if (memberId === '' && groupInstanceId === null) {
      return joinFailure({ ...request, memberId: group.nextMemberId() }, 'MEMBER_ID_REQUIRED')
    }
    const fenced = group.fence(groupInstanceId, memberId)
    if (fenced !== 'NONE') return joinFailure(request, fenced)
    return group.join(context, request)
  }

  private sync(request: SyncGroupRequest): unknown {
    const group = this.of(request.groupId)
    const error = group.check(request, request.generationId)
    if (error !== 'NONE') return { error, assignment: NO_ASSIGNMENT }
    if (group.state === 'PreparingRebalance') return { error: 'REBALANCE_IN_PROGRESS', assignment: NO_ASSIGNMENT }
    return group.sync(request)
  }

  private beat(context: Context, request: MemberRequest & { readonly generationId: number }): ErrorName {
    const group = this.of(request.groupId)
    const error = group.check(request, request.generationId)
    if (error !== 'NONE') return error
    group.touch(context, request.memberId)
    return group.state === 'PreparingRebalance' ? 'REBALANCE_IN_PROGRESS' : 'NONE'
  }

  private leave(
    context: Context,
    request: LogApi['LeaveGroup']['request'],
    failure: ErrorName | undefined,
  ): LogApi['LeaveGroup']['response'] {
    if (failure !== undefined) return { error: failure, members: [] }
    const group = this.of(request.groupId)
    for (const { memberId } of request.members) group.remove(context, memberId)
    return { error: 'NONE', members: request.members.map(({ memberId }) => ({ memberId, error: 'NONE' })) }
  }

  private commit(
    context: Context,
    request: OffsetCommitRequest,
    failure: ErrorName | undefined,
  ): LogApi['OffsetCommit']['response'] {
    const group = this.of(request.groupId)
    const error = failure ?? group.judgeCommit(context, request)
    for (const each of request.partitions) if (error === 'NONE') group.offsets.set(partitionName(each), each)
    return { partitions: request.partitions.map(({ topic, partition }) => ({ topic, partition, error })) }
  }

  private fetch(
    { groupId, partitions }: LogApi['OffsetFetch']['request'],
    failure: ErrorName | undefined,
  ): LogApi['OffsetFetch']['response'] {
    if (failure !== undefined) return { error: failure, partitions: [] }
    const { offsets } = this.of(groupId)
    const asked = partitions ?? [...offsets.values()]
    return {
      error: 'NONE',
      partitions: asked.map(({ topic, partition }) => {
        const found = offsets.get(partitionName({ topic, partition }))
        const { offset = -1, leaderEpoch = -1, metadata = '' } = found ?? {}
        return { topic, partition, offset, leaderEpoch, metadata, error: 'NONE' }
      }),
    }
  }
}

function joinFailure({ memberId }: { readonly memberId: string }, error: ErrorName): LogApi['JoinGroup']['response'] {
  return { error, generationId: -1, protocolName: null, leader: '', memberId, skipAssignment: false, members: [] }
}
