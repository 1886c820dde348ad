/**
 * A consumer's place in its group (`ConsumerCoordinator` in apache/kafka). The network's part goes on in the background; whatever
 * concerns partitions happens within a poll, when their owner is not in the middle of something: letting go before a rebalance, and
 * taking over after it.
 */
import type { Clock } from '~/kernel/time'
import type { RebalanceListener } from '../../port/consumer'
import { type ErrorName, LogError } from '../../protocol/error-code'
import { NO_GENERATION, NO_MEMBER_ID } from '../../protocol/group-api'
import { namesOf } from '../assignors/assignor'
import { partitionName } from '../../protocol/topic-partition'
import type { MetadataCache } from '../metadata-cache'
import type { Committer } from './commits'
import type { GroupCoordinator } from './group-coordinator'
import { Handover } from './handover'
import { Heartbeats } from './heartbeats'
import { GroupJoin, type Joined } from './join'
import { isFinalForMember, isOfLostMember } from './member-errors'
import type { OwnedPartitions } from './owned-partitions'
import { PollTimer } from './poll-timer'
import type { PositionReader } from './positions'
import type { ConsumerSettings } from './settings'

export class Membership implements Committer {
  memberId = NO_MEMBER_ID
  generation = NO_GENERATION
  readonly handover: Handover
  readonly pollTimer: PollTimer
  private readonly clock: Clock
  private readonly coordinator: GroupCoordinator
  private readonly partitions: OwnedPartitions
  private readonly settings: ConsumerSettings
  private readonly reader: PositionReader
  private readonly metadata: MetadataCache
  private readonly heartbeats: Heartbeats
  private readonly groupJoin: GroupJoin
  private topics: readonly string[] = []
  private needsJoin = false
  private reason = 'it is new'
  private isJoining = false
  private isPrepared = false
  private joined: Joined | null = null
  /** The generation of the last assignment that it took over: what it holds is of that one. */
  private ownedGeneration = NO_GENERATION
  private retryAtMs = 0
  /** Another has its static name: it must stop for good. */
  private fenced: LogError | null = null
  private isClosed = false

  constructor(
    clock: Clock,
    coordinator: GroupCoordinator,
    metadata: MetadataCache,
    partitions: OwnedPartitions,
    settings: ConsumerSettings,
    reader: PositionReader,
    topicsNeeded: Set<string>,
  ) {
    this.clock = clock
    this.coordinator = coordinator
    this.metadata = metadata
    this.partitions = partitions
    this.settings = settings
    this.reader = reader
    this.handover = new Handover(clock, partitions, settings.pollIntervalMaxMs)
    this.heartbeats = new Heartbeats(clock, coordinator, settings, (error, of) => this.onHeartbeat(error, of))
    this.groupJoin = new GroupJoin(clock, coordinator, metadata, settings, topicsNeeded)
    this.pollTimer = new PollTimer(clock, settings.pollIntervalMaxMs, () => this.leaveStuck())
  }

  subscribe(topics: readonly string[], listener: RebalanceListener): void {
    this.topics = topics
    this.handover.listener = listener
    this.rejoin('its subscription has changed')
  }

  /** Does what the group asks for. Undefined if that is nothing. */
  advance(): Promise<void> | undefined {
    if (this.handover.hasLost || this.joined !== null) return this.act()
    if (this.fenced !== null) this.reader.onError(this.fenced)
    this.noticePartitions()
    if (this.fenced !== null || !this.needsJoin || this.isJoining || this.clock.monotonicMs() < this.retryAtMs)
      return undefined
    if (!this.isPrepared) return this.act()
    void this.join()
    return undefined
  }

  onCommitRefused(error: ErrorName, generation: number): void {
    if (error === 'REBALANCE_IN_PROGRESS') this.rejoin('a commit was refused')
    else if (isOfLostMember(error)) this.lose(error, generation)
  }

  /** Lets its owner drain and commit, and leaves. */
  async close(): Promise<void> {
    await this.handover.tellLost()
    await this.handover.revoke(this.partitions.list, this.generation)
    this.isClosed = true
    this.pollTimer.stop()
    this.heartbeats.stop()
    if (this.memberId === NO_MEMBER_ID) return
    const left = this.settings.groupInstanceId === null ? this.sayLeft('it was closed') : undefined
    this.forgetMember()
    this.reader.onEvent({ kind: 'left', reason: 'closed' })
    await left
  }

  private async act(): Promise<void> {
    await this.handover.tellLost()
    if (this.joined !== null) await this.takeOver(this.joined)
    if (this.fenced !== null || !this.needsJoin || this.isJoining || this.isPrepared) return
    this.isPrepared = true
    // `onJoinPrepare`: what everybody has to let go of before others can be told about it.
    const given = this.settings.isEager
      ? this.partitions.list
      : this.partitions.list.filter(({ topic }) => !this.topics.includes(topic))
    await this.handover.revoke(given, this.generation)
  }

  private async join(): Promise<void> {
    this.isJoining = true
    this.needsJoin = false
    const ownedPartitions = this.settings.isEager ? [] : this.partitions.list
    const generationId = this.settings.isEager ? NO_GENERATION : this.ownedGeneration
    const subscription = { topics: this.topics, ownedPartitions, generationId }
    const joined = await this.groupJoin.join(this.memberId, subscription, this.reason, (memberId, generation) => {
      this.begin(memberId, generation)
    })
    this.isJoining = false
    if (this.isClosed) return
    if (joined.error !== 'NONE') this.failJoin(joined)
    else if (joined.generation === this.generation) this.joined = joined
    this.reader.onNews()
  }

  /** The coordinator has taken it into a generation. Everything that was meant for the one before is over. */
  private begin(memberId: string, generation: number): void {
    if (this.isClosed) return
    this.memberId = memberId
    this.generation = generation
    this.handover.commits.endGeneration()
    this.heartbeats.start(memberId, generation)
    // Its owner has stopped to poll while it waited to be let in.
    if (this.pollTimer.isOverdue) this.leaveStuck()
  }

  private failJoin({ error, memberId }: Joined): void {
    this.rejoin('it could not join')
    if (error === 'MEMBER_ID_REQUIRED') {
      this.memberId = memberId
      return
    }
    if (isOfLostMember(error)) this.lose(error, this.generation)
    else if (isFinalForMember(error)) this.reader.onError(new LogError(error, `cannot join ${this.settings.groupId}`))
    else if (error !== 'REBALANCE_IN_PROGRESS') this.coordinator.learn(error)
    if (error === 'REBALANCE_IN_PROGRESS') return // It has gone on: there is nothing to wait for.
    this.retryAtMs = this.clock.monotonicMs() + this.settings.retryBackoffMs
    this.reader.wakeAt(this.retryAtMs)
  }

  /** `onJoinComplete`: lets go of what it does not have any more, and takes what is new. */
  private async takeOver({ partitions, generation, isLeader }: Joined): Promise<void> {
    this.joined = null
    this.isPrepared = false
    if (generation !== this.generation) return
    const given = namesOf(partitions)
    const revoked = this.partitions.list.filter((each) => !given.has(partitionName(each)))
    await this.handover.revoke(revoked, this.generation)
    // Another member waits for what was let go of: it is given in another round.
    if (revoked.length > 0) this.rejoin('it has let go of partitions')
    if (generation !== this.generation) return
    this.ownedGeneration = generation
    await this.handover.assign(partitions, generation, () => {
      this.reader.onEvent({ kind: 'joined', generation, memberId: this.memberId, isLeader })
    })
  }

  private onHeartbeat(error: ErrorName, generation: number): void {
    if (error === 'REBALANCE_IN_PROGRESS') {
      if (!this.isJoining && this.joined === null) this.rejoin('its group is in a rebalance')
    } else if (isOfLostMember(error)) {
      this.lose(error, generation)
    }
  }

  /** A leader answers for the partitions: when a topic has others than it gave out, it begins anew. */
  private noticePartitions(): void {
    const counts = this.groupJoin.countsAssigned
    if (counts === null || this.needsJoin || this.isJoining) return
    for (const topic of this.topics) {
      const count = this.metadata.partitionCount(topic)
      if (count !== undefined && count !== counts.get(topic)) return this.rejoin('a topic has other partitions')
    }
  }

  /** It is not a member any more, or not of this generation: what it had may be another's. */
  private lose(error: ErrorName, generation: number): void {
    if (generation !== this.generation) return
    if (error === 'FENCED_INSTANCE_ID') {
      this.fenced = new LogError(error, `another has the name ${this.settings.groupInstanceId}`)
    }
    this.handover.drop(this.generation)
    const wasMember = this.memberId !== NO_MEMBER_ID
    const memberId = error === 'ILLEGAL_GENERATION' ? this.memberId : NO_MEMBER_ID
    this.forgetMember()
    this.memberId = memberId
    this.rejoin('it was no member any more')
    if (wasMember) this.reader.onEvent({ kind: 'left', reason: error === 'FENCED_INSTANCE_ID' ? 'fenced' : 'session' })
  }

  /** Others get the partitions of an owner that is stuck. */
  private leaveStuck(): void {
    if (this.isClosed || this.generation === NO_GENERATION) return
    if (this.settings.groupInstanceId === null) void this.sayLeft('max.poll.interval.ms is over')
    this.handover.drop(this.generation)
    this.forgetMember()
    this.rejoin('it polls again')
    this.reader.onEvent({ kind: 'left', reason: 'poll-interval' })
  }

  private forgetMember(): void {
    this.heartbeats.stop()
    this.memberId = NO_MEMBER_ID
    this.generation = NO_GENERATION
    this.ownedGeneration = NO_GENERATION
    this.joined = null
    this.isPrepared = false
  }

  private async sayLeft(reason: string): Promise<void> {
    const { groupId, groupInstanceId, requestTimeoutMs } = this.settings
    const members = [{ memberId: this.memberId, groupInstanceId, reason }]
    const request = { type: 'LeaveGroup', request: 0, groupId: groupId!, members } as const
    // One that is lost costs the group the rest of the session, and nobody waits longer for it than that.
    await this.coordinator.ask(request, Math.min(requestTimeoutMs, this.settings.sessionTimeoutMs))
  }

  private rejoin(reason: string): void {
    if (this.isClosed) return
    this.needsJoin = true
    this.reason = reason
    this.reader.onNews()
  }
}
