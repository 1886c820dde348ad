/**
 * Which brokers hold the partitions of a new topic: `StripedReplicaPlacer` of apache/kafka, with all brokers in one rack. It goes
 * round the brokers from a place chosen by chance, one place further with each partition, so that leaders and replicas are spread;
 * fenced brokers come last and never first.
 */
import type { Rng } from '~/kernel/random'
import { LogError } from '../protocol/error-code'

/** A broker that may hold replicas. */
export interface UsableBroker {
  readonly nodeId: number
  readonly isFenced: boolean
}

/** @throws {LogError} INVALID_REPLICATION_FACTOR if there are too few brokers, or all are fenced */
export function placeReplicas(
  brokers: readonly UsableBroker[],
  partitionCount: number,
  replicationFactor: number,
  rng: Rng,
): readonly (readonly number[])[] {
  const usable = new BrokerRing(idsOf(brokers, false), rng)
  const fenced = new BrokerRing(idsOf(brokers, true), rng)
  if (replicationFactor <= 0) throw refuse(`${replicationFactor}: the replication factor must be positive`)
  if (usable.size === 0) throw refuse('all brokers are fenced')
  if (replicationFactor > brokers.length) {
    throw refuse(`${replicationFactor} cannot be reached because only ${brokers.length} broker(s) are registered`)
  }
  return Array.from({ length: partitionCount }, (_, index) => {
    // When every broker has been first once, another order keeps the same ones from following each other for ever.
    if (index > 0 && index % usable.size === 0) {
      usable.shuffle(rng)
      fenced.shuffle(rng)
    }
    const replicas = [...usable.turn(), ...fenced.turn()]
    return replicas.slice(0, replicationFactor)
  })
}

/** Brokers in a circle, read from another place each time. */
class BrokerRing {
  private readonly ids: number[]
  private offset: number

  constructor(ids: number[], rng: Rng) {
    this.ids = ids
    this.offset = ids.length === 0 ? 0 : rng.int(ids.length)
  }

  get size(): number {
    return this.ids.length
  }

  turn(): number[] {
    const { ids, offset } = this
    this.offset = ids.length === 0 ? 0 : (offset + 1) % ids.length
    return [...ids.slice(offset), ...ids.slice(0, offset)]
  }

  shuffle(rng: Rng): void {
    const { ids } = this
    for (let index = ids.length - 1; index > 0; index -= 1) {
      const other = rng.int(index + 1)
      const id = ids[index]!
      ids[index] = ids[other]!
      ids[other] = id
    }
  }
}

function idsOf(brokers: readonly UsableBroker[], isFenced: boolean): number[] {
  return brokers
    .filter((broker) => broker.isFenced === isFenced)
    .map(({ nodeId }) => nodeId)
    .sort((a, b) => a - b)
}

function refuse(reason: string): LogError {
  return new LogError('INVALID_REPLICATION_FACTOR', `Unable to replicate the partition: ${reason}`)
}
