/** What stands in `__cluster_metadata`: KRaft's records, by their names, as plain data. */

/** A broker came up. It stays fenced until it has caught up with this record. */
interface RegisterBrokerRecord {
  readonly type: 'RegisterBrokerRecord'
  readonly brokerId: number
  /** Another one after each restart. */
  readonly incarnationId: string
  /** The offset of this record. */
  readonly brokerEpoch: number
}

interface BrokerFencingRecord {
  readonly type: 'FenceBrokerRecord' | 'UnfenceBrokerRecord'
  readonly brokerId: number
  readonly brokerEpoch: number
}

interface TopicRecord {
  readonly type: 'TopicRecord'
  readonly name: string
  readonly topicId: number
}

interface RemoveTopicRecord {
  readonly type: 'RemoveTopicRecord'
  readonly name: string
}

/**
 * `RECOVERING`: the leader was elected uncleanly, so that its log may lack what was committed. `RECOVERED`: it has said since what the
 * ISR is to be (KIP-704).
 */
export type LeaderRecoveryState = 'RECOVERED' | 'RECOVERING'

export interface PartitionRecord {
  readonly type: 'PartitionRecord'
  readonly topic: string
  readonly partition: number
  readonly replicas: readonly number[]
  readonly isr: readonly number[]
  readonly leaderId: number
}

export interface PartitionChangeRecord {
  readonly type: 'PartitionChangeRecord'
  readonly topic: string
  readonly partition: number
  /** Left out: as before. */
  readonly isr?: readonly number[]
  /** Left out: as before. Any leader, the same one included, begins another leader epoch. */
  readonly leaderId?: number
  /** Left out: as before. */
  readonly leaderRecoveryState?: LeaderRecoveryState
}

interface ConfigRecord {
  readonly type: 'ConfigRecord'
  /** The topic by its name, or the broker by its number, that is set to it. */
  readonly resource: string | number
  readonly name: string
  /** Null takes it back to its default. */
  readonly value: string | null
}

interface ProducerIdsRecord {
  readonly type: 'ProducerIdsRecord'
  readonly brokerId: number
  readonly brokerEpoch: number
  readonly nextProducerId: number
}

/** A new leader of the quorum says so; it changes nothing else. */
interface LeaderChangeRecord {
  readonly type: 'LeaderChangeRecord'
  readonly leaderId: number
}

export type MetadataRecord =
  | RegisterBrokerRecord
  | BrokerFencingRecord
  | TopicRecord
  | RemoveTopicRecord
  | PartitionRecord
  | PartitionChangeRecord
  | ConfigRecord
  | ProducerIdsRecord
  | LeaderChangeRecord
