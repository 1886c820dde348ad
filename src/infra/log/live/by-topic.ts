/** Partitions as this folder's requests have them, one by one, and as Kafka's have them, below their topics. */
import type { TopicPartition } from '../protocol/topic-partition'

/** Topics in the order in which they first come. */
export function byTopic<Item extends TopicPartition, Wire>(
  items: readonly Item[],
  wireOf: (item: Item) => Wire,
): { name: string; partitions: Wire[] }[] {
  const topics = new Map<string, Wire[]>()
  for (const item of items) {
    const partitions = topics.get(item.topic)
    if (partitions === undefined) topics.set(item.topic, [wireOf(item)])
    else partitions.push(wireOf(item))
  }
  return Array.from(topics, ([name, partitions]) => ({ name, partitions }))
}
