/** A partition that a consumer has, and where it stands in it (`SubscriptionState.TopicPartitionState` in apache/kafka). */
import { partitionName, type TopicPartition } from '../../protocol/topic-partition'
import type { Cursor, FetchedBatches } from './fetched-batches'

/**
 * What is known of the position: nothing, so that what is committed has to be asked for; that it has to be looked up by the reset policy;
 * that it has to be held against the leader's epochs; or that records can be fetched from it.
 */
export type PositionPhase = 'unknown' | 'reset' | 'unvalidated' | 'ready'

export const NO_POSITION = -1

export class OwnedPartition implements Cursor {
  readonly topic: string
  readonly partition: number
  readonly name: string
  /** In which it was given; -1 if the consumer assigned it to itself. */
  readonly generation: number
  phase: PositionPhase = 'unknown'
  /** The next offset to be given, or {@link NO_POSITION}. */
  offset = NO_POSITION
  /** Epoch of the record before that, or -1. */
  epoch = -1
  /** The leader's epoch for which the position is known to be right. */
  leaderEpoch = -1
  /** The highest position that the coordinator has taken since the last seek. */
  committed = NO_POSITION
  /** The highest one that it may have taken, or will be asked to. A lower one is not sent any more. */
  claimed = NO_POSITION
  isPaused = false
  /** It is being given up: nothing more is fetched or given, and what was read can still be committed. */
  isRevoking = false
  /** Some question about its position is under way. */
  isAsking = false
  /** It is not asked for or fetched before this, on the monotonic clock. */
  retryAtMs = 0
  failures = 0
  buffer: FetchedBatches | null = null
  /** Grows whenever the position is set: an answer to a question from before is of no use. */
  version = 0

  constructor({ topic, partition }: TopicPartition, generation: number, phase: PositionPhase) {
    this.topic = topic
    this.partition = partition
    this.name = partitionName({ topic, partition })
    this.generation = generation
    this.phase = phase
  }

  /** Takes a position from which nothing was read yet. */
  moveTo(offset: number, epoch: number, phase: PositionPhase): void {
    this.offset = offset
    this.epoch = epoch
    this.phase = phase
    this.version += 1
    this.isAsking = false
    this.failures = 0
    this.retryAtMs = 0
  }
  /** The position has to be held against the leader's epochs, and a fetch under way may bring what the leader does not have. */
  doubt(): void {
    this.phase = 'unvalidated'
    this.version += 1
    this.isAsking = false
  }
}
