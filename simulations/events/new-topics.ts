/** How the topics are made. */
import type { NewTopic } from '~/infra/log/port'
import { DEAD_LETTER_TOPIC, GROUPS, PARKING_TOPIC, retryTopic } from './topics'

const ORDER_PARTITIONS = 6
const OTHER_PARTITIONS = 3
const REPLICATED = { replicationFactor: 3 } as const

/**
 * What keeps a run of hours in memory: of each partition so many bytes stay, two minutes of orders at the default load and more of the
 * others, in segments of which the oldest goes when there is more. Kafka keeps seven days, in segments of a gigabyte.
 */
const BOUNDED = { 'retention.bytes': '8388608', 'segment.bytes': '2097152' } as const
/** The active segment is never compacted, so what a compacted topic holds is its keys and some segments. */
const COMPACTED = { 'cleanup.policy': 'compact', 'segment.bytes': '1048576' } as const

/**
 * All of them, on three brokers. Two replicas have to have what is acknowledged. What is put aside is kept as long as Kafka keeps
 * anything by default: nobody else has it.
 */
export function newTopics(): readonly NewTopic[] {
  const durable = { 'min.insync.replicas': '2' }
  return [
    { name: 'orders.v1', partitions: ORDER_PARTITIONS, ...REPLICATED, configs: { ...durable, ...BOUNDED } },
    {
      name: 'catalog.v1',
      partitions: OTHER_PARTITIONS,
      ...REPLICATED,
      configs: { ...durable, ...COMPACTED },
    },
    { name: 'users.v1', partitions: OTHER_PARTITIONS, ...REPLICATED, configs: { ...durable, ...BOUNDED } },
    // As many as the largest topic that it takes from: a dead letter keeps the number of its partition.
    { name: DEAD_LETTER_TOPIC, partitions: ORDER_PARTITIONS, ...REPLICATED, configs: durable },
    { name: PARKING_TOPIC, partitions: 1, ...REPLICATED, configs: durable },
    ...GROUPS.map((group) => ({ name: retryTopic(group), partitions: 1, ...REPLICATED, configs: durable })),
  ]
}
