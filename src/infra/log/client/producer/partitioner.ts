/**
 * Which partition a record goes to that names none: by its key; without one, the partition of the moment, which changes after a
 * batch's worth of bytes, so that batches are full (`BuiltInPartitioner` in apache/kafka); or each in turn
 * (`RoundRobinPartitioner`). Partitions without a leader are passed over where the key does not decide. The weights by the
 * length of the queues, `partitioner.adaptive.partitioning.enable`, are absent: the choice is uniform.
 */
import type { Rng } from '~/kernel/random'
import { partitionOfKey } from '../../records/murmur2'
import type { MetadataCache } from '../metadata-cache'

interface Sticky {
  partition: number
  producedBytes: number
}

export class Partitioner {
  private readonly kind: 'key' | 'round-robin'
  private readonly metadata: MetadataCache
  private readonly rng: Rng
  private readonly batchSize: number
  private readonly sticky = new Map<string, Sticky>()
  private readonly turns = new Map<string, number>()

  constructor(kind: 'key' | 'round-robin', metadata: MetadataCache, rng: Rng, batchSize: number) {
    this.kind = kind
    this.metadata = metadata
    this.rng = rng
    this.batchSize = batchSize
  }

  /** @param count how many partitions the topic has */
  partitionOf(topic: string, key: Uint8Array | null, count: number): number {
    if (this.kind === 'round-robin') return this.inTurn(topic, count)
    return key === null ? this.stickyOf(topic, count).partition : partitionOfKey(key, count)
  }

  /**
   * Counts what was appended without a key, and changes the partition when that was enough for a batch: at the end of a batch if
   * possible, after two batches' worth in any case.
   */
  appended(topic: string, bytes: number, count: number, hasFilledBatch: boolean): void {
    if (this.kind === 'round-robin') return
    const sticky = this.stickyOf(topic, count)
    sticky.producedBytes += bytes
    const { producedBytes } = sticky
    if (!(producedBytes >= this.batchSize && hasFilledBatch) && producedBytes < this.batchSize * 2) return
    sticky.partition = this.anyOf(topic, count)
    sticky.producedBytes = 0
  }

  private stickyOf(topic: string, count: number): Sticky {
    let sticky = this.sticky.get(topic)
    if (sticky === undefined) {
      sticky = { partition: this.anyOf(topic, count), producedBytes: 0 }
      this.sticky.set(topic, sticky)
    }
    return sticky
  }

  private inTurn(topic: string, count: number): number {
    const turn = this.turns.get(topic) ?? this.rng.int(count)
    const available = this.available(topic, count)
    this.turns.set(topic, turn + 1)
    return available.length === 0 ? turn % count : available[turn % available.length]!
  }

  private anyOf(topic: string, count: number): number {
    const available = this.available(topic, count)
    return available.length === 0 ? this.rng.int(count) : available[this.rng.int(available.length)]!
  }

  private available(topic: string, count: number): number[] {
    const available: number[] = []
    for (let partition = 0; partition < count; partition += 1) {
      if (this.metadata.leaderOf(topic, partition) !== undefined) available.push(partition)
    }
    return available
  }
}
