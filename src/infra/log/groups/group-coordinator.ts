/**
 * The group coordinator of one broker: it answers for the groups whose partition of the offsets topic it leads, and says who answers
 * for the others. `GroupCoordinatorService` of apache/kafka; groups of KIP-848, share groups and transactions are absent.
 */
import type { Context, Incoming, Message } from '~/kernel/component'
import type { Json } from '~/kernel/json'
import { Timers } from '../broker/timers'
import type { InternalPartitions, Metadata } from '../broker/metadata'
import type { BrokerPart } from '../broker/part'
import { OFFSETS_TOPIC } from '../controller/cluster-image'
import type { ErrorName } from '../protocol/error-code'
import type * as api from '../protocol/group-api'
import type { ClassicGroup } from './classic-group'
import { groupHash } from './group-hash'
import { GROUP_DEFAULTS, type GroupOptions } from './group-options'
import { answerGroupRequest, describeGroup, type GroupRequest } from './group-requests'
import { GroupShard } from './group-shard'
import { deleteGroup, dropTopic, expireOffsets } from './offset-requests'
import { parseReset, resetOffsets } from './reset-offsets'

const TYPES = [
  'FindCoordinator',
  'JoinGroup',
  'SyncGroup',
  'Heartbeat',
  'LeaveGroup',
  'OffsetCommit',
  'OffsetFetch',
  'OffsetDelete',
  'ListGroups',
  'DescribeGroups',
  'DeleteGroups',
]
/** How long the creation of the offsets topic may take before somebody has to ask for it again, in ms. */
const CREATE_TIMEOUT_MS = 5_000

export class GroupCoordinatorPart implements BrokerPart {
  readonly types: readonly string[] = TYPES
  private readonly context: Context
  private readonly metadata: Metadata
  private readonly partitions: InternalPartitions
  private readonly options: GroupOptions
  private readonly timers: Timers
  /** By the number of the partition. */
  private readonly shards = new Map<number, GroupShard>()
  private isCreating = false

  constructor(
    context: Context,
    metadata: Metadata,
    partitions: InternalPartitions,
    options: Partial<GroupOptions> = {},
  ) {
    this.context = context
    this.metadata = metadata
    this.partitions = partitions
    this.options = { ...GROUP_DEFAULTS, ...options }
    this.timers = new Timers(context.clock)
  }

  start(): void {
    this.partitions.onLeadership(OFFSETS_TOPIC, (partition, leaderEpoch) => this.lead(partition, leaderEpoch))
    this.metadata.onImage(({ topics }, before) => {
      for (const [topic, { topicId }] of before.topics) {
        if (topics.get(topic)?.topicId !== topicId) this.forEachActive((shard) => void dropTopic(shard, topic))
      }
    })
    this.expire()
  }

  handle(message: Message, { from, fromInstance }: Incoming): unknown {
    switch (message.type) {
      case 'FindCoordinator':
        return this.findCoordinator(message as api.FindCoordinatorRequest)
      case 'ListGroups':
        return this.listGroups()
      case 'DescribeGroups':
        return { groups: (message as api.DescribeGroupsRequest).groups.map((groupId) => this.describe(groupId)) }
      case 'DeleteGroups':
        return this.deleteGroups(message as api.DeleteGroupsRequest)
      case 'OffsetCommit':
        return this.commitOffsets(message as api.OffsetCommitRequest, `${from}/${fromInstance}`)
      default: {
        const request = message as GroupRequest
        return answerGroupRequest(this.shardOf(request.groupId), request, `${from}/${fromInstance}`)
      }
    }
  }

  /** `delete-group=<group>` and `offset-reset=<group> <where>`, where this broker coordinates the group. */
  act(verb: string, value: string | undefined, phase: 'start' | 'end'): Json | undefined {
    if (value === undefined || phase === 'end') return undefined
    if (verb === 'offset-reset') return this.resetOffsets(value)
    if (verb !== 'delete-group' || !(this.shardOf(value) instanceof GroupShard)) return undefined
    void this.deleteGroup(value)
    return null
  }

  /** States each partition whose offset was set. */
  private resetOffsets(text: string): Json | undefined {
    const reset = parseReset(text)
    const shard = reset === null ? 'INVALID_REQUEST' : this.shardOf(reset.groupId)
    if (reset === null || !(shard instanceof GroupShard)) return undefined
    void resetOffsets(shard, this.partitions, reset.groupId, reset.target).then(({ changes }) => {
      for (const change of changes) this.context.emit('offset-reset', { group: reset.groupId, ...change })
    })
    return null
  }

  /** Deletes a group that has no members. */
  async deleteGroup(groupId: string): Promise<ErrorName> {
    const shard = this.shardOf(groupId)
    return shard instanceof GroupShard ? deleteGroup(shard, groupId) : shard
  }

  /** The groups that this broker coordinates, for the inspector. */
  groups(): ClassicGroup[] {
    return [...this.shards.values()].flatMap((shard) => [...shard.groups.values()])
  }

  /** What is committed for topics that this broker knows; of others it says so, as `KafkaApis.handleOffsetCommitRequest` does. */
  private async commitOffsets(request: api.OffsetCommitRequest, clientId: string): Promise<api.OffsetCommitResponse> {
    const { topics } = this.metadata.image
    const known = request.partitions.filter(({ topic }) => topics.has(topic))
    if (known.length === request.partitions.length) return this.askShard(request, clientId)
    const answer = known.length === 0 ? null : await this.askShard({ ...request, partitions: known }, clientId)
    const answered = [...(answer?.partitions ?? [])]
    const partitions = request.partitions.map(({ topic, partition }) =>
      topics.has(topic) ? answered.shift()! : { topic, partition, error: 'UNKNOWN_TOPIC_OR_PARTITION' as const },
    )
    return { partitions }
  }

  private askShard(request: api.OffsetCommitRequest, clientId: string): Promise<api.OffsetCommitResponse> {
    return answerGroupRequest(this.shardOf(request.groupId), request, clientId) as Promise<api.OffsetCommitResponse>
  }

  private lead(partition: number, leaderEpoch: number | null): void {
    this.shards.get(partition)?.unload()
    this.shards.delete(partition)
    if (leaderEpoch === null) return
    const place = { topic: OFFSETS_TOPIC, partition }
    const shard = new GroupShard(this.context, this.partitions, place, leaderEpoch, this.options)
    this.shards.set(partition, shard)
    void shard.load()
  }

  /** Who answers for a group here, or why nobody does. */
  private shardOf(groupId: string): GroupShard | ErrorName {
    if (groupId === '') return 'INVALID_GROUP_ID'
    const topic = this.metadata.image.topics.get(OFFSETS_TOPIC)
    const shard = topic === undefined ? undefined : this.shards.get(groupHash(groupId) % topic.partitions.length)
    if (shard === undefined) return 'NOT_COORDINATOR'
    return shard.problem === 'NONE' ? shard : shard.problem
  }

  private findCoordinator({ groupId }: api.FindCoordinatorRequest): api.FindCoordinatorResponse {
    if (groupId === '') return { error: 'INVALID_GROUP_ID', nodeId: -1 }
    const { image } = this.metadata
    const topic = image.topics.get(OFFSETS_TOPIC)
    if (topic === undefined) {
      void this.createOffsetsTopic()
      return { error: 'COORDINATOR_NOT_AVAILABLE', nodeId: -1 }
    }
    const { leaderId } = topic.partitions[groupHash(groupId) % topic.partitions.length]!
    const isThere = image.brokers.get(leaderId)?.isFenced === false
    return isThere ? { error: 'NONE', nodeId: leaderId } : { error: 'COORDINATOR_NOT_AVAILABLE', nodeId: -1 }
  }

  /** Whoever looks for a coordinator first has the topic created, as in Kafka, and asks again. */
  private async createOffsetsTopic(): Promise<void> {
    if (this.isCreating) return
    this.isCreating = true
    const { offsetsTopicPartitions, offsetsTopicReplicationFactor, offsetsTopicSegmentBytes } = this.options
    const topic = {
      name: OFFSETS_TOPIC,
      partitions: offsetsTopicPartitions,
      replicationFactor: offsetsTopicReplicationFactor ?? this.context.instances,
      configs: { 'cleanup.policy': 'compact', 'segment.bytes': String(offsetsTopicSegmentBytes) },
    }
    await this.metadata.createTopics({
      type: 'CreateTopics',
      request: 0,
      topics: [topic],
      timeoutMs: CREATE_TIMEOUT_MS,
    })
    this.isCreating = false
  }

  private listGroups(): api.ListGroupsResponse {
    const shards = [...this.shards.values()]
    const isLoading = shards.some(({ problem }) => problem === 'COORDINATOR_LOAD_IN_PROGRESS')
    if (isLoading) return { error: 'COORDINATOR_LOAD_IN_PROGRESS', groups: [] }
    return { error: 'NONE', groups: this.groups().map(({ groupId, state }) => ({ groupId, state })) }
  }

  private describe(groupId: string): api.GroupDescription {
    const shard = this.shardOf(groupId)
    return shard instanceof GroupShard
      ? describeGroup(groupId, shard.groups.get(groupId), 'NONE')
      : describeGroup(groupId, undefined, shard)
  }

  private async deleteGroups({ groups }: api.DeleteGroupsRequest): Promise<api.DeleteGroupsResponse> {
    const results = groups.map(async (groupId) => ({ groupId, error: await this.deleteGroup(groupId) }))
    return { groups: await Promise.all(results) }
  }

  private expire(): void {
    this.timers.after('expire', this.options.offsetsRetentionCheckIntervalMs, () => {
      this.forEachActive((shard) => void expireOffsets(shard))
      this.expire()
    })
  }

  private forEachActive(work: (shard: GroupShard) => void): void {
    for (const shard of this.shards.values()) if (shard.problem === 'NONE') work(shard)
  }
}
