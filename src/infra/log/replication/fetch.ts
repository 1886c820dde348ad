/**
 * Fetch requests, of consumers and followers: read, or wait until there is enough. `ReplicaManager.fetchMessages`, `DelayedFetch` and
 * `Partition.fetchRecords`. Consumers read up to the high watermark, followers up to the log end.
 */
import type { ErrorName } from '../protocol/error-code'
import {
  CONSUMER_REPLICA,
  NO_LEADER_EPOCH,
  type FetchPartitionRequest,
  type FetchPartitionResponse,
  type FetchRequest,
  type FetchResponse,
} from '../protocol/records-api'
import { samePartition } from '../protocol/topic-partition'
import { NO_RECORDS, type PartitionLog } from '../storage/partition-log'
import type { Deadlines } from './deadlines'
import type { Partition, PartitionWaiting } from './partition'
import type { Partitions } from './partitions'
import type { ReplicationWorld } from './world'

export class Fetch {
  private readonly world: ReplicationWorld
  private readonly partitions: Partitions
  private readonly deadlines: Deadlines

  constructor(world: ReplicationWorld, partitions: Partitions, deadlines: Deadlines) {
    this.world = world
    this.partitions = partitions
    this.deadlines = deadlines
  }

  /** Answers at once if there is enough, or something is wrong, or nobody wants to wait. */
  handle(request: FetchRequest): FetchResponse | Promise<FetchResponse> {
    const { maxWaitMs, minBytes, partitions, replicaId } = request
    const isReady = maxWaitMs <= 0 || minBytes <= 0 || partitions.length === 0 || this.isWorthwhile(request)
    // A follower learns what its own fetch does to the high watermark with its next one.
    const response = isReady ? this.read(request) : null
    if (replicaId !== CONSUMER_REPLICA) this.noteFollower(request)
    if (response !== null) return response
    return new Promise((resolve) => {
      const delayed = new DelayedFetch(this, request, resolve)
      for (const each of partitions) this.partitions.find(each)!.watch(delayed)
      this.deadlines.add(this.world.clock.monotonicMs() + maxWaitMs, delayed)
    })
  }

  /**
   * Reads what there is now. The first partition that has something gives at least one batch, so that readers get on. A follower is
   * not told again and again what it knows, as in Kafka's fetch sessions.
   */
  read(request: FetchRequest): FetchResponse {
    const { replicaId, partitions } = request
    let left = request.maxBytes
    let isFirst = true
    const answers: FetchPartitionResponse[] = []
    for (const each of partitions) {
      const answer = this.readPartition(replicaId, each, Math.min(left, each.maxBytes), isFirst)
      if (answer === null) continue
      left = Math.max(0, left - answer.records.length)
      if (answer.records.length > 0) isFirst = false
      answers.push(answer)
    }
    return { error: 'NONE', partitions: answers }
  }

  /** True if a request that waits would get enough by now, or would fail. */
  isWorthwhile({ replicaId, partitions, minBytes }: FetchRequest): boolean {
    let bytes = 0
    for (const each of partitions) {
      bytes += this.worthOf(replicaId, each)
      if (bytes >= minBytes && bytes > 0) return true
    }
    return false
  }

  /** How many bytes one partition would give; Infinity if it is worth an answer for another reason. */
  worthOf(replicaId: number, request: FetchPartitionRequest): number {
    const partition = this.partitions.find(request)
    if (partition === undefined || this.problemOf(replicaId, request, partition) !== 'NONE') return Infinity
    const { log } = partition
    const { fetchOffset } = request
    if (fetchOffset > log.logEndOffset || fetchOffset < log.logStartOffset) return Infinity
    if (divergence(log, request) !== null) return Infinity
    return Math.min(log.readableBytes(fetchOffset, boundOf(log, replicaId)), request.maxBytes)
  }

  /** Null for a follower that knows all there is to say. */
  private readPartition(
    replicaId: number,
    request: FetchPartitionRequest,
    maxBytes: number,
    isFirst: boolean,
  ): FetchPartitionResponse | null {
    const partition = this.partitions.find(request)
    if (partition === undefined) {
      const currentLeader = this.partitions.leaderElsewhere(request)
      return failed(request, this.partitions.absence(request), currentLeader)
    }
    const problem = this.problemOf(replicaId, request, partition)
    if (problem !== 'NONE') return failed(request, problem, partition.currentLeader)
    const { log } = partition
    const { topic, partition: number, fetchOffset } = request
    const { highWatermark, logStartOffset } = log
    const diverging = divergence(log, request)
    const records = diverging === null ? log.read(fetchOffset, maxBytes, boundOf(log, replicaId), isFirst) : NO_RECORDS
    const isOutOfRange = diverging === 'unknown' || records === null
    if (!isOutOfRange && diverging === null && records.length === 0 && this.isKnown(replicaId, partition)) return null
    const error: ErrorName = isOutOfRange ? 'OFFSET_OUT_OF_RANGE' : 'NONE'
    const answer = { topic, partition: number, error, highWatermark, logStartOffset, records: records ?? NO_RECORDS }
    return diverging === null || diverging === 'unknown' ? answer : { ...answer, divergingEpoch: diverging }
  }

  /** A follower was told high watermark and log start not long ago. An answer may be lost, so it is told again in time. */
  private isKnown(replicaId: number, { leadership, log }: Partition): boolean {
    if (replicaId === CONSUMER_REPLICA) return false
    const { clock, settings } = this.world
    const nowMs = clock.monotonicMs()
    const follower = leadership!.followerOf(replicaId)!
    return !follower.isNews(log.highWatermark, log.logStartOffset, nowMs, settings.replicaFetchWaitMaxMs)
  }

  private problemOf(replicaId: number, request: FetchPartitionRequest, partition: Partition): ErrorName {
    const problem = partition.checkLeader(request.currentLeaderEpoch)
    if (problem !== 'NONE' || replicaId === CONSUMER_REPLICA) return problem
    // It knows more of the replicas than this leader does, or less.
    return partition.leadership!.followerOf(replicaId) === undefined ? 'UNKNOWN_LEADER_EPOCH' : 'NONE'
  }

  /** What a follower asks for tells how far it has come; unless its log is another one. */
  private noteFollower({ replicaId, replicaEpoch, partitions }: FetchRequest): void {
    const known = this.world.metadata.image.brokers.get(replicaId)?.brokerEpoch ?? -1
    // A request of a life of that broker that is over.
    if (replicaEpoch < known) return
    const nowMs = this.world.clock.monotonicMs()
    for (const request of partitions) {
      const partition = this.partitions.find(request)
      if (partition === undefined || this.problemOf(replicaId, request, partition) !== 'NONE') continue
      const { log } = partition
      const { fetchOffset, logStartOffset } = request
      if (fetchOffset > log.logEndOffset || fetchOffset < log.logStartOffset) continue
      if (divergence(log, request) !== null) continue
      const follower = partition.leadership!.followerOf(replicaId)!
      const hasTrimmed = follower.logStartOffset !== logStartOffset
      follower.fetched(fetchOffset, logStartOffset, replicaEpoch, log.logEndOffset, nowMs)
      partition.leadership!.followerFetched(replicaId, follower)
      partition.followerMoved(hasTrimmed)
    }
  }
}

/** A fetch that waits for more bytes, or for something to be wrong. */
class DelayedFetch implements PartitionWaiting {
  isDone = false
  private readonly fetch: Fetch
  private readonly request: FetchRequest
  private readonly resolve: (response: FetchResponse) => void

  constructor(fetch: Fetch, request: FetchRequest, resolve: (response: FetchResponse) => void) {
    this.fetch = fetch
    this.request = request
    this.resolve = resolve
  }

  look(partition: Partition): void {
    const { replicaId, partitions, minBytes } = this.request
    const worth = this.fetch.worthOf(
      replicaId,
      partitions.find((each) => samePartition(each, partition))!,
    )
    if (worth > 0 && (worth >= minBytes || this.fetch.isWorthwhile(this.request))) this.expire()
  }

  expire(): void {
    this.isDone = true
    this.resolve(this.fetch.read(this.request))
  }
}

/** Exclusive: up to where somebody may read. */
function boundOf(log: PartitionLog, replicaId: number): number {
  return replicaId === CONSUMER_REPLICA ? log.highWatermark : log.logEndOffset
}

/**
 * Where the asker's log stops being the same as this one: null if it does not. `unknown` if this log has nothing to compare with, or
 * the offset is before it.
 */
function divergence(
  log: PartitionLog,
  { lastFetchedEpoch, fetchOffset }: FetchPartitionRequest,
): { readonly epoch: number; readonly endOffset: number } | 'unknown' | null {
  if (lastFetchedEpoch === NO_LEADER_EPOCH) return null
  // Nearly always.
  const isInside = fetchOffset >= log.logStartOffset && fetchOffset <= log.logEndOffset
  if (isInside && lastFetchedEpoch === log.epochs.latestEpoch) return null
  const end = log.epochs.endOf(lastFetchedEpoch, log.logEndOffset)
  if (end.endOffset === -1 || fetchOffset < log.logStartOffset) return 'unknown'
  return end.epoch < lastFetchedEpoch || end.endOffset < fetchOffset ? end : null
}

function failed(
  { topic, partition }: FetchPartitionRequest,
  error: ErrorName,
  currentLeader: FetchPartitionResponse['currentLeader'],
): FetchPartitionResponse {
  const leader = currentLeader === undefined ? {} : { currentLeader }
  return { topic, partition, error, highWatermark: -1, logStartOffset: -1, records: NO_RECORDS, ...leader }
}
