/** OffsetCommit, OffsetFetch and OffsetDelete, and offsets that expire: `OffsetMetadataManager` of apache/kafka. */
import type { ErrorName } from '../protocol/error-code'
import {
  NO_MEMBER_ID,
  type OffsetCommitRequest,
  type OffsetCommitResponse,
  type OffsetDeleteRequest,
  type OffsetDeleteResponse,
  type OffsetFetchRequest,
  type OffsetFetchResponse,
} from '../protocol/group-api'
import type { TopicPartition } from '../protocol/topic-partition'
import type { ClassicGroup } from './classic-group'
import { coordinatorErrorOf } from './group-host'
import type { GroupShard } from './group-shard'
import { groupFromValue, groupToValue } from './group-value'
import type { GroupRecord } from './offsets-topic'
import { renewSession } from './rebalancing'

/** Answers once the offsets are in the log; nobody sees them before. */
export async function commitOffsets(shard: GroupShard, request: OffsetCommitRequest): Promise<OffsetCommitResponse> {
  const { groupId, memberId, generationId, partitions } = request
  const answer = (errorOf: (index: number) => ErrorName): OffsetCommitResponse => ({
    partitions: partitions.map(({ topic, partition }, index) => ({ topic, partition, error: errorOf(index) })),
  })
  const existing = shard.groups.get(groupId)
  // For clients that do not know GROUP_ID_NOT_FOUND here, as Kafka answers them.
  if (existing === undefined && generationId >= 0) return answer(() => 'ILLEGAL_GENERATION')
  const group = existing ?? shard.getOrCreate(groupId)
  const problem = commitProblem(group, request)
  if (problem !== 'NONE') return answer(() => problem)
  const member = group.members.get(memberId)
  if (member !== undefined && group.isIn('Stable', 'PreparingRebalance')) {
    renewSession(shard, group, memberId, member.sessionTimeoutMs)
  }
  const commitTimestampMs = shard.nowMs()
  const isTooLarge = partitions.map(({ metadata }) => metadata.length > shard.options.offsetMetadataMax)
  const records = partitions.flatMap(({ topic, partition, offset, leaderEpoch, metadata }, index): GroupRecord[] =>
    isTooLarge[index]!
      ? []
      : [
          {
            key: { kind: 'offset', groupId, topic, partition },
            value: { offset, leaderEpoch, metadata, commitTimestampMs },
          },
        ],
  )
  const error = coordinatorErrorOf(await shard.write(records))
  if (error === 'NONE') shard.committed(groupId, records)
  return answer((index) => (isTooLarge[index]! ? 'OFFSET_METADATA_TOO_LARGE' : error))
}

/** `ClassicGroup.validateOffsetCommit`. Tools, and consumers that assign to themselves, commit without a generation. */
function commitProblem(group: ClassicGroup, request: OffsetCommitRequest): ErrorName {
  const { memberId, groupInstanceId, generationId } = request
  if (group.isIn('Dead')) return 'COORDINATOR_NOT_AVAILABLE'
  if (generationId < 0 && group.isIn('Empty')) return 'NONE'
  if (generationId < 0 && memberId === NO_MEMBER_ID && groupInstanceId === null) return 'UNKNOWN_MEMBER_ID'
  const error = group.check(memberId, groupInstanceId)
  if (error !== 'NONE') return error
  if (generationId !== group.generationId) return 'ILLEGAL_GENERATION'
  // The new generation is known, and who has what is not.
  return group.isIn('CompletingRebalance') ? 'REBALANCE_IN_PROGRESS' : 'NONE'
}

/** Answers when all commits that came before have their outcome: what it says is stable (`requireStable`). */
export async function fetchOffsets(
  shard: GroupShard,
  { groupId, partitions }: OffsetFetchRequest,
): Promise<OffsetFetchResponse> {
  const isStable = await shard.log.isStable()
  if (shard.problem !== 'NONE') return { error: shard.problem, partitions: [] }
  if (!isStable) return { error: 'NOT_COORDINATOR', partitions: [] }
  const found = partitions?.map((place) => shard.offsets.get(groupId, place)) ?? shard.offsets.all(groupId)
  return { error: 'NONE', partitions: found.map((committed) => ({ ...committed, error: 'NONE' })) }
}

export async function deleteOffsets(
  shard: GroupShard,
  { groupId, partitions }: OffsetDeleteRequest,
): Promise<OffsetDeleteResponse> {
  const group = shard.groups.get(groupId)
  if (group === undefined) return { error: 'GROUP_ID_NOT_FOUND', partitions: [] }
  const isFree = ({ topic }: TopicPartition): boolean => !group.isSubscribedTo(topic)
  const known = new Set(shard.offsets.all(groupId).map(nameOf))
  const records = partitions
    .filter((place) => isFree(place) && known.has(nameOf(place)))
    .map((place) => tombstoneOf(groupId, place))
  const error = coordinatorErrorOf(await shard.write(records))
  const results = partitions.map(({ topic, partition }) => ({
    topic,
    partition,
    error: isFree({ topic, partition }) ? error : ('GROUP_SUBSCRIBED_TO_TOPIC' as const),
  }))
  return { error: 'NONE', partitions: results }
}

/** Deletes a group and all that it has committed. */
export async function deleteGroup(shard: GroupShard, groupId: string): Promise<ErrorName> {
  const group = shard.groups.get(groupId)
  if (group === undefined) return 'GROUP_ID_NOT_FOUND'
  if (!group.isIn('Empty')) return 'NON_EMPTY_GROUP'
  const records = shard.offsets.of(groupId).map((place) => tombstoneOf(groupId, place))
  shard.forget(group)
  const error = await shard.write([...records, { key: { kind: 'group', groupId }, value: null }])
  // It is still in the log, so it is still there, unless somebody has made another one.
  if (error !== 'NONE' && !shard.groups.has(groupId)) {
    shard.groups.set(groupId, groupFromValue(groupId, groupToValue(group, new Map()), shard.nowMs()))
  }
  return coordinatorErrorOf(error)
}

/**
 * Drops what was kept for longer than `offsets.retention.minutes`: since the group is empty, or, of a group without members at all
 * times, since the commit. A group that keeps nothing and has nobody goes, too.
 */
export async function expireOffsets(shard: GroupShard): Promise<void> {
  const nowMs = shard.nowMs()
  const records: GroupRecord[] = []
  for (const group of shard.groups.values()) {
    const { groupId } = group
    const offsets = shard.offsets.of(groupId)
    const expired = offsets.filter(({ topic, commitTimestampMs }) => {
      const sinceMs = retainedSinceMs(group, commitTimestampMs)
      return sinceMs !== null && !group.isSubscribedTo(topic) && nowMs - sinceMs >= shard.options.offsetsRetentionMs
    })
    records.push(...expired.map((place) => tombstoneOf(groupId, place)))
    if (expired.length < offsets.length || !group.isIn('Empty')) continue
    records.push({ key: { kind: 'group', groupId }, value: null })
    shard.forget(group)
  }
  await shard.write(records)
}

/** Since when an offset counts as unused, or null as long as its group is not at rest: `ClassicGroup.offsetExpirationCondition`. */
function retainedSinceMs(group: ClassicGroup, commitTimestampMs: number): number | null {
  if (group.protocolType === null) return commitTimestampMs
  if (group.isIn('Empty')) return group.stateTimestampMs
  return group.isIn('Stable') && group.subscribedTopics !== null ? commitTimestampMs : null
}

/** What was committed for a topic that is no more. */
export async function dropTopic(shard: GroupShard, topic: string): Promise<void> {
  await shard.write(shard.offsets.ofTopic(topic).map((key) => ({ key, value: null })))
}

function tombstoneOf(groupId: string, { topic, partition }: TopicPartition): GroupRecord {
  return { key: { kind: 'offset', groupId, topic, partition }, value: null }
}

function nameOf({ topic, partition }: TopicPartition): string {
  return `${topic}-${partition}`
}
