/** All partitions that a consumer has at the moment. What is not in here is nobody's business to fetch, to give or to commit. */
import type { ConsumerEvent } from '../../port/consumer'
import { partitionName, type TopicPartition } from '../../protocol/topic-partition'
import { OwnedPartition, type PositionPhase } from './owned-partition'

export class OwnedPartitions {
  private readonly byName = new Map<string, OwnedPartition>()
  private readonly tell: (event: ConsumerEvent) => void

  constructor(tell: (event: ConsumerEvent) => void) {
    this.tell = tell
  }

  get all(): IterableIterator<OwnedPartition> {
    return this.byName.values()
  }

  get list(): readonly TopicPartition[] {
    return Array.from(this.all, ({ topic, partition }) => ({ topic, partition }))
  }

  get size(): number {
    return this.byName.size
  }

  get(partition: TopicPartition): OwnedPartition | undefined {
    return this.byName.get(partitionName(partition))
  }

  has(owned: OwnedPartition): boolean {
    return this.byName.get(owned.name) === owned
  }

  add(partition: TopicPartition, generation: number, phase: PositionPhase): void {
    const owned = new OwnedPartition(partition, generation, phase)
    this.byName.set(owned.name, owned)
  }

  remove(partition: TopicPartition): void {
    const owned = this.get(partition)
    if (owned === undefined) return
    this.discard(owned)
    this.byName.delete(owned.name)
  }

  /** Throws away what was fetched and not given. The position is still behind what was given last. */
  discard(owned: OwnedPartition): void {
    const { topic, partition, offset, buffer } = owned
    owned.buffer = null
    if (buffer !== null && buffer.count > 0)
      this.tell({ kind: 'discarded', topic, partition, offset, count: buffer.count })
  }
}
