/** Somebody sets back, or forward, what a group has committed: `kafka-consumer-groups --reset-offsets`, also while it has members. */
import type { InternalPartitions } from '../broker/metadata'
import type { ErrorName } from '../protocol/error-code'
import type { CommittedOffset } from '../protocol/group-api'
import type { GroupShard } from './group-shard'

/** Where to: the first record there is, the end, or an offset. */
export type ResetTarget = 'earliest' | 'latest' | number

/** One partition of a reset. */
export type OffsetChange = {
  readonly topic: string
  readonly partition: number
  readonly from: number
  readonly to: number
}

/** Reads `search`, `search latest` or `search 120`; `earliest` is the default. Null for anything else. */
export function parseReset(text: string): { readonly groupId: string; readonly target: ResetTarget } | null {
  const [groupId = '', where = 'earliest', ...rest] = text.trim().split(/\s+/)
  const target = where === 'earliest' || where === 'latest' ? where : /^\d+$/.test(where) ? Number(where) : null
  return groupId === '' || target === null || rest.length > 0 ? null : { groupId, target }
}

/**
 * Writes other offsets for all that a group has committed; members that run hear of it when they look next, at a rebalance or after a
 * restart. Kafka's tool refuses while a group has members: what happens here is what an operator does who does not ask.
 * @returns what changed, once it is in the log
 */
export async function resetOffsets(
  shard: GroupShard,
  partitions: InternalPartitions,
  groupId: string,
  target: ResetTarget,
): Promise<{ readonly error: ErrorName; readonly changes: readonly OffsetChange[] }> {
  const committed = shard.offsets.all(groupId)
  if (committed.length === 0) return { error: 'GROUP_ID_NOT_FOUND', changes: [] }
  const changes = committed.flatMap((offset) => changeOf(partitions, offset, target))
  const commitTimestampMs = shard.nowMs()
  const error = await shard.write(
    changes.map(({ topic, partition, to }) => ({
      key: { kind: 'offset', groupId, topic, partition },
      value: { offset: to, leaderEpoch: -1, metadata: '', commitTimestampMs },
    })),
  )
  return { error, changes: error === 'NONE' ? changes : [] }
}

/** None for a partition that this broker has no replica of: it does not know where that begins and ends. */
function changeOf(partitions: InternalPartitions, { topic, partition, offset }: CommittedOffset, target: ResetTarget) {
  const { logStartOffset, highWatermark } = partitions.bounds({ topic, partition })
  if (logStartOffset < 0) return []
  const wanted = target === 'earliest' ? logStartOffset : target === 'latest' ? highWatermark : target
  const to = Math.max(logStartOffset, Math.min(wanted, highWatermark))
  return to === offset ? [] : [{ topic, partition, from: offset, to }]
}
