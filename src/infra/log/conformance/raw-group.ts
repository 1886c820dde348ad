/** Members of one group without a client: each request as the case wants it. */
import type { ErrorName } from '../protocol/error-code'
import type { FindCoordinatorRequest, HeartbeatRequest, JoinGroupRequest, JoinGroupResponse, LeaveGroupRequest, OffsetCommitRequest, OffsetFetchRequest, SyncGroupRequest } from '../protocol/group-api' // prettier-ignore
import { type ConformanceBench, until } from './bench'

export const SUBSCRIPTION = { topics: ['t'], ownedPartitions: [], generationId: -1 }

/** One group, as a member without a client sees it. */
export class RawGroup {
  readonly groupId: string
  private readonly bench: ConformanceBench
  private nodeId = -1

  constructor(bench: ConformanceBench) {
    this.bench = bench
    this.groupId = bench.name('group')
  }

  /** Resolves once there is a coordinator: the first one makes the topic of all offsets. */
  async find(): Promise<void> {
    this.nodeId = await until(this.bench, 'a coordinator', async () => {
      const { groupId } = this
      const answer = await this.bench.ask<FindCoordinatorRequest>(0, { type: 'FindCoordinator', groupId })
      if (answer.error !== 'NONE') return undefined
      const question = { type: 'OffsetFetch', groupId, partitions: null } as const
      const { error } = await this.bench.ask<OffsetFetchRequest>(answer.nodeId, question)
      return error === 'NONE' ? answer.nodeId : undefined
    })
  }

  join(memberId: string, options: Partial<JoinGroupRequest> = {}): Promise<JoinGroupResponse> {
    return this.bench.ask<JoinGroupRequest>(this.nodeId, {
      type: 'JoinGroup',
      groupId: this.groupId,
      memberId,
      groupInstanceId: null,
      protocolType: 'consumer',
      sessionTimeoutMs: 10_000,
      rebalanceTimeoutMs: 10_000,
      protocols: [{ name: 'range', metadata: SUBSCRIPTION }],
      reason: '',
      ...options,
    })
  }

  /** Joins as a member that has no id yet, with the one that it is given. */
  async enter(options: Partial<JoinGroupRequest> = {}): Promise<JoinGroupResponse> {
    const first = await this.join('', options)
    return first.error === 'MEMBER_ID_REQUIRED' ? this.join(first.memberId, options) : first
  }

  async sync(
    memberId: string,
    generationId: number,
    partitions: readonly number[] = [],
    groupInstanceId: string | null = null,
  ) {
    return this.bench.ask<SyncGroupRequest>(this.nodeId, {
      type: 'SyncGroup',
      groupId: this.groupId,
      memberId,
      groupInstanceId,
      generationId,
      protocolName: 'range',
      assignments: [
        { memberId, assignment: { partitions: partitions.map((partition) => ({ topic: 't', partition })) } },
      ],
    })
  }

  async beat(memberId: string, generationId: number, groupInstanceId: string | null = null): Promise<ErrorName> {
    const { groupId } = this
    const question = { type: 'Heartbeat', groupId, memberId, groupInstanceId, generationId } as const
    return (await this.bench.ask<HeartbeatRequest>(this.nodeId, question)).error
  }

  async commit(
    name: string,
    memberId: string,
    generationId: number,
    {
      groupInstanceId = null,
      offset = 1,
      metadata = '',
    }: { groupInstanceId?: string | null; offset?: number; metadata?: string } = {},
  ): Promise<ErrorName> {
    const { partitions } = await this.bench.ask<OffsetCommitRequest>(this.nodeId, {
      type: 'OffsetCommit',
      groupId: this.groupId,
      memberId,
      groupInstanceId,
      generationId,
      partitions: [{ topic: name, partition: 0, offset, leaderEpoch: -1, metadata }],
    })
    return partitions[0]!.error
  }

  async leave(memberId: string): Promise<readonly unknown[]> {
    const members = [{ memberId, groupInstanceId: null, reason: '' }]
    const answer = await this.bench.ask<LeaveGroupRequest>(this.nodeId, { type: 'LeaveGroup', groupId: this.groupId, members }) // prettier-ignore
    return [answer.error, ...answer.members.map(({ error }) => error)]
  }
}

/** A group that nobody has joined yet, with a coordinator. */
export async function rawGroup(bench: ConformanceBench): Promise<RawGroup> {
  const made = new RawGroup(bench)
  await made.find()
  return made
}
