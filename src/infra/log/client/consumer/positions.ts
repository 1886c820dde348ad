/**
 * Finds where each partition is read from: what the group has committed; where it has definitely committed nothing, what the reset
 * policy says; and holds a position against the leader's epochs before anything is fetched from it. An answer that failed is never
 * taken for "nothing committed": it is asked for again. `SubscriptionState`, `OffsetFetcher` and `ConsumerCoordinator` in apache/kafka.
 */
import type { Rng } from '~/kernel/random'
import type { Clock } from '~/kernel/time'
import type { ConsumerEvent } from '../../port/consumer'
import { type ErrorName, isRetriable, LogError } from '../../protocol/error-code'
import { NO_OFFSET } from '../../protocol/group-api'
import { CONSUMER_REPLICA, EARLIEST_TIMESTAMP, LATEST_TIMESTAMP } from '../../protocol/records-api'
import { samePartition } from '../../protocol/topic-partition'
import { backoffMs } from '../backoff'
import { type Connections, isNoAnswer } from '../connections'
import type { MetadataCache } from '../metadata-cache'
import type { GroupCoordinator } from './group-coordinator'
import { byLeader, type Led } from './leader-questions'
import type { OwnedPartition, PositionPhase } from './owned-partition'
import type { OwnedPartitions } from './owned-partitions'
import type { ConsumerSettings } from './settings'

/** Who hears of what the search found out. */
export interface PositionReader {
  onEvent(event: ConsumerEvent): void
  /** Nothing mends this: the next poll fails with it. */
  onError(error: LogError): void
  /** Something is known that was not. */
  onNews(): void
  /** Is woken at a time on the monotonic clock, to look again. */
  wakeAt(atMs: number): void
}

type Asked = { readonly owned: OwnedPartition; readonly version: number }

export class Positions {
  private readonly clock: Clock
  private readonly rng: Rng
  private readonly connections: Connections
  private readonly metadata: MetadataCache
  private readonly coordinator: GroupCoordinator | null
  private readonly partitions: OwnedPartitions
  private readonly settings: ConsumerSettings
  private readonly reader: PositionReader

  constructor(
    clock: Clock,
    rng: Rng,
    connections: Connections,
    metadata: MetadataCache,
    coordinator: GroupCoordinator | null,
    partitions: OwnedPartitions,
    settings: ConsumerSettings,
    reader: PositionReader,
  ) {
    this.clock = clock
    this.rng = rng
    this.connections = connections
    this.metadata = metadata
    this.coordinator = coordinator
    this.partitions = partitions
    this.settings = settings
    this.reader = reader
  }

  /** Asks whatever has to be asked now. */
  advance(): void {
    this.noticeLeaders()
    const unknown = this.due('unknown')
    if (unknown.length > 0) void this.fetchCommitted(unknown)
    const reset = this.due('reset')
    if (reset.length > 0) for (const [nodeId, group] of byLeader(reset, this.metadata)) void this.lookUp(nodeId, group)
    const unvalidated = this.due('unvalidated')
    if (unvalidated.length === 0) return
    for (const [nodeId, group] of byLeader(unvalidated, this.metadata)) void this.validate(nodeId, group)
  }

  /** The log does not have the position. */
  reset(owned: OwnedPartition, why: string): void {
    if (this.settings.offsetReset !== 'none') {
      owned.phase = 'reset'
      owned.version += 1
      owned.isAsking = false
      return
    }
    this.reader.onError(new LogError('OFFSET_OUT_OF_RANGE', `${owned.name}: ${why}, and auto.offset.reset is none`))
  }

  /** Tries again later. */
  retry(owned: OwnedPartition): void {
    owned.failures += 1
    const { retryBackoffMs, retryBackoffMaxMs } = this.settings
    owned.retryAtMs = this.clock.monotonicMs() + backoffMs(retryBackoffMs, retryBackoffMaxMs, owned.failures, this.rng)
    this.reader.wakeAt(owned.retryAtMs)
  }

  /**
   * With each new leader a position has to be looked at again (`maybeValidatePositionForCurrentLeader`), and what was fetched behind it
   * is let go of: a log that was cut may have other records there, and the position itself may be right all the same. Kafka
   * drains it, too (`FetchCollector.fetchRecords`), unless the partition is paused.
   */
  private noticeLeaders(): void {
    for (const owned of this.partitions.all) {
      if (owned.phase !== 'ready' || owned.epoch < 0) continue
      const leader = this.metadata.leaderOf(owned.topic, owned.partition)
      if (leader === undefined || leader.leaderEpoch === owned.leaderEpoch) continue
      if (owned.leaderEpoch < 0) owned.leaderEpoch = leader.leaderEpoch
      else {
        this.partitions.discard(owned)
        owned.doubt()
      }
    }
  }

  private due(phase: PositionPhase): OwnedPartition[] {
    const nowMs = this.clock.monotonicMs()
    const due: OwnedPartition[] = []
    for (const owned of this.partitions.all) {
      if (owned.phase === phase && !owned.isAsking && !owned.isRevoking && owned.retryAtMs <= nowMs) due.push(owned)
    }
    return due
  }

  private async fetchCommitted(unknown: readonly OwnedPartition[]): Promise<void> {
    const asked = begin(unknown)
    const { groupId, requestTimeoutMs } = this.settings
    const partitions = unknown.map(({ topic, partition }) => ({ topic, partition }))
    const question = { type: 'OffsetFetch', request: 0, groupId: groupId!, partitions } as const
    const answer = await this.coordinator!.ask(question, requestTimeoutMs)
    const error = isNoAnswer(answer) ? 'NETWORK_EXCEPTION' : answer.error
    this.coordinator!.learn(error)
    if (isFatal(error)) this.reader.onError(new LogError(error, `the offsets of ${groupId} cannot be read`))
    for (const owned of this.current(asked)) {
      const found = isNoAnswer(answer) ? undefined : answer.partitions.find((each) => samePartition(each, owned))
      if (error !== 'NONE' || found === undefined || found.error !== 'NONE') this.retry(owned)
      else if (found.offset === NO_OFFSET) this.reset(owned, 'nothing is committed')
      else {
        owned.moveTo(found.offset, found.leaderEpoch, found.leaderEpoch < 0 ? 'ready' : 'unvalidated')
        owned.committed = owned.claimed = found.offset
      }
    }
    this.reader.onNews()
  }

  private async lookUp(nodeId: number, group: readonly Led[]): Promise<void> {
    const asked = begin(group.map(({ owned }) => owned))
    const timestamp = this.settings.offsetReset === 'earliest' ? EARLIEST_TIMESTAMP : LATEST_TIMESTAMP
    const partitions = group.map(({ owned: { topic, partition }, leader }) => {
      return { topic, partition, currentLeaderEpoch: leader.leaderEpoch, timestamp }
    })
    const question = { type: 'ListOffsets', request: 0, replicaId: CONSUMER_REPLICA, partitions } as const
    const answer = await this.connections.ask(nodeId, question, this.settings.requestTimeoutMs)
    for (const owned of this.current(asked)) {
      const found = isNoAnswer(answer) ? undefined : answer.partitions.find((each) => samePartition(each, owned))
      if (found?.error !== 'NONE') {
        this.failed(owned, found?.error)
        continue
      }
      const { topic, partition, offset: from } = owned
      const to = found.offset
      this.partitions.discard(owned)
      owned.moveTo(to, found.leaderEpoch, 'ready')
      owned.leaderEpoch = found.leaderEpoch
      owned.committed = owned.claimed = -1
      this.reader.onEvent({ kind: 'reset', topic, partition, from, to, policy: this.settings.offsetReset })
    }
    this.reader.onNews()
  }

  private async validate(nodeId: number, group: readonly Led[]): Promise<void> {
    const asked = begin(group.map(({ owned }) => owned))
    const epochs = new Map(group.map(({ owned, leader }) => [owned, leader.leaderEpoch]))
    const partitions = group.map(({ owned: { topic, partition, epoch }, leader }) => {
      return { topic, partition, currentLeaderEpoch: leader.leaderEpoch, leaderEpoch: epoch }
    })
    const question = { type: 'OffsetForLeaderEpoch', request: 0, replicaId: CONSUMER_REPLICA, partitions } as const
    const answer = await this.connections.ask(nodeId, question, this.settings.requestTimeoutMs)
    for (const owned of this.current(asked)) {
      const found = isNoAnswer(answer) ? undefined : answer.partitions.find((each) => samePartition(each, owned))
      if (found?.error !== 'NONE') {
        this.failed(owned, found?.error)
        continue
      }
      if (found.leaderEpoch < 0 || found.endOffset < 0) this.reset(owned, 'the leader does not know its epoch')
      else if (found.endOffset < owned.offset) this.truncate(owned, found.endOffset, found.leaderEpoch)
      else owned.phase = 'ready'
      owned.leaderEpoch = epochs.get(owned)!
    }
    this.reader.onNews()
  }

  /** `maybeCompleteValidation`: the log parts from what was read. Reading goes on where both agree. */
  private truncate(owned: OwnedPartition, to: number, epoch: number): void {
    const { topic, partition, offset: from } = owned
    if (this.settings.offsetReset === 'none') {
      this.reset(owned, `the log was cut at ${to}, before the position ${from}`)
      return
    }
    this.partitions.discard(owned)
    owned.moveTo(to, epoch, 'ready')
    owned.committed = owned.claimed = -1
    this.reader.onEvent({ kind: 'truncated', topic, partition, from, to })
  }

  private failed(owned: OwnedPartition, error: ErrorName = 'NETWORK_EXCEPTION'): void {
    if (isFatal(error)) this.reader.onError(new LogError(error, `the position in ${owned.name} cannot be found`))
    this.metadata.requestUpdate()
    this.retry(owned)
  }

  /** Those of whom the answer still tells something. */
  private current(asked: readonly Asked[]): OwnedPartition[] {
    const current: OwnedPartition[] = []
    for (const { owned, version } of asked) {
      if (!this.partitions.has(owned) || owned.version !== version) continue
      owned.isAsking = false
      current.push(owned)
    }
    return current
  }
}

function begin(partitions: readonly OwnedPartition[]): Asked[] {
  return partitions.map((owned) => {
    owned.isAsking = true
    return { owned, version: owned.version }
  })
}

function isFatal(error: ErrorName): boolean {
  return error !== 'NONE' && !isRetriable(error)
}
