/**
 * What a broker does for a partition that it leads: it knows its followers, moves the high watermark, and asks the controller for
 * another ISR. By `Partition` in apache/kafka 4.
 *
 * A change of the ISR is pending until the controller has decided. Meanwhile the high watermark waits for the larger of the two
 * ISRs, so that whichever of them the controller knows has everything that is committed.
 */
import { isCallError } from '~/kernel/call-error'
import type { PartitionState } from '../broker/metadata'
import type { ErrorName } from '../protocol/error-code'
import { FollowerState } from './follower-state'
import type { Partition } from './partition'
import type { ReplicationWorld } from './world'

/** How long a request to the controller that failed waits before it is sent again, in ms: `AlterPartitionManager`. */
const ALTER_BACKOFF_MS = 50

interface PendingIsr {
  readonly isr: readonly number[]
  /** The larger one of this and the committed one. */
  readonly maximal: readonly number[]
}

export class Leadership {
  /** As the controller has it. */
  isr: readonly number[]
  /** Where the log ended when this epoch began. */
  epochStartOffset = 0
  private pending: PendingIsr | null = null
  private readonly world: ReplicationWorld
  private readonly partition: Partition
  private readonly followers = new Map<number, FollowerState>()

  constructor(world: ReplicationWorld, partition: Partition, state: PartitionState) {
    this.world = world
    this.partition = partition
    this.isr = state.isr
  }

  /** The committed ISR with whoever is about to join it. */
  get maximalIsr(): readonly number[] {
    return this.pending?.maximal ?? this.isr
  }

  /** The ISR is smaller than `min.insync.replicas`, or than all replicas, if there are fewer. */
  get isUnderMinIsr(): boolean {
    return this.isr.length < this.inSyncMin
  }

  /** What of the log all replicas that are alive have no more: `lowWatermarkIfLeader`. */
  get lowWatermark(): number {
    let low = this.partition.log.logStartOffset
    for (const [nodeId, { logStartOffset }] of this.followers) {
      if (logStartOffset < low && this.isAlive(nodeId)) low = logStartOffset
    }
    return low
  }

  /** Takes over what the controller has decided: replicas and ISR. Whatever was pending is over. */
  follow({ replicas, isr }: PartitionState): void {
    const { nodeId } = this.world
    for (const id of replicas) if (id !== nodeId && !this.followers.has(id)) this.followers.set(id, new FollowerState())
    for (const id of this.followers.keys()) if (!replicas.includes(id)) this.followers.delete(id)
    this.isr = isr
    this.pending = null
  }

  /** Begins an epoch at the end of the log. */
  beginEpoch(isNewLeader: boolean): void {
    const { log } = this.partition
    const nowMs = this.world.clock.monotonicMs()
    this.epochStartOffset = log.logEndOffset
    for (const [id, follower] of this.followers) {
      follower.reset(nowMs, log.logEndOffset, isNewLeader, this.isr.includes(id))
    }
  }

  followerOf(nodeId: number): FollowerState | undefined {
    return this.followers.get(nodeId)
  }

  /** Every follower's log end, for people. */
  ends(): { nodeId: number; logEndOffset: number }[] {
    return Array.from(this.followers, ([nodeId, { logEndOffset }]) => ({ nodeId, logEndOffset }))
  }

  /** A follower was read to up to an offset, or came to ask for it: it may join the ISR, and the high watermark may move. */
  followerFetched(nodeId: number, follower: FollowerState): void {
    const { log } = this.partition
    if (this.pending === null && !this.isr.includes(nodeId) && this.isEligible(nodeId, follower)) {
      const hasCaughtUp = follower.logEndOffset >= log.highWatermark && follower.logEndOffset >= this.epochStartOffset
      if (hasCaughtUp) void this.propose([...this.isr, nodeId], [...this.isr, nodeId])
    }
  }

  /** Moves the high watermark to the least log end in the ISR. @returns true if it moved */
  advanceHighWatermark(): boolean {
    const { log } = this.partition
    if (this.isUnderMinIsr) return false
    const end = log.logEndOffset
    const { maximalIsr } = this
    let mark = end
    for (const [nodeId, follower] of this.followers) {
      if (follower.logEndOffset >= mark) continue
      if (maximalIsr.includes(nodeId) || this.isAboutToJoin(nodeId, follower, end)) mark = follower.logEndOffset
    }
    if (mark <= log.highWatermark) return false
    log.highWatermark = mark
    return true
  }

  /** Whether an append up to an offset (exclusive) is committed: null if not yet. */
  outcomeOf(requiredOffset: number): ErrorName | null {
    if (this.partition.log.highWatermark < requiredOffset) return null
    return this.maximalIsr.length < this.inSyncMin ? 'NOT_ENOUGH_REPLICAS_AFTER_APPEND' : 'NONE'
  }

  /** Asks for an ISR without those that have not caught up for `replica.lag.time.max.ms`. */
  shrinkIsr(): void {
    if (this.pending !== null) return
    const { clock, nodeId, settings } = this.world
    const end = this.partition.log.logEndOffset
    const nowMs = clock.monotonicMs()
    const isr = this.isr.filter((id) => {
      return id === nodeId || this.followers.get(id)?.isCaughtUp(end, nowMs, settings.replicaLagTimeMaxMs) === true
    })
    if (isr.length < this.isr.length) void this.propose(isr, this.isr)
  }

  private get inSyncMin(): number {
    const { log, replicas } = this.partition
    return Math.min(log.config.inSyncReplicasMin, replicas.length)
  }

  /** It would be in the ISR but for the controller's word, which is on its way: the high watermark does not run away from it. */
  private isAboutToJoin(nodeId: number, follower: FollowerState, end: number): boolean {
    const { clock, settings } = this.world
    return (
      follower.isCaughtUp(end, clock.monotonicMs(), settings.replicaLagTimeMaxMs) && this.isEligible(nodeId, follower)
    )
  }

  private isAlive(nodeId: number): boolean {
    return this.world.metadata.image.brokers.get(nodeId)?.isFenced === false
  }

  /** It is not fenced, and what it fetched it fetched in the life that the controller knows of. */
  private isEligible(nodeId: number, { brokerEpoch }: FollowerState): boolean {
    if (brokerEpoch === null || !this.isAlive(nodeId)) return false
    return brokerEpoch === this.world.metadata.image.brokers.get(nodeId)!.brokerEpoch
  }

  private async propose(isr: readonly number[], maximal: readonly number[]): Promise<void> {
    const { partition, world } = this
    const pending: PendingIsr = { isr, maximal }
    this.pending = pending
    const { topic, leaderEpoch, partitionEpoch } = partition
    const change = { topic, partition: partition.partition, leaderEpoch, partitionEpoch, isr }
    // Once the metadata have said something newer, whatever the controller answers is about the past.
    while (this.pending === pending && partition.leadership === this) {
      const answer = await askFor(() => world.metadata.alterPartition(change))
      if (this.pending !== pending || isDecided(answer)) return
      if (answer === 'INELIGIBLE_REPLICA') {
        // It was not applied and never will be. Any other refusal means that newer metadata are on their way.
        this.pending = null
        partition.leaderMoved()
        return
      }
      await world.clock.sleep(ALTER_BACKOFF_MS)
    }
  }
}

/** Done, or refused for a reason that the next image explains. */
function isDecided(answer: ErrorName): boolean {
  switch (answer) {
    case 'NONE':
    case 'FENCED_LEADER_EPOCH':
    case 'INVALID_REQUEST':
    case 'INVALID_UPDATE_VERSION':
    case 'NEW_LEADER_ELECTED':
    case 'UNKNOWN_TOPIC_OR_PARTITION':
      return true
    default:
      return false
  }
}

async function askFor(ask: () => Promise<ErrorName>): Promise<ErrorName> {
  try {
    return await ask()
  } catch (error) {
    if (isCallError(error)) return 'NETWORK_EXCEPTION'
    throw error
  }
}
