/**
 * Follows one leader: fetches from one broker all the partitions that this broker has as a follower of it, in one loop. By
 * `AbstractFetcherThread` and `ReplicaFetcherThread` in apache/kafka 2.7 and later: a follower says the epoch of its last record with
 * each fetch, and goes back by epochs where the leader's log is another one; never to its high watermark.
 */
import { isCallError } from '~/kernel/call-error'
import type { Context } from '~/kernel/component'
import {
  EARLIEST_TIMESTAMP,
  LATEST_TIMESTAMP,
  type FetchPartitionRequest,
  type FetchPartitionResponse,
  type FetchRequest,
  type FetchResponse,
  type ListOffsetsRequest,
  type ListOffsetsResponse,
} from '../protocol/records-api'
import { samePartition } from '../protocol/topic-partition'
import type { Partition } from './partition'
import { truncateToLeader } from './truncate-to-leader'
import type { ReplicationWorld } from './world'

/** A partition that is fetched. */
interface Followed {
  readonly partition: Partition
  readonly leaderEpoch: number
  /** After an error it waits until then, on the monotonic clock. */
  delayedUntilMs: number
  /** What was asked last; asked again as long as nothing changed. */
  request: FetchPartitionRequest | null
}

export class Fetcher {
  private readonly context: Context
  private readonly world: ReplicationWorld
  private readonly leaderId: number
  private readonly followed = new Map<Partition, Followed>()
  private isRunning = false
  private wake: (() => void) | null = null

  constructor(context: Context, world: ReplicationWorld, leaderId: number) {
    this.context = context
    this.world = world
    this.leaderId = leaderId
  }

  /** Follows a partition under its leader's epoch of now. */
  add(partition: Partition): void {
    const { leaderEpoch } = partition
    this.followed.set(partition, { partition, leaderEpoch, delayedUntilMs: 0, request: null })
    this.wake?.()
    if (!this.isRunning) void this.run()
  }

  remove(partition: Partition): void {
    this.followed.delete(partition)
  }

  private async run(): Promise<void> {
    this.isRunning = true
    const { clock, settings } = this.world
    while (this.followed.size > 0) {
      const nowMs = clock.monotonicMs()
      const asked = [...this.followed.values()].filter(({ delayedUntilMs }) => delayedUntilMs <= nowMs)
      if (asked.length === 0) {
        await this.pause(Math.min(...Array.from(this.followed.values(), (each) => each.delayedUntilMs)) - nowMs)
        continue
      }
      const response = await this.ask<FetchResponse>(this.requestOf(asked))
      if (response === null) for (const each of asked) this.delay(each, settings.replicaFetchBackoffMs)
      else await this.take(asked, response)
    }
    this.isRunning = false
  }

  private requestOf(asked: readonly Followed[]): FetchRequest {
    const { nodeId, metadata, settings } = this.world
    return {
      type: 'Fetch',
      request: 0,
      replicaId: nodeId,
      replicaEpoch: metadata.brokerEpoch,
      maxWaitMs: settings.replicaFetchWaitMaxMs,
      minBytes: 1,
      maxBytes: settings.replicaFetchResponseMaxBytes,
      partitions: asked.map((each) => this.partitionRequestOf(each)),
    }
  }

  private partitionRequestOf(followed: Followed): FetchPartitionRequest {
    const { topic, partition, log } = followed.partition
    const { logEndOffset, logStartOffset } = log
    const last = followed.request
    if (last !== null && last.fetchOffset === logEndOffset && last.logStartOffset === logStartOffset) return last
    return (followed.request = {
      topic,
      partition,
      currentLeaderEpoch: followed.leaderEpoch,
      fetchOffset: logEndOffset,
      lastFetchedEpoch: log.epochs.latestEpoch,
      logStartOffset,
      maxBytes: this.world.settings.replicaFetchMaxBytes,
    })
  }

  private async take(asked: readonly Followed[], response: FetchResponse): Promise<void> {
    let place = 0
    for (const answer of response.partitions) {
      // Answers are in the order of the questions, without those that have nothing to say.
      while (!samePartition(asked[place]!.partition, answer)) place += 1
      const followed = asked[place]!
      // Meanwhile the partition may have another leader, or be followed under another epoch.
      if (this.followed.get(followed.partition) !== followed) continue
      if (answer.error === 'OFFSET_OUT_OF_RANGE') await this.goWhereTheLeaderIs(followed)
      else if (answer.error !== 'NONE') this.delay(followed, this.world.settings.replicaFetchBackoffMs)
      else if (this.takePartition(followed, answer)) await this.world.step('after-replicate')
    }
  }

  /** True if records were appended. */
  private takePartition(followed: Followed, answer: FetchPartitionResponse): boolean {
    const { partition } = followed
    const { log } = partition
    // Another answer to the same question has been taken already.
    if (followed.request?.fetchOffset !== log.logEndOffset) return false
    if (answer.divergingEpoch !== undefined) {
      this.truncated(followed, truncateToLeader(log, answer.divergingEpoch))
      return false
    }
    const error = answer.records.length === 0 ? 'NONE' : log.appendAsFollower(answer.records)
    if (error !== 'NONE') {
      this.delay(followed, this.world.settings.replicaFetchBackoffMs)
      return false
    }
    log.highWatermark = Math.max(log.highWatermark, answer.highWatermark)
    log.advanceLogStart(Math.min(answer.logStartOffset, log.highWatermark))
    return answer.records.length > 0
  }

  /**
   * The leader's log ends before this one's, or begins after its end: go back to the leader's end, or begin anew at its start.
   */
  private async goWhereTheLeaderIs(followed: Followed): Promise<void> {
    const { log } = followed.partition
    const leaderEnd = await this.listOffset(followed, LATEST_TIMESTAMP)
    const leaderStart = leaderEnd === null ? null : await this.listOffset(followed, EARLIEST_TIMESTAMP)
    if (this.followed.get(followed.partition) !== followed) return
    if (leaderEnd === null || leaderStart === null) {
      this.delay(followed, this.world.settings.replicaFetchBackoffMs)
      return
    }
    const before = log.logEndOffset
    if (leaderEnd < before) {
      log.truncateTo(leaderEnd)
      this.truncated(followed, before)
    } else if (leaderStart > before) {
      log.startAt(leaderStart)
      followed.partition.state('started-over', { from: before, to: leaderStart })
    } else {
      this.delay(followed, this.world.settings.replicaFetchBackoffMs)
    }
    followed.request = null
  }

  private async listOffset(followed: Followed, timestamp: number): Promise<number | null> {
    const { topic, partition } = followed.partition
    const request: ListOffsetsRequest = {
      type: 'ListOffsets',
      request: 0,
      replicaId: this.world.nodeId,
      partitions: [{ topic, partition, currentLeaderEpoch: followed.leaderEpoch, timestamp }],
    }
    const answer = (await this.ask<ListOffsetsResponse>(request))?.partitions[0]
    return answer?.error === 'NONE' ? answer.offset : null
  }

  private truncated(followed: Followed, before: number): void {
    const { partition } = followed
    followed.request = null
    if (partition.log.logEndOffset === before) return
    partition.state('truncated', { from: before, to: partition.log.logEndOffset })
  }

  private async ask<Reply>(request: FetchRequest | ListOffsetsRequest): Promise<Reply | null> {
    const { context, leaderId, world } = this
    try {
      const timeoutMs = world.settings.replicaSocketTimeoutMs
      return await context.call<Reply>(context.self, request, { timeoutMs, instance: leaderId })
    } catch (error) {
      if (isCallError(error)) return null
      throw error
    }
  }

  private delay(followed: Followed, byMs: number): void {
    followed.delayedUntilMs = this.world.clock.monotonicMs() + byMs
  }

  /** Waits, unless something to fetch comes before. */
  private pause(durationMs: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        if (this.wake === wake) this.wake = null
        resolve()
      }
      this.wake = wake
      void this.world.clock.sleep(durationMs).then(wake)
    })
  }
}
