/**
 * A controller for tests: it stands outside of the network, decides at once, and does what a test tells it. Brokers are fenced when
 * they were not heard of for a while, elections are clean unless a topic allows others. By KRaft's rules, without its quorum.
 */
import type { IsrChange, MetadataImage, PartitionState, TopicState } from '../broker/metadata'
import type { Configs } from '../protocol/cluster-api'
import type { ErrorName } from '../protocol/error-code'
import type { TopicPartition } from '../protocol/topic-partition'

export interface ScriptedTopic {
  readonly name: string
  /** Replicas of each partition, the preferred leader first. */
  readonly assignments: readonly (readonly number[])[]
  readonly configs?: Configs
  readonly isInternal?: boolean
}

type Change = (state: PartitionState) => Partial<PartitionState> | null

export class ScriptedCluster {
  image: MetadataImage = { offset: -1, brokers: new Map(), topics: new Map() }
  /** Says what the controller answers to a change instead of deciding; null lets it decide. */
  refusal: (change: IsrChange) => ErrorName | null = () => null
  private readonly sessionMs: number
  private readonly heardMs = new Map<number, number>()
  private readonly listeners = new Map<number, () => void>()
  private topicIds = 0
  private producerIds = 0

  /** @param sessionMs after so long without a word a broker is fenced */
  constructor(topics: readonly ScriptedTopic[], sessionMs: number) {
    this.sessionMs = sessionMs
    for (const topic of topics) this.createTopic(topic)
  }

  /** A broker has started. What an earlier life of it led or was in sync with is over. */
  register(nodeId: number, nowMs: number, listener: () => void): number {
    this.listeners.set(nodeId, listener)
    if (this.isAlive(nodeId)) this.fence(nodeId)
    const brokerEpoch = this.image.offset + 1
    this.heardMs.set(nodeId, nowMs)
    this.publish({ brokers: new Map(this.image.brokers).set(nodeId, { nodeId, brokerEpoch, isFenced: true }) })
    return brokerEpoch
  }

  /** A broker lives. Whoever is silent is fenced. */
  heartbeat(nodeId: number, nowMs: number): void {
    this.heardMs.set(nodeId, nowMs)
    if (!this.isAlive(nodeId)) this.setFenced(nodeId, false)
    for (const [id, heardMs] of this.heardMs) {
      if (nowMs - heardMs > this.sessionMs && this.isAlive(id)) this.fence(id)
    }
  }

  createTopic({ name, assignments, configs = {}, isInternal = false }: ScriptedTopic): void {
    this.topicIds += 1
    const partitions = assignments.map((replicas): PartitionState => {
      const isr = this.image.offset < 0 ? replicas : replicas.filter((id) => this.isAlive(id))
      return { leaderId: isr[0] ?? -1, leaderEpoch: 0, partitionEpoch: 0, replicas, isr }
    })
    this.setTopic({ name, topicId: this.topicIds, isInternal, configs, partitions })
  }

  deleteTopic(name: string): void {
    const topics = new Map(this.image.topics)
    topics.delete(name)
    this.publish({ topics })
  }

  setConfigs(name: string, configs: Configs): void {
    this.setTopic({ ...this.image.topics.get(name)!, configs })
  }

  /** Makes a replica the leader: of its own accord, whether it is in sync or not. */
  elect({ topic, partition }: TopicPartition, leaderId: number, isr?: readonly number[]): void {
    const state = this.image.topics.get(topic)!
    this.setTopic({
      ...state,
      partitions: state.partitions.map((each, number) =>
        number === partition ? changed(each, { leaderId, isr: isr ?? each.isr }) : each,
      ),
    })
  }

  /** A leader wants another ISR. */
  alterPartition(change: IsrChange): ErrorName {
    const refusal = this.refusal(change)
    if (refusal !== null) return refusal
    const state = this.image.topics.get(change.topic)?.partitions[change.partition]
    if (state === undefined) return 'UNKNOWN_TOPIC_OR_PARTITION'
    if (state.leaderEpoch !== change.leaderEpoch) return 'FENCED_LEADER_EPOCH'
    if (state.partitionEpoch !== change.partitionEpoch) return 'INVALID_UPDATE_VERSION'
    if (!change.isr.every((id) => this.isAlive(id))) return 'INELIGIBLE_REPLICA'
    const topic = this.image.topics.get(change.topic)!
    const partitions = topic.partitions.with(change.partition, changed(state, { isr: change.isr }))
    this.setTopic({ ...topic, partitions })
    return 'NONE'
  }

  nextProducerId(): number {
    this.producerIds += 1
    return this.producerIds
  }

  /** A broker leads nothing and is in no ISR any more, unless it is the last one. */
  fence(nodeId: number): void {
    this.setFenced(nodeId, true)
  }

  private isAlive(nodeId: number): boolean {
    return this.image.brokers.get(nodeId)?.isFenced === false
  }

  private setFenced(nodeId: number, isFenced: boolean): void {
    const broker = this.image.brokers.get(nodeId)!
    const brokers = new Map(this.image.brokers).set(nodeId, { ...broker, isFenced })
    this.image = { ...this.image, brokers }
    const topics = new Map(this.image.topics)
    for (const topic of topics.values()) topics.set(topic.name, this.changeAll(topic, this.afterFencing(topic, nodeId)))
    this.publish({ topics })
  }

  private afterFencing(topic: TopicState, nodeId: number): Change {
    const isUnclean = topic.configs['unclean.leader.election.enable'] === 'true'
    return (state) => {
      const isr = this.isAlive(nodeId) || state.isr.length === 1 ? state.isr : state.isr.filter((id) => id !== nodeId)
      // Only the leader's own fencing takes it from him; at the start, leaders are not there yet.
      if (state.leaderId !== nodeId && state.leaderId >= 0) return isr.length === state.isr.length ? null : { isr }
      if (state.leaderId === nodeId && this.isAlive(nodeId)) return null
      const clean = state.replicas.find((id) => isr.includes(id) && this.isAlive(id))
      if (clean !== undefined) return { isr, leaderId: clean }
      const unclean = isUnclean ? state.replicas.find((id) => this.isAlive(id)) : undefined
      if (unclean !== undefined) return { isr: [unclean], leaderId: unclean }
      return state.leaderId === -1 && isr.length === state.isr.length ? null : { isr, leaderId: -1 }
    }
  }

  private changeAll(topic: TopicState, change: Change): TopicState {
    const changes = topic.partitions.map(change)
    if (changes.every((each) => each === null)) return topic
    const partitions = topic.partitions.map((state, number) => {
      const each = changes[number]!
      return each === null ? state : changed(state, each)
    })
    return { ...topic, partitions }
  }

  private setTopic(topic: TopicState): void {
    this.publish({ topics: new Map(this.image.topics).set(topic.name, topic) })
  }

  private publish(change: Partial<MetadataImage>): void {
    this.image = { ...this.image, ...change, offset: this.image.offset + 1 }
    for (const listener of this.listeners.values()) listener()
  }
}

function changed(state: PartitionState, change: Partial<PartitionState>): PartitionState {
  const isOtherLeader = change.leaderId !== undefined && change.leaderId !== state.leaderId
  const leaderEpoch = state.leaderEpoch + (isOtherLeader ? 1 : 0)
  return { ...state, ...change, leaderEpoch, partitionEpoch: state.partitionEpoch + 1 }
}
