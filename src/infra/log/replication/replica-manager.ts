/** All replicas of one broker, as the metadata want them: `ReplicaManager` in apache/kafka. */
import type { Context } from '~/kernel/component'
import type { Metadata, MetadataImage, TopicState } from '../broker/metadata'
import { LogDirectory } from '../storage/log-directory'
import { PartitionLog } from '../storage/partition-log'
import { partitionName } from '../protocol/topic-partition'
import { parseTopicConfig } from '../storage/topic-config'
import { Deadlines } from './deadlines'
import { Following } from './follow'
import { keepHouse } from './housekeeping'
import { replicationSettings, type ReplicationOptions } from './options'
import { Partition } from './partition'
import { Partitions } from './partitions'
import type { ReplicationWorld } from './world'

/** Is told when this broker begins to lead a partition, under each epoch, and when it stops (null). */
export type LeadershipListener = (partition: number, leaderEpoch: number | null) => void

export class ReplicaManager {
  readonly world: ReplicationWorld
  readonly partitions: Partitions
  readonly deadlines: Deadlines
  readonly directory: LogDirectory
  private readonly following: Following
  private readonly listeners = new Map<string, LeadershipListener[]>()

  constructor(context: Context, metadata: Metadata, options: ReplicationOptions) {
    this.world = {
      nodeId: context.instance,
      clock: context.clock,
      metadata,
      settings: replicationSettings(options),
      step: (name) => context.step(name),
      emit: (key, value) => context.emit(key, value),
    }
    this.partitions = new Partitions(this.world)
    this.deadlines = new Deadlines(context.clock)
    this.directory = context.disk(`logs of ${context.self}`, () => new LogDirectory())
    this.directory.recover()
    this.following = new Following(context, this.world)
  }

  start(): void {
    this.world.metadata.onImage((image, before) => this.take(image, before))
    keepHouse(this.world, this.partitions, this.directory)
  }

  /** Tells also of what this broker leads already. */
  onLeadership(topic: string, listener: LeadershipListener): void {
    const listeners = this.listeners.get(topic)
    if (listeners === undefined) this.listeners.set(topic, [listener])
    else listeners.push(listener)
    for (const partition of this.partitions.all()) {
      if (partition.topic === topic && partition.leadership !== null)
        listener(partition.partition, partition.leaderEpoch)
    }
  }

  private take(image: MetadataImage, before: MetadataImage): void {
    // What was deleted while this broker was down is still on its disk.
    if (before.offset < 0) this.deleteStrays(image)
    for (const topic of before.topics.values()) {
      if (image.topics.get(topic.name)?.topicId !== topic.topicId) this.deleteTopic(topic)
    }
    for (const topic of image.topics.values()) {
      if (before.topics.get(topic.name) !== topic) this.takeTopic(topic)
    }
  }

  private deleteStrays(image: MetadataImage): void {
    const wanted = new Map<string, number>()
    for (const { name, topicId, partitions } of image.topics.values()) {
      for (const [partition, { replicas }] of partitions.entries()) {
        if (replicas.includes(this.world.nodeId)) wanted.set(partitionName({ topic: name, partition }), topicId)
      }
    }
    this.directory.deleteStrays((log, name) => wanted.get(name) === log.topicId)
  }

  private takeTopic(topic: TopicState): void {
    const config = parseTopicConfig(topic.configs)
    for (const [number, state] of topic.partitions.entries()) {
      const at = { topic: topic.name, partition: number }
      const held = this.partitions.find(at)
      if (!state.replicas.includes(this.world.nodeId)) {
        if (held !== undefined) this.drop(held)
        continue
      }
      const partition = held ?? this.open(topic, number)
      partition.log.config = config
      const wasLeader = partition.leadership !== null
      if (!partition.apply(state)) continue
      this.following.follow(partition)
      if (partition.leadership !== null) this.tell(partition, partition.leaderEpoch)
      else if (wasLeader) this.tell(partition, null)
    }
  }

  /** A partition that this broker did not hold in this life; its log may be on the disk. */
  private open(topic: TopicState, number: number): Partition {
    const at = { topic: topic.name, partition: number }
    let log = this.directory.logOf(at)
    if (log === undefined || log.topicId !== topic.topicId) {
      log = new PartitionLog(topic.topicId, parseTopicConfig(topic.configs), this.directory)
      this.directory.add(at, log)
    }
    const partition = new Partition(this.world, at, log)
    this.partitions.add(partition)
    return partition
  }

  private deleteTopic(topic: TopicState): void {
    for (const number of topic.partitions.keys()) {
      const held = this.partitions.find({ topic: topic.name, partition: number })
      if (held !== undefined) this.drop(held)
    }
  }

  /** This broker is not to have it any more. */
  private drop(partition: Partition): void {
    const wasLeader = partition.leadership !== null
    this.following.stop(partition)
    this.partitions.delete(partition)
    this.directory.delete(partition)
    partition.retire()
    if (wasLeader) this.tell(partition, null)
  }

  private tell({ topic, partition }: Partition, leaderEpoch: number | null): void {
    for (const listener of this.listeners.get(topic) ?? []) listener(partition, leaderEpoch)
  }
}
