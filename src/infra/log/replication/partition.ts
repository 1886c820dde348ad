/** One replica of one partition: a leader or a follower, as the metadata say. By `Partition` in apache/kafka. */
import type { PartitionState } from '../broker/metadata'
import type { ErrorName } from '../protocol/error-code'
import { NO_LEADER_EPOCH, type CurrentLeader } from '../protocol/records-api'
import { partitionName, type TopicPartition } from '../protocol/topic-partition'
import { refused, type AppendResult } from '../storage/append-result'
import type { PartitionLog } from '../storage/partition-log'
import type { Waiting } from './deadlines'
import { Leadership } from './leadership'
import { unixMs, type ReplicationWorld } from './world'

/** A request that waits until a partition has moved on. */
export interface PartitionWaiting extends Waiting {
  /** Looks again; `isDone` is true afterwards if it has its outcome. */
  look(partition: Partition): void
}

/** So many that wait may have had their outcome before the list is looked through. */
const DONE_MAX = 32

export class Partition implements TopicPartition {
  readonly topic: string
  readonly partition: number
  readonly name: string
  readonly log: PartitionLog
  /** Null while this broker does not lead it. */
  leadership: Leadership | null = null
  /** -1 for nobody. */
  leaderId = -1
  leaderEpoch = -1
  partitionEpoch = -1
  replicas: readonly number[] = []
  private readonly world: ReplicationWorld
  private waiting: PartitionWaiting[] = []
  private lookAfter = DONE_MAX

  constructor(world: ReplicationWorld, { topic, partition }: TopicPartition, log: PartitionLog) {
    this.world = world
    this.topic = topic
    this.partition = partition
    this.name = partitionName({ topic, partition })
    this.log = log
  }

  get currentLeader(): CurrentLeader {
    return { leaderId: this.leaderId, leaderEpoch: this.leaderEpoch }
  }

  /**
   * Becomes what the controller has decided. What is older than what is known is passed over.
   * @returns true if the leader or its epoch is another one now
   */
  apply(state: PartitionState): boolean {
    if (state.partitionEpoch <= this.partitionEpoch) {
      // Not news of the partition, but perhaps of its settings; what is pending at the controller stays pending.
      this.leaderMoved()
      return false
    }
    const isNewEpoch = state.leaderEpoch > this.leaderEpoch
    const hasOtherIsr = this.leadership !== null && !isNewEpoch && this.leadership.isr.join() !== state.isr.join()
    this.partitionEpoch = state.partitionEpoch
    this.leaderEpoch = state.leaderEpoch
    this.leaderId = state.leaderId
    this.replicas = state.replicas
    if (state.leaderId === this.world.nodeId) {
      this.lead(state, isNewEpoch)
      if (hasOtherIsr) this.state('isr', { isr: [...state.isr] })
    } else {
      this.leadership = null
    }
    this.notify()
    return isNewEpoch
  }

  /** What is wrong with asking this replica as the leader of an epoch: `NONE` if nothing is. */
  checkLeader(leaderEpoch: number): ErrorName {
    if (leaderEpoch !== NO_LEADER_EPOCH && leaderEpoch !== this.leaderEpoch) {
      return leaderEpoch < this.leaderEpoch ? 'FENCED_LEADER_EPOCH' : 'UNKNOWN_LEADER_EPOCH'
    }
    return this.leadership === null ? 'NOT_LEADER_OR_FOLLOWER' : 'NONE'
  }

  /** Appends a batch, with `acks=all` only if enough replicas are in sync. Nobody who waits hears of it: see {@link leaderMoved}. */
  append(records: Uint8Array, acks: number): AppendResult {
    const { leadership, log, leaderEpoch, world } = this
    if (leadership === null) return refused('NOT_LEADER_OR_FOLLOWER', `${this.name} is led by ${this.leaderId}`)
    if (acks === -1 && leadership.isUnderMinIsr) {
      const message = `the ISR of ${this.name} is [${leadership.isr.join()}], less than min.insync.replicas`
      return refused('NOT_ENOUGH_REPLICAS', message)
    }
    return log.appendAsLeader(records, leaderEpoch, unixMs(world.clock))
  }

  /** The leader's log has grown, or the ISR is another one: whoever waits may have what he waits for. */
  leaderMoved(): void {
    this.leadership?.advanceHighWatermark()
    this.notify()
  }

  /** A follower has fetched: only a high watermark that moved, or a log start, is of use to anybody who waits. */
  followerMoved(hasTrimmed: boolean): void {
    if (this.leadership!.advanceHighWatermark() || hasTrimmed) this.notify()
  }

  /** Waits for this partition, as long as it has no outcome. */
  watch(waiting: PartitionWaiting): void {
    if (this.waiting.length >= this.lookAfter) {
      this.waiting = this.waiting.filter(({ isDone }) => !isDone)
      this.lookAfter = 2 * this.waiting.length + DONE_MAX
    }
    this.waiting.push(waiting)
  }

  /** Has everybody look who waits. */
  notify(): void {
    const { waiting } = this
    let kept = 0
    for (let index = 0; index < waiting.length; index += 1) {
      const each = waiting[index]!
      if (!each.isDone) each.look(this)
      if (!each.isDone) waiting[kept++] = each
    }
    waiting.length = kept
  }

  /** This replica is gone: the topic was deleted. */
  retire(): void {
    this.leadership = null
    this.leaderId = -1
    this.notify()
  }

  /** States a fact about this partition. */
  state(key: string, fact: Readonly<Record<string, number | boolean | number[]>>): void {
    const { topic, partition, leaderEpoch } = this
    this.world.emit(key, { topic, partition, leaderEpoch, ...fact })
  }

  private lead(state: PartitionState, isNewEpoch: boolean): void {
    const isNewLeader = this.leadership === null
    const leadership = (this.leadership ??= new Leadership(this.world, this, state))
    leadership.follow(state)
    if (isNewEpoch || isNewLeader) {
      const { latestEpoch } = this.log.epochs
      // Noted although it has no record yet: followers may have records of epochs between, and ask where those ended.
      this.log.epochs.assign(state.leaderEpoch, this.log.logEndOffset)
      leadership.beginEpoch(isNewLeader)
      this.state('leader', {
        nodeId: this.world.nodeId,
        isr: [...state.isr],
        logEndOffset: this.log.logEndOffset,
        lastEpoch: latestEpoch,
        isUnclean: state.leaderRecoveryState === 'RECOVERING',
      })
    }
    leadership.advanceHighWatermark()
  }
}
