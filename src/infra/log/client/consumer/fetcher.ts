/**
 * Fetches ahead, and gives what was fetched: one request to each leader at a time, for the partitions of which nothing is left
 * (`Fetcher` in apache/kafka). A position moves when records are given, never when they are fetched.
 */
import type { Clock } from '~/kernel/time'
import type { ConsumerRecord } from '../../port/consumer'
import { LogError } from '../../protocol/error-code'
import { CONSUMER_REPLICA, type FetchPartitionResponse, type FetchRequest } from '../../protocol/records-api'
import { samePartition } from '../../protocol/topic-partition'
import { CorruptBatchError } from '../../records/corrupt-batch-error'
import { type Connections, isNoAnswer } from '../connections'
import type { MetadataCache } from '../metadata-cache'
import { FetchedBatches } from './fetched-batches'
import { byLeader, type Led } from './leader-questions'
import type { OwnedPartition } from './owned-partition'
import type { OwnedPartitions } from './owned-partitions'
import type { PositionReader, Positions } from './positions'
import type { ConsumerSettings } from './settings'

export class Fetcher {
  private readonly clock: Clock
  private readonly connections: Connections
  private readonly metadata: MetadataCache
  private readonly partitions: OwnedPartitions
  private readonly positions: Positions
  private readonly settings: ConsumerSettings
  private readonly reader: PositionReader
  /** Brokers with a fetch under way. */
  private readonly inFlight = new Set<number>()
  /** What was fetched, in the order in which it came. */
  private full: OwnedPartition[] = []
  /** With which partition a request begins: a broker may not have room for all. */
  private turn = 0

  constructor(
    clock: Clock,
    connections: Connections,
    metadata: MetadataCache,
    partitions: OwnedPartitions,
    positions: Positions,
    settings: ConsumerSettings,
    reader: PositionReader,
  ) {
    this.clock = clock
    this.connections = connections
    this.metadata = metadata
    this.partitions = partitions
    this.positions = positions
    this.settings = settings
    this.reader = reader
  }

  /** Sends a fetch to each leader that has none, if there is anything to be fetched from it. */
  advance(): void {
    const nowMs = this.clock.monotonicMs()
    const wanted: OwnedPartition[] = []
    for (const owned of this.partitions.all) {
      if (owned.phase !== 'ready' || owned.isPaused || owned.isRevoking || owned.buffer !== null) continue
      if (owned.retryAtMs <= nowMs) wanted.push(owned)
    }
    if (wanted.length === 0) return
    for (const [nodeId, group] of byLeader(wanted, this.metadata)) {
      if (!this.inFlight.has(nodeId)) void this.fetch(nodeId, group)
    }
  }

  /** Up to `max` records of what was fetched, partition by partition. @throws {LogError} CORRUPT_MESSAGE, once for each fetch */
  take(max: number): ConsumerRecord[] {
    const records: ConsumerRecord[] = []
    const kept: OwnedPartition[] = []
    for (const owned of this.full) {
      const { buffer } = owned
      if (buffer === null || !this.partitions.has(owned)) continue
      const isGiven = owned.phase === 'ready' && !owned.isPaused && !owned.isRevoking && records.length < max
      if (isGiven) this.takeOf(owned, buffer, max - records.length, records)
      if (owned.buffer !== null) kept.push(owned)
    }
    this.full = kept
    return records
  }

  private takeOf(owned: OwnedPartition, buffer: FetchedBatches, max: number, into: ConsumerRecord[]): void {
    try {
      buffer.take(owned, max, into)
      if (buffer.isEmpty) owned.buffer = null
    } catch (error) {
      this.corrupt(owned, error)
    }
  }

  private async fetch(nodeId: number, group: readonly Led[]): Promise<void> {
    this.inFlight.add(nodeId)
    this.turn += 1
    const asked: { readonly owned: OwnedPartition; readonly version: number; readonly offset: number }[] = []
    const partitions: FetchRequest['partitions'][number][] = []
    for (let index = 0; index < group.length; index += 1) {
      const { owned, leader } = group[(this.turn + index) % group.length]!
      const { topic, partition, offset, version } = owned
      if (owned.leaderEpoch < 0) owned.leaderEpoch = leader.leaderEpoch
      asked.push({ owned, version, offset })
      const maxBytes = this.settings.partitionFetchMaxBytes
      const { leaderEpoch: currentLeaderEpoch } = leader
      partitions.push({ topic, partition, currentLeaderEpoch, fetchOffset: offset, lastFetchedEpoch: -1, logStartOffset: -1, maxBytes }) // prettier-ignore
    }
    const { fetchMaxWaitMs: maxWaitMs, fetchMinBytes: minBytes, fetchMaxBytes: maxBytes } = this.settings
    const request: FetchRequest = { type: 'Fetch', request: 0, replicaId: CONSUMER_REPLICA, replicaEpoch: -1, maxWaitMs, minBytes, maxBytes, partitions } // prettier-ignore
    const answer = await this.connections.ask(nodeId, request, this.settings.requestTimeoutMs)
    this.inFlight.delete(nodeId)
    const isFailed = isNoAnswer(answer) || answer.error !== 'NONE'
    if (isFailed) this.metadata.requestUpdate()
    for (const { owned, version, offset } of asked) {
      if (!this.partitions.has(owned) || owned.version !== version || owned.offset !== offset) continue
      const found = isFailed ? undefined : answer.partitions.find((each) => samePartition(each, owned))
      if (found === undefined) this.positions.retry(owned)
      else this.keep(owned, found)
    }
    this.reader.onNews()
  }

  private keep(owned: OwnedPartition, found: FetchPartitionResponse): void {
    switch (found.error) {
      case 'NONE':
        owned.failures = 0
        if (found.records.length > 0) this.fill(owned, found.records)
        return
      case 'OFFSET_OUT_OF_RANGE':
        this.positions.reset(owned, `the log does not have offset ${owned.offset}`)
        return
      case 'CORRUPT_MESSAGE':
        this.corrupt(owned, new Error('the broker could not read it'))
        return
      default:
        if (!this.metadata.learnLeader(owned, found.currentLeader)) this.metadata.requestUpdate()
        this.positions.retry(owned)
    }
  }

  private fill(owned: OwnedPartition, bytes: Uint8Array): void {
    try {
      const buffer = new FetchedBatches(bytes, this.settings.checkCrcs)
      if (buffer.isEmpty) return
      owned.buffer = buffer
      this.full.push(owned)
    } catch (error) {
      this.corrupt(owned, error)
    }
  }

  /** What cannot be read is let go of: another replica may have it whole. The position stays before it. */
  private corrupt(owned: OwnedPartition, error: unknown): void {
    if (!(error instanceof Error) || (!(error instanceof CorruptBatchError) && owned.buffer !== null)) throw error
    owned.buffer = null
    this.positions.retry(owned)
    this.reader.onError(new LogError('CORRUPT_MESSAGE', `${owned.name} at ${owned.offset}: ${error.message}`))
  }
}
