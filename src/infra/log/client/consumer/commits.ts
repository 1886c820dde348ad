/**
 * Commits of positions. Of each partition only the highest is sent, one request at a time, so that a retry never comes after a higher
 * one; what is not owned is not sent; and what is pending ends with its generation, since the next owner may have gone further.
 */
import type { Rng } from '~/kernel/random'
import type { Clock } from '~/kernel/time'
import type { Commit, CommitOutcome } from '../../port/consumer'
import { type ErrorName, isRetriable } from '../../protocol/error-code'
import type { OffsetCommitRequest, OffsetCommitResponse } from '../../protocol/group-api'
import { partitionName } from '../../protocol/topic-partition'
import { backoffMs } from '../backoff'
import { isNoAnswer, type NoAnswer } from '../connections'
import { API_TIMEOUT_MS } from '../options'
import type { GroupCoordinator } from './group-coordinator'
import type { OwnedPartition } from './owned-partition'
import type { OwnedPartitions } from './owned-partitions'
import type { ConsumerSettings } from './settings'

/** In whose name commits are made, and who hears when the coordinator says that this is not right. */
export interface Committer {
  readonly memberId: string
  readonly generation: number
  /** The coordinator does not take commits of this member in its generation. */
  onCommitRefused(error: ErrorName, generation: number): void
}

interface Pending {
  readonly owned: OwnedPartition
  readonly offset: number
  readonly leaderEpoch: number
  readonly untilMs: number
  readonly waiters: ((outcome: CommitOutcome) => void)[]
}

const NOT_SENT = -1

export class Commits {
  private readonly clock: Clock
  private readonly rng: Rng
  private readonly coordinator: GroupCoordinator
  private readonly partitions: OwnedPartitions
  private readonly settings: ConsumerSettings
  private readonly committer: Committer
  private readonly pending = new Map<string, Pending>()
  private sent: readonly Pending[] = []
  private failures = 0
  private isRunning = false
  private readonly whenIdle: (() => void)[] = []

  constructor(
    clock: Clock,
    rng: Rng,
    coordinator: GroupCoordinator,
    partitions: OwnedPartitions,
    settings: ConsumerSettings,
    committer: Committer,
  ) {
    this.clock = clock
    this.rng = rng
    this.coordinator = coordinator
    this.partitions = partitions
    this.settings = settings
    this.committer = committer
  }

  /** Resolves with what became of each, in their order. Never rejects. */
  commit(commits: readonly Commit[]): Promise<readonly CommitOutcome[]> {
    const outcomes = Promise.all(
      commits.map((commit) => new Promise<CommitOutcome>((resolve) => this.add(commit, resolve))),
    )
    if (!this.isRunning && this.pending.size > 0) void this.run()
    return outcomes
  }

  /** Resolves when nothing is pending or under way. */
  idle(): Promise<void> | undefined {
    return this.isRunning ? new Promise((resolve) => this.whenIdle.push(resolve)) : undefined
  }

  /** The generation is over. What was sent may still be answered; what was not will not be sent. */
  endGeneration(): void {
    for (const each of this.pending.values()) settle(each, NOT_SENT, 'refused')
    this.pending.clear()
  }

  private add(
    { topic, partition, offset, leaderEpoch, generation }: Commit,
    resolve: (outcome: CommitOutcome) => void,
  ) {
    const owned = this.partitions.get({ topic, partition })
    const give = (outcome: CommitOutcome['outcome']) =>
      resolve({ topic, partition, offset, generation: NOT_SENT, outcome })
    if (owned === undefined || (generation !== undefined && generation !== owned.generation)) return give('not-owned')
    if (offset < owned.claimed) return give('superseded')
    const same = this.pending.get(owned.name) ?? this.sent.find((each) => each.owned === owned)
    if (same !== undefined && same.offset === offset) return void same.waiters.push(resolve)
    owned.claimed = offset
    const before = this.pending.get(owned.name)
    if (before !== undefined) settle(before, NOT_SENT, 'superseded')
    const untilMs = this.clock.monotonicMs() + API_TIMEOUT_MS
    this.pending.set(owned.name, { owned, offset, leaderEpoch: leaderEpoch ?? -1, untilMs, waiters: [resolve] })
  }

  /** Sends what is pending until nothing is. */
  private async run(): Promise<void> {
    this.isRunning = true
    while (this.pending.size > 0) {
      if (this.failures > 0) {
        const { retryBackoffMs, retryBackoffMaxMs } = this.settings
        await this.clock.sleep(backoffMs(retryBackoffMs, retryBackoffMaxMs, this.failures, this.rng))
      }
      await this.send()
    }
    this.isRunning = false
    for (const resolve of this.whenIdle.splice(0)) resolve()
  }

  private async send(): Promise<void> {
    const sent = this.takeOwned()
    if (sent.length === 0) return
    this.sent = sent
    const { memberId, generation } = this.committer
    const { groupId, groupInstanceId, requestTimeoutMs } = this.settings
    const request: OffsetCommitRequest = {
      type: 'OffsetCommit',
      request: 0,
      groupId: groupId!,
      memberId,
      groupInstanceId,
      generationId: generation,
      partitions: sent.map(({ owned: { topic, partition }, offset, leaderEpoch }) => {
        return { topic, partition, offset, leaderEpoch, metadata: '' }
      }),
    }
    const answer = await this.coordinator.ask(request, requestTimeoutMs)
    this.sent = []
    this.failures = isNoAnswer(answer) ? this.failures + 1 : 0
    for (const each of sent) this.take(each, errorOf(answer, each.owned), generation)
  }

  /** What is pending and still owned. */
  private takeOwned(): Pending[] {
    const owned: Pending[] = []
    for (const each of this.pending.values()) {
      if (this.partitions.has(each.owned)) owned.push(each)
      else settle(each, NOT_SENT, 'not-owned')
    }
    this.pending.clear()
    return owned
  }

  private take(each: Pending, error: ErrorName, generation: number): void {
    const { owned, offset } = each
    if (error === 'NONE') {
      owned.committed = Math.max(owned.committed, offset)
      return settle(each, generation, 'committed')
    }
    const isOver = generation !== this.committer.generation || !this.partitions.has(each.owned)
    if (this.coordinator.learn(error) || isRetriable(error)) {
      this.failures = Math.max(1, this.failures)
      if (this.pending.has(each.owned.name)) return settle(each, generation, 'superseded')
      if (!isOver && this.clock.monotonicMs() < each.untilMs) return void this.pending.set(each.owned.name, each)
    } else {
      // It is certain that it was not taken, so something lower may be.
      if (owned.claimed === offset) owned.claimed = owned.committed
      this.committer.onCommitRefused(error, generation)
    }
    settle(each, generation, 'refused')
  }
}

function settle({ owned, offset, waiters }: Pending, generation: number, outcome: CommitOutcome['outcome']): void {
  const { topic, partition } = owned
  for (const resolve of waiters) resolve({ topic, partition, offset, generation, outcome })
}

function errorOf(answer: OffsetCommitResponse | NoAnswer, { name }: OwnedPartition): ErrorName {
  if (isNoAnswer(answer)) return 'NETWORK_EXCEPTION'
  return answer.partitions.find((each) => partitionName(each) === name)?.error ?? 'UNKNOWN_SERVER_ERROR'
}
