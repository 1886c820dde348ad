/** The partitions that one broker holds, found by what requests call them. */
import type { ErrorName } from '../protocol/error-code'
import type { TopicPartition } from '../protocol/topic-partition'
import type { Partition } from './partition'
import type { ReplicationWorld } from './world'

export class Partitions {
  private readonly world: ReplicationWorld
  private readonly topics = new Map<string, Map<number, Partition>>()

  constructor(world: ReplicationWorld) {
    this.world = world
  }

  find({ topic, partition }: TopicPartition): Partition | undefined {
    return this.topics.get(topic)?.get(partition)
  }

  add(partition: Partition): void {
    const partitions = this.topics.get(partition.topic)
    if (partitions === undefined) this.topics.set(partition.topic, new Map([[partition.partition, partition]]))
    else partitions.set(partition.partition, partition)
  }

  delete({ topic, partition }: TopicPartition): void {
    const partitions = this.topics.get(topic)
    partitions?.delete(partition)
    if (partitions?.size === 0) this.topics.delete(topic)
  }

  /** In the order in which they came. */
  *all(): Generator<Partition> {
    for (const partitions of this.topics.values()) yield* partitions.values()
  }

  /** Why a partition that is not here cannot be asked: it is elsewhere, or nowhere. */
  absence({ topic, partition }: TopicPartition): ErrorName {
    const state = this.world.metadata.image.topics.get(topic)?.partitions[partition]
    return state === undefined ? 'UNKNOWN_TOPIC_OR_PARTITION' : 'NOT_LEADER_OR_FOLLOWER'
  }

  /** Who leads a partition by the metadata, for whoever asked a broker that does not even hold it. */
  leaderElsewhere({ topic, partition }: TopicPartition): { leaderId: number; leaderEpoch: number } | undefined {
    const state = this.world.metadata.image.topics.get(topic)?.partitions[partition]
    return state === undefined ? undefined : { leaderId: state.leaderId, leaderEpoch: state.leaderEpoch }
  }
}
