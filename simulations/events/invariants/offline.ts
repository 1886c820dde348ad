/**
 * Partitions that stay offline, because the only replicas in sync stay down: nobody else may lead them, whatever else is healed. A topic
 * that was made while one broker was there alone is so until the others have joined.
 */
import { groupHash } from '~/infra/log/client'
import type { TraceEvent } from '~/kernel/trace'
import type { Outside } from '~/kernel/unhealed'
import { OFFSETS_TOPIC } from './facts-of'

/** The facts `leader` and `isr`, of the broker that leads. */
interface InSyncFact {
  readonly topic: string
  readonly partition: number
  readonly isr: readonly number[]
}

export class OfflinePartitions {
  private readonly outside: Outside
  /** Partitions whose replicas in sync are all outside of what is healed, by topic. */
  private readonly offline = new Map<string, Set<number>>()
  private coordinators = 0

  constructor(outside: Outside) {
    this.outside = outside
  }

  step({ kind, key, data }: TraceEvent): void {
    if (kind !== 'state' || (key !== 'leader' && key !== 'isr')) return
    const { topic, partition, isr } = data as InSyncFact
    if (topic === OFFSETS_TOPIC) this.coordinators = Math.max(this.coordinators, partition + 1)
    let partitions = this.offline.get(topic)
    if (partitions === undefined) this.offline.set(topic, (partitions = new Set()))
    if (isr.every((broker) => this.outside.has('kafka', broker))) partitions.add(partition)
    else partitions.delete(partition)
  }

  has(topic: string, partition: number): boolean {
    return this.offline.get(topic)?.has(partition) === true
  }

  hasAnyOf(topic: string): boolean {
    return (this.offline.get(topic)?.size ?? 0) > 0
  }

  /** True if a group has nobody who could coordinate it. */
  hasCoordinatorOf(group: string): boolean {
    return this.coordinators > 0 && this.has(OFFSETS_TOPIC, groupHash(group) % this.coordinators)
  }
}
