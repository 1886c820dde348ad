/**
 * The groups whose records stand in one partition of the offsets topic, as long as this broker leads it: `GroupCoordinatorShard` of
 * apache/kafka. It is loaded from the log first; then what it says about members is decided here, and what is to outlast this
 * process is appended before anybody hears of it.
 */
import type { Context } from '~/kernel/component'
import { Timers } from '../broker/timers'
import { InternalLog } from '../broker/internal-log'
import type { InternalPartitions } from '../broker/metadata'
import type { ErrorName } from '../protocol/error-code'
import type { Assignment } from '../protocol/group-api'
import { partitionName, type TopicPartition } from '../protocol/topic-partition'
import { ClassicGroup, completeJoin, completeSync, joinFailure, syncFailure } from './classic-group'
import { CommittedOffsets } from './committed-offsets'
import type { GroupHost } from './group-host'
import type { GroupOptions } from './group-options'
import { groupFromValue, groupToValue } from './group-value'
import { GROUP_RECORDS, type GroupKey, type GroupRecord, type GroupValue, type OffsetValue } from './offsets-topic'
import { cancelTimers, renewSession } from './rebalancing'
import { wallTimeMs } from '../protocol/wall-time'

/** How often it is looked whether what was loaded is committed, in ms. */
const LOAD_POLL_MS = 10

export class GroupShard implements GroupHost {
  readonly options: GroupOptions
  readonly offsets = new CommittedOffsets()
  readonly groups = new Map<string, ClassicGroup>()
  readonly log: InternalLog<GroupRecord>
  private readonly context: Context
  private readonly timers: Timers
  private readonly ids: Context['rng']
  /** Of the offsets topic. */
  private readonly partition: number
  private readonly leaderEpoch: number
  private status: 'loading' | 'active' | 'unloaded' = 'loading'
  private appendCount = 0

  constructor(
    context: Context,
    partitions: InternalPartitions,
    place: TopicPartition,
    leaderEpoch: number,
    options: GroupOptions,
  ) {
    this.context = context
    this.options = options
    this.partition = place.partition
    this.leaderEpoch = leaderEpoch
    this.timers = new Timers(context.clock)
    this.ids = context.rng.fork(`members ${place.partition} ${leaderEpoch}`)
    this.log = new InternalLog(partitions, place, GROUP_RECORDS, (record) => this.replay(record))
  }

  /** Why it does not answer, or NONE. */
  get problem(): ErrorName {
    if (this.status === 'active') return 'NONE'
    return this.status === 'loading' ? 'COORDINATOR_LOAD_IN_PROGRESS' : 'NOT_COORDINATOR'
  }

  /** Grows with each append: tells whether a request has led to one. */
  get appends(): number {
    return this.appendCount
  }

  /** Reads the log once all of it is committed: what a former coordinator left may be taken back until then. */
  async load(): Promise<void> {
    const { endOffset } = this.log
    while (this.status === 'loading' && this.log.highWatermark < endOffset) await this.context.clock.sleep(LOAD_POLL_MS)
    if (this.status !== 'loading') return
    this.log.replayCommitted()
    for (const groupId of this.offsets.groupIds()) {
      if (!this.groups.has(groupId)) this.groups.set(groupId, new ClassicGroup(groupId, this.nowMs()))
    }
    this.status = 'active'
    for (const group of this.groups.values()) {
      for (const { memberId, sessionTimeoutMs } of group.members.values()) {
        renewSession(this, group, memberId, sessionTimeoutMs)
      }
    }
  }

  /** Another broker leads the partition: whoever waits here has to ask there. */
  unload(): void {
    this.status = 'unloaded'
    for (const group of this.groups.values()) {
      group.transitionTo('Dead', this.nowMs())
      for (const member of group.members.values()) {
        completeJoin(member, joinFailure('NOT_COORDINATOR', member.memberId))
        completeSync(member, syncFailure('NOT_COORDINATOR'))
      }
    }
    this.groups.clear()
  }

  /** The group, or a new one without members. */
  getOrCreate(groupId: string): ClassicGroup {
    const existing = this.groups.get(groupId)
    if (existing !== undefined) return existing
    const group = new ClassicGroup(groupId, this.nowMs())
    this.groups.set(groupId, group)
    return group
  }

  /** Takes a group out of the memory, before its tombstone is in the log. */
  forget(group: ClassicGroup): void {
    cancelTimers(this, group)
    group.transitionTo('Dead', this.nowMs())
    this.groups.delete(group.groupId)
  }

  write(records: readonly GroupRecord[]): Promise<ErrorName> {
    this.appendCount += 1
    return this.log.append(records, this.nowMs(), this.options.offsetsCommitTimeoutMs)
  }

  append(group: ClassicGroup, assignments: ReadonlyMap<string, Assignment>, done: (error: ErrorName) => void): void {
    const key: GroupKey = { kind: 'group', groupId: group.groupId }
    void this.write([{ key, value: groupToValue(group, assignments) }]).then((error) => {
      if (this.status === 'active') done(error)
    })
  }

  /** States what members have committed. */
  committed(groupId: string, records: readonly GroupRecord[]): void {
    const offsets = records.flatMap(({ key, value }) =>
      key.kind === 'offset'
        ? [{ topic: key.topic, partition: key.partition, offset: (value as OffsetValue).offset }]
        : [],
    )
    this.context.emit('offset-commit', {
      group: groupId,
      shard: this.partition,
      leaderEpoch: this.leaderEpoch,
      offsets,
    })
  }

  changed({ groupId, state, generationId, members }: ClassicGroup): void {
    this.context.emit('group', {
      group: groupId,
      state,
      generation: generationId,
      members: [...members.values()].map(({ memberId, clientId, assignment }) => ({
        member: memberId,
        client: clientId,
        assignment: assignment.partitions.map(partitionName),
      })),
    })
  }

  nowMs(): number {
    return wallTimeMs(this.context.clock)
  }

  after(name: string, delayMs: number, run: () => void): void {
    this.timers.after(name, delayMs, () => {
      if (this.status === 'active') run()
    })
  }

  cancel(name: string): void {
    this.timers.cancel(name)
  }

  newMemberId(prefix: string): string {
    const hex = (): string =>
      this.ids
        .int(2 ** 32)
        .toString(16)
        .padStart(8, '0')
    return `${prefix}-${hex()}${hex()}`
  }

  private replay(record: GroupRecord): void {
    if (record.key.kind === 'offset') this.offsets.apply(record.key, record.value as OffsetValue | null)
    // What happens to groups later is known here before it is in the log.
    else if (this.status === 'loading') this.replayGroup(record.key.groupId, record.value as GroupValue | null)
  }

  private replayGroup(groupId: string, value: GroupValue | null): void {
    if (value === null) this.groups.delete(groupId)
    else this.groups.set(groupId, groupFromValue(groupId, value, this.nowMs()))
  }
}
