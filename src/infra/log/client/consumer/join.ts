/** The way into a generation: JoinGroup, the assignment if this member is the leader, SyncGroup (`AbstractCoordinator`). */
import type { Clock } from '~/kernel/time'
import type { ErrorName } from '../../protocol/error-code'
import { type Assignment, type JoinGroupRequest, type JoinGroupResponse, NO_GENERATION, type Subscription, type SyncGroupRequest } from '../../protocol/group-api' // prettier-ignore
import type { TopicPartition } from '../../protocol/topic-partition'
import { assignCooperativeSticky } from '../assignors/cooperative-sticky'
import { assignRange } from '../assignors/range'
import { isNoAnswer } from '../connections'
import type { MetadataCache } from '../metadata-cache'
import type { GroupCoordinator } from './group-coordinator'
import type { ConsumerSettings } from './settings'

/** What came of it. Without an error, the member is in the generation and has an assignment. */
export interface Joined {
  readonly error: ErrorName
  readonly memberId: string
  readonly generation: number
  readonly isLeader: boolean
  readonly partitions: readonly TopicPartition[]
}

/** JoinGroup waits for the slowest member; this is for the way (`JOIN_GROUP_TIMEOUT_LAPSE`). */
const JOIN_LAPSE_MS = 5_000

export class GroupJoin {
  /** How many partitions the topics had that the leader last assigned; null for others. */
  countsAssigned: ReadonlyMap<string, number> | null = null
  private readonly clock: Clock
  private readonly coordinator: GroupCoordinator
  private readonly metadata: MetadataCache
  private readonly settings: ConsumerSettings
  /** Topics that the metadata have to have: those of all members, for their leader. */
  private readonly topics: Set<string>

  constructor(
    clock: Clock,
    coordinator: GroupCoordinator,
    metadata: MetadataCache,
    settings: ConsumerSettings,
    topics: Set<string>,
  ) {
    this.clock = clock
    this.coordinator = coordinator
    this.metadata = metadata
    this.settings = settings
    this.topics = topics
  }

  /** @param onGeneration is told as soon as the coordinator has taken the member into a generation */
  async join(
    memberId: string,
    subscription: Subscription,
    reason: string,
    onGeneration: (memberId: string, generation: number) => void,
  ): Promise<Joined> {
    const { pollIntervalMaxMs, sessionTimeoutMs, requestTimeoutMs, groupId, groupInstanceId, assignors } = this.settings
    const request: JoinGroupRequest = {
      type: 'JoinGroup',
      request: 0,
      groupId: groupId!,
      memberId,
      groupInstanceId,
      protocolType: 'consumer',
      sessionTimeoutMs,
      rebalanceTimeoutMs: pollIntervalMaxMs,
      protocols: assignors.map((name) => ({ name, metadata: subscription })),
      reason,
    }
    const timeoutMs = Math.max(requestTimeoutMs, pollIntervalMaxMs + JOIN_LAPSE_MS)
    const answer = await this.coordinator.ask(request, timeoutMs)
    if (isNoAnswer(answer)) return failure('NETWORK_EXCEPTION', memberId)
    // The id that comes with MEMBER_ID_REQUIRED is the one to join with.
    if (answer.error === 'MEMBER_ID_REQUIRED') return failure(answer.error, answer.memberId)
    if (answer.error !== 'NONE') return failure(answer.error, memberId)
    onGeneration(answer.memberId, answer.generationId)
    return this.sync(answer)
  }

  private async sync(joined: JoinGroupResponse): Promise<Joined> {
    const { memberId, generationId, leader, protocolName } = joined
    const isLeader = memberId === leader
    this.countsAssigned = null
    const assignments = isLeader && !joined.skipAssignment ? await this.assign(joined) : []
    const { groupId, groupInstanceId, requestTimeoutMs, pollIntervalMaxMs } = this.settings
    const request: SyncGroupRequest = {
      type: 'SyncGroup',
      request: 0,
      groupId: groupId!,
      memberId,
      groupInstanceId,
      generationId,
      protocolName: protocolName!,
      assignments,
    }
    const answer = await this.coordinator.ask(request, Math.max(requestTimeoutMs, pollIntervalMaxMs + JOIN_LAPSE_MS))
    if (isNoAnswer(answer)) return { ...failure('NETWORK_EXCEPTION', memberId), generation: generationId }
    const { partitions } = answer.assignment
    return { error: answer.error, memberId, generation: generationId, isLeader, partitions }
  }

  private async assign({ members, protocolName }: JoinGroupResponse): Promise<SyncGroupRequest['assignments']> {
    for (const { metadata } of members) for (const topic of metadata.topics) this.topics.add(topic)
    const counts = await this.counts()
    this.countsAssigned = counts
    const described = members.map(({ memberId, groupInstanceId, metadata }) => {
      return { memberId, groupInstanceId, subscription: metadata }
    })
    const given = (protocolName === 'range' ? assignRange : assignCooperativeSticky)(counts, described)
    return Array.from(given, ([memberId, partitions]): { memberId: string; assignment: Assignment } => {
      return { memberId, assignment: { partitions } }
    })
  }

  /** Waits until each topic is known, or known not to be there. */
  private async counts(): Promise<ReadonlyMap<string, number>> {
    const untilMs = this.clock.monotonicMs() + this.settings.pollIntervalMaxMs
    const isOpen = (topic: string) =>
      this.metadata.partitionCount(topic) === undefined && this.metadata.errorOf(topic) === undefined
    while ([...this.topics].some(isOpen) && this.clock.monotonicMs() < untilMs) {
      this.metadata.requestUpdate()
      await this.clock.sleep(this.settings.retryBackoffMs)
    }
    const counts = new Map<string, number>()
    for (const topic of [...this.topics].toSorted()) {
      const count = this.metadata.partitionCount(topic)
      if (count !== undefined) counts.set(topic, count)
    }
    return counts
  }
}

function failure(error: ErrorName, memberId: string): Joined {
  return { error, memberId, generation: NO_GENERATION, isLeader: false, partitions: [] }
}
