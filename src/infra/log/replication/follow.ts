/** Which partitions are fetched from which broker: `ReplicaFetcherManager`. */
import type { Context } from '~/kernel/component'
import { Fetcher } from './fetcher'
import type { Partition } from './partition'
import type { ReplicationWorld } from './world'

export class Following {
  private readonly context: Context
  private readonly world: ReplicationWorld
  private readonly fetchers = new Map<number, Fetcher>()
  private readonly leaders = new Map<Partition, number>()

  constructor(context: Context, world: ReplicationWorld) {
    this.context = context
    this.world = world
  }

  /** Fetches a partition from whoever leads it now: not at all if nobody does, or this broker itself. */
  follow(partition: Partition): void {
    this.stop(partition)
    const { leaderId, leadership } = partition
    if (leadership !== null || leaderId < 0) return
    let fetcher = this.fetchers.get(leaderId)
    if (fetcher === undefined) {
      fetcher = new Fetcher(this.context, this.world, leaderId)
      this.fetchers.set(leaderId, fetcher)
    }
    this.leaders.set(partition, leaderId)
    fetcher.add(partition)
  }

  stop(partition: Partition): void {
    const leaderId = this.leaders.get(partition)
    if (leaderId === undefined) return
    this.leaders.delete(partition)
    this.fetchers.get(leaderId)!.remove(partition)
  }
}
