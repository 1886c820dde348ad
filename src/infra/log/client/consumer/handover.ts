/**
 * What a member's owner is told when partitions come and go. Each call is awaited, but not longer than the group waits for the member:
 * by then another may have the partitions.
 */
import type { Clock } from '~/kernel/time'
import type { RebalanceListener } from '../../port/consumer'
import type { TopicPartition } from '../../protocol/topic-partition'
import type { Commits } from './commits'
import type { OwnedPartitions } from './owned-partitions'

export class Handover {
  listener: RebalanceListener = {}
  commits!: Commits
  private readonly clock: Clock
  private readonly partitions: OwnedPartitions
  private readonly timeoutMs: number
  private lost: { readonly partitions: readonly TopicPartition[]; readonly generation: number }[] = []

  constructor(clock: Clock, partitions: OwnedPartitions, timeoutMs: number) {
    this.clock = clock
    this.partitions = partitions
    this.timeoutMs = timeoutMs
  }

  /** The owner has not been told yet of partitions that are gone. */
  get hasLost(): boolean {
    return this.lost.length > 0
  }

  /** Adds what is new, and tells the owner, also if that is nothing. */
  async assign(given: readonly TopicPartition[], generation: number, tell: () => void): Promise<void> {
    const added = given.filter((each) => this.partitions.get(each) === undefined)
    for (const each of added) this.partitions.add(each, generation, 'unknown')
    tell()
    await this.bounded(this.listener.onAssigned?.(added, generation))
  }

  /** Lets the owner drain and commit, and takes the partitions away. Nothing more of them is given meanwhile. */
  async revoke(given: readonly TopicPartition[], generation: number): Promise<void> {
    if (given.length === 0) return
    const owned = given.flatMap((each) => this.partitions.get(each) ?? [])
    for (const each of owned) each.isRevoking = true
    await this.bounded(this.listener.onRevoked?.(given, generation))
    await this.bounded(this.commits.idle())
    for (const each of owned) if (this.partitions.has(each)) this.partitions.remove(each)
  }

  /** Takes everything away at once. The owner hears of it in the next poll. */
  drop(generation: number): void {
    const partitions = this.partitions.list
    if (partitions.length > 0) this.lost.push({ partitions, generation })
    for (const each of partitions) this.partitions.remove(each)
    this.commits.endGeneration()
  }

  async tellLost(): Promise<void> {
    for (const { partitions, generation } of this.lost.splice(0)) {
      await this.bounded(this.listener.onLost?.(partitions, generation))
    }
  }

  private async bounded(work: void | Promise<void>): Promise<void> {
    if (work === undefined) return
    await Promise.race([work, this.clock.sleep(this.timeoutMs)])
  }
}
