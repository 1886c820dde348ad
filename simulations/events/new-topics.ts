/** How the topics are made. */
import type { NewTopic } from '~/infra/log/port'
import { DEAD_LETTER_TOPIC, GROUPS, PARKING_TOPIC, retryTopic } from './topics'

const ORDER_PARTITIONS = 6
const OTHER_PARTITIONS = 3
const REPLICATED = { replicationFactor: 3 } as const

/** All of them, on three brokers. Two replicas have to have what is acknowledged. */
export function newTopics(): readonly NewTopic[] {
  const durable = { 'min.insync.replicas': '2' }
  return [
    { name: 'orders.v1', partitions: ORDER_PARTITIONS, ...REPLICATED, configs: durable },
    {
      name: 'catalog.v1',
      partitions: OTHER_PARTITIONS,
      ...REPLICATED,
      configs: { ...durable, 'cleanup.policy': 'compact' },
    },
    { name: 'users.v1', partitions: OTHER_PARTITIONS, ...REPLICATED, configs: durable },
    // As many as the largest topic that it takes from: a dead letter keeps the number of its partition.
    { name: DEAD_LETTER_TOPIC, partitions: ORDER_PARTITIONS, ...REPLICATED, configs: durable },
    { name: PARKING_TOPIC, partitions: 1, ...REPLICATED, configs: durable },
    ...GROUPS.map((group) => ({ name: retryTopic(group), partitions: 1, ...REPLICATED, configs: durable })),
  ]
}
