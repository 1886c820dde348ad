/**
 * What three readers are without groups of their own: one process that gives each batch to three handlers, and goes on when the last of
 * them is done. It stands outside of the processes that it holds together.
 */
import { partitionName, type TopicPartition } from '~/infra/log/port'
import { GROUPS, type Group } from './topics'

export class Lockstep {
  /** By partition: the offset after the last one that each group is done with. */
  private readonly done = new Map<string, Map<Group, number>>()

  /** True if no other group is behind where this one stands: it may take its next batch. */
  mayGoOn(group: Group, partition: TopicPartition): boolean {
    const own = this.doneBy(group, partition)
    return GROUPS.every((other) => this.doneBy(other, partition) >= own)
  }

  /** @param offset the one after the last of the batch */
  finish(group: Group, partition: TopicPartition, offset: number): void {
    const name = partitionName(partition)
    let offsets = this.done.get(name)
    if (offsets === undefined) {
      offsets = new Map()
      this.done.set(name, offsets)
    }
    if ((offsets.get(group) ?? 0) < offset) offsets.set(group, offset)
  }

  private doneBy(group: Group, partition: TopicPartition): number {
    return this.done.get(partitionName(partition))?.get(group) ?? 0
  }
}
