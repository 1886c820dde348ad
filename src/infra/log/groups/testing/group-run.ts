/** Members and tools of one group, by hand, on brokers whose internal partitions are not replicated. */
import { playClusterRun, type Ask, type Doing } from '../../controller/testing/cluster-run'
import { ClusterMetadataPart } from '../../controller/metadata-part'
import type { CreateTopicsRequest } from '../../protocol/cluster-api'
import type * as api from '../../protocol/group-api'
import { GroupCoordinatorPart } from '../group-coordinator'
import type { GroupOptions } from '../group-options'
import { createSharedPartitions, SharedLogs } from './shared-partitions'

/** What a member is known by. */
export interface Membership {
  readonly memberId: string
  readonly generationId: number
}

export const GROUP = 'search'
const ORDERS = [0, 1].map((partition) => ({ topic: 'orders', partition }))

export function playGroupRun(
  doings: readonly Doing[],
  durationMs: number,
  options: {
    readonly actions?: readonly string[]
    readonly logs?: SharedLogs
    readonly groups?: Partial<GroupOptions>
  },
) {
  const logs = options.logs ?? new SharedLogs()
  return playClusterRun({
    doings,
    durationMs,
    ...(options.actions === undefined ? {} : { actions: options.actions }),
    parts: (context) => {
      const metadata = new ClusterMetadataPart(context)
      const partitions = createSharedPartitions(context, metadata, logs)
      return [metadata, new GroupCoordinatorPart(context, metadata, partitions, options.groups)]
    },
  })
}

/** Who coordinates the group, asked of one broker after the other until one knows; makes the topic that the group reads. */
export async function findCoordinator(ask: Ask, sleep: (ms: number) => Promise<void>): Promise<number> {
  const topics = [{ name: 'orders', partitions: 2, replicationFactor: 3 }]
  await ask<CreateTopicsRequest>(0, { type: 'CreateTopics', topics, timeoutMs: 1_000 }).catch(() => NOBODY)
  for (let attempt = 0; ; attempt += 1) {
    const request = { type: 'FindCoordinator', groupId: GROUP } as const
    const { error, nodeId } = await ask<api.FindCoordinatorRequest>(attempt % 3, request).catch(() => NOBODY)
    if (error === 'NONE') return nodeId
    await sleep(100)
  }
}

const NOBODY = { error: 'COORDINATOR_NOT_AVAILABLE', nodeId: -1 } as const

/** A member that joins alone and gets everything; gives its id and generation. */
export async function joinAlone(ask: Ask, node: number): Promise<Membership> {
  const join = (memberId: string) =>
    ask<api.JoinGroupRequest>(node, {
      type: 'JoinGroup',
      groupId: GROUP,
      memberId,
      groupInstanceId: null,
      protocolType: 'consumer',
      sessionTimeoutMs: 45_000,
      rebalanceTimeoutMs: 60_000,
      protocols: [{ name: 'range', metadata: { topics: ['orders'], ownedPartitions: [], generationId: -1 } }],
      reason: '',
    })
  const { memberId } = await join('')
  const { generationId } = await join(memberId)
  await ask<api.SyncGroupRequest>(node, {
    type: 'SyncGroup',
    groupId: GROUP,
    memberId,
    groupInstanceId: null,
    generationId,
    protocolName: 'range',
    assignments: [{ memberId, assignment: { partitions: ORDERS } }],
  })
  return { memberId, generationId }
}

export function commitOffset(ask: Ask, node: number, member: Membership, offset: number) {
  return ask<api.OffsetCommitRequest>(node, {
    type: 'OffsetCommit',
    groupId: GROUP,
    groupInstanceId: null,
    ...member,
    partitions: [{ topic: 'orders', partition: 0, offset, leaderEpoch: 2, metadata: '' }],
  })
}

export function fetchOffsets(ask: Ask, node: number) {
  return ask<api.OffsetFetchRequest>(node, { type: 'OffsetFetch', groupId: GROUP, partitions: ORDERS })
}

export function beat(ask: Ask, node: number, member: Membership) {
  return ask<api.HeartbeatRequest>(node, { type: 'Heartbeat', groupId: GROUP, groupInstanceId: null, ...member })
}
