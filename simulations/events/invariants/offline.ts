/**
 * Partitions that stay offline, because the only replicas in sync stay down: nobody else may lead them, whatever else is healed. A topic
 * that was made while one broker was there alone is so until the others have joined. And when a controller fences one broker after
 * another, whoever was in sync last stays so (`partition-election.ts`), and nobody is left to state it: that is followed here.
 */
import { groupHash } from '~/infra/log/client'
import type { TraceEvent } from '~/kernel/trace'
import type { Outside } from '~/kernel/unhealed'
import { OFFSETS_TOPIC } from './facts-of'

/** Where the registry keeps schemas, in one partition whose leader is the registry. */
const SCHEMAS_TOPIC = '_schemas'

/** The facts `leader` and `isr`, of the broker that leads. */
interface InSyncFact {
  readonly topic: string
  readonly partition: number
  readonly isr: readonly number[]
}

export class OfflinePartitions {
  private readonly outside: Outside
  /** Replicas in sync, by topic and partition. */
  private readonly inSync = new Map<string, (readonly number[])[]>()

  constructor(outside: Outside) {
    this.outside = outside
  }

  step({ kind, key, data }: TraceEvent): void {
    if (kind !== 'state') return
    if (key === 'fenced') this.fence((data as { readonly broker: number }).broker)
    if (key !== 'leader' && key !== 'isr') return
    const { topic, partition, isr } = data as InSyncFact
    let partitions = this.inSync.get(topic)
    if (partitions === undefined) this.inSync.set(topic, (partitions = []))
    partitions[partition] = isr
  }

  /** True if nothing can be told by a partition, or read off it: it is offline, or the topic of the registry is, which knows its schemas. */
  has(topic: string, partition: number): boolean {
    return this.isOffline(this.inSync.get(topic)?.[partition]) || this.isRegistryOffline
  }

  /** The same of any partition of a topic. */
  hasAnyOf(topic: string): boolean {
    return this.inSync.get(topic)?.some((isr) => this.isOffline(isr)) === true || this.isRegistryOffline
  }

  /** True if a group has nobody who could coordinate it. */
  hasCoordinatorOf(group: string): boolean {
    const coordinators = this.inSync.get(OFFSETS_TOPIC)?.length ?? 0
    return coordinators > 0 && this.isOffline(this.inSync.get(OFFSETS_TOPIC)![groupHash(group) % coordinators])
  }

  private get isRegistryOffline(): boolean {
    return this.isOffline(this.inSync.get(SCHEMAS_TOPIC)?.[0])
  }

  private isOffline(isr: readonly number[] | undefined): boolean {
    return isr !== undefined && isr.every((broker) => this.outside.has('kafka', broker))
  }

  private fence(broker: number): void {
    for (const partitions of this.inSync.values()) {
      for (const [partition, isr] of partitions.entries()) {
        if (isr?.includes(broker) && isr.length > 1) partitions[partition] = isr.filter((other) => other !== broker)
      }
    }
  }
}
