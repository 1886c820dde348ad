/** Which partitions of a reader have stopped at their position, and since when that is worth stating. */
import { type TopicPartition, partitionName } from '~/infra/log/port'
import type { Context } from '~/kernel/component'
import type { FailureShare } from '../failure-evidence'
import type { StoppedFact } from '../facts'
import type { Group } from '../topics'

export class Stops {
  private readonly context: Pick<Context, 'emit'>
  private readonly group: Group
  private readonly stopped = new Set<string>()

  constructor(context: Pick<Context, 'emit'>, group: Group) {
    this.context = context
    this.group = group
  }

  get count(): number {
    return this.stopped.size
  }

  /** The process has stopped when the first of its partitions has, and goes on when the last one does. */
  set(partition: TopicPartition, isStopped: boolean, { failed, of }: FailureShare): void {
    const before = this.stopped.size
    if (isStopped) this.stopped.add(partitionName(partition))
    else this.stopped.delete(partitionName(partition))
    if (before > 0 === this.stopped.size > 0) return
    const fact: StoppedFact = { group: this.group, isStopped, failed, of }
    this.context.emit('stopped', fact)
  }
}
