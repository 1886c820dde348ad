/** What requests, logs and clients call a partition. */
export interface TopicPartition {
  readonly topic: string
  readonly partition: number
}

/** As Kafka writes it: `orders.v1-3`. Two partitions never have the same name, since a partition is a number without a hyphen. */
export function partitionName({ topic, partition }: TopicPartition): string {
  return `${topic}-${partition}`
}

export function samePartition(a: TopicPartition, b: TopicPartition): boolean {
  return a.partition === b.partition && a.topic === b.topic
}
