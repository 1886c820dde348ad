/**
 * Where the partitions of one reader hand in how far they are. Several records and partitions go into one commit, so it waits a moment;
 * what is handled again after a crash is no more than that moment's. What the coordinator took is stated.
 */
import { type Commit, type CommitOutcome, type LogConsumer, partitionName, type TopicPartition } from '~/infra/log/port'
import type { Context } from '~/kernel/component'
import type { CommitFact } from '../facts'
import { commitNaively } from './naive-commit'

const PAUSE_MS = 100
/** A refused commit of the naive kind is sent again so much later. */
const STALE_MS = 1_500

export interface CommitDeskOptions {
  readonly group: string
  /** True while the partition is this process's, as far as it knows. */
  isHeld(partition: TopicPartition): boolean
  /** A defect: what was refused is kept and sent again, whatever was committed since. */
  readonly keepsRefused: boolean
  /** A defect: nobody looks whose the partition is. */
  readonly isNaive: boolean
}

export class CommitDesk {
  private readonly context: Context<'kafka'>
  private readonly consumer: LogConsumer
  private readonly options: CommitDeskOptions
  private readonly noted = new Map<string, Commit>()
  private isWaiting = false

  constructor(context: Context<'kafka'>, consumer: LogConsumer, options: CommitDeskOptions) {
    this.context = context
    this.consumer = consumer
    this.options = options
  }

  /** Takes a position, to be committed soon. A later one of the same partition takes its place. */
  note(position: Commit): void {
    this.noted.set(partitionName(position), position)
    if (!this.isWaiting) void this.run()
  }

  /** Commits what was noted of some partitions, now. */
  commitNoted(partitions: readonly TopicPartition[]): Promise<void> {
    return this.commit(partitions.flatMap((each) => this.noted.get(partitionName(each)) ?? []))
  }

  /** Commits positions now, in place of what was noted of their partitions. Resolves when all have an outcome. */
  async commit(positions: readonly Commit[]): Promise<void> {
    if (positions.length === 0) return
    for (const each of positions) this.noted.delete(partitionName(each))
    if (this.options.isNaive) {
      for (const each of positions) if (!(await this.commitOne(each))) void this.commitLate(each)
      return
    }
    await this.context.step('before-commit')
    const outcomes = await this.consumer.commit(positions)
    await this.context.step('after-commit')
    outcomes.forEach((outcome, index) => this.take(outcome, positions[index]!))
  }

  /** Forgets what was noted of a partition that is another's. */
  forget(partition: TopicPartition): void {
    if (!this.options.isNaive) this.noted.delete(partitionName(partition))
  }

  private async run(): Promise<void> {
    this.isWaiting = true
    while (this.noted.size > 0) {
      await this.context.clock.sleep(PAUSE_MS)
      await this.commit([...this.noted.values()])
    }
    this.isWaiting = false
  }

  private take({ topic, partition, offset, generation, outcome }: CommitOutcome, position: Commit): void {
    const { isHeld, keepsRefused } = this.options
    if (outcome === 'committed') {
      // The answer may come when the partition is another's already, who states what is true by then.
      if (isHeld(position)) this.state({ topic, partition, offset }, generation)
    } else if (outcome === 'refused') {
      if (keepsRefused) void this.commitLate(position)
      else if (isHeld(position) && !this.noted.has(partitionName(position))) this.note(position)
    }
  }

  private async commitLate(position: Commit): Promise<void> {
    await this.context.clock.sleep(STALE_MS)
    await this.commitOne(position)
  }

  private async commitOne(position: Commit): Promise<boolean> {
    const { generation } = this.consumer
    const isTaken = await commitNaively(this.context, this.options.group, this.consumer, position)
    if (isTaken) this.state(position, generation)
    return isTaken
  }

  private state({ topic, partition, offset }: Pick<Commit, 'topic' | 'partition' | 'offset'>, generation: number) {
    const fact: CommitFact = { group: this.options.group, topic, partition, offset, generation }
    this.context.emit('commit', fact)
  }
}
