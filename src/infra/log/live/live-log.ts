/** What the boxes of a live Kafka stand on: the real brokers, or, where a recording plays, nothing. */
import type { LiveHalf } from '~/kernel/live'
import type { LiveCaller } from '../../live-store'
import type { LogRequest, ResponseTo } from '../protocol/api'
import type { GroupDescription } from '../protocol/group-api'
import type { TopicPartition } from '../protocol/topic-partition'
import type { LiveRegistry } from './registry'

/** A partition as the broker that leads it tells of it. */
export interface LedPartition extends TopicPartition {
  readonly leaderEpoch: number
  readonly replicas: readonly number[]
  readonly isr: readonly number[]
  readonly logStartOffset: number
  readonly highWatermark: number
  /** Of the last record; -1 for none. */
  readonly lastEpoch: number
}

/** What one broker says of the run at a moment. */
export interface BrokerLook {
  /** Brokers that are alive. */
  readonly brokers: readonly number[]
  /** Partitions that it leads. */
  readonly led: readonly LedPartition[]
  /** Groups that it coordinates. */
  readonly groups: readonly Pick<GroupDescription, 'groupId' | 'state' | 'members'>[]
}

/**
 * Real brokers, through the topics and groups of one run. Brokers are numbered as the instances of their box; topics, groups and times
 * are the run's. Everything gives plain data, or rejects with a `CallError` and nothing else.
 */
export interface LiveLog {
  readonly half: LiveHalf
  /** Has a broker answer a request. `caller` is null for the box itself, which no arrow leads to. */
  ask<Request extends LogRequest>(
    caller: LiveCaller | null,
    broker: number,
    request: Request,
  ): Promise<ResponseTo<Request>>
  look(broker: number): Promise<BrokerLook>
}

/** A live Kafka in the place of an engine. */
export interface LiveLogEngine {
  readonly name: 'live'
  readonly title: string
  readonly version: string
  readonly live: LiveLog
  /** The run's own, in this process: a Kafka has none. */
  readonly registry: LiveRegistry
  /** Numbers of brokers that were alive when somebody looked last; all instances of the box write it. */
  readonly alive: Set<number>
  /** Asks beside the run, for the inspector: null where there is nobody to look into. */
  readonly peek: LiveLog['ask'] | null
}
