/** DeleteRecords: moves the log start, and waits until every replica that is alive has followed. `DelayedDeleteRecords`. */
import type { ErrorName } from '../protocol/error-code'
import type { DeleteRecordsRequest, DeleteRecordsResponse } from '../protocol/records-api'
import type { TopicPartition } from '../protocol/topic-partition'
import type { Deadlines } from './deadlines'
import type { Partition, PartitionWaiting } from './partition'
import type { Partitions } from './partitions'
import type { ReplicationWorld } from './world'

interface Deletion extends TopicPartition {
  readonly held: Partition | undefined
  readonly offset: number
  /** Null while replicas have yet to follow. */
  error: ErrorName | null
}

export function deleteRecords(
  world: ReplicationWorld,
  partitions: Partitions,
  deadlines: Deadlines,
  request: DeleteRecordsRequest,
): DeleteRecordsResponse | Promise<DeleteRecordsResponse> {
  const deletions = request.partitions.map((each): Deletion => {
    const { topic, partition } = each
    const held = partitions.find(each)
    if (held === undefined) return { topic, partition, held, offset: -1, error: partitions.absence(each) }
    const offset = each.offset === -1 ? held.log.highWatermark : each.offset
    return { topic, partition, held, offset, error: begin(held, offset) }
  })
  const open = deletions.filter(({ error }) => error === null)
  if (open.length === 0) return answer(deletions)
  return new Promise((resolve) => {
    const delayed = new DelayedDelete(open, () => resolve(answer(deletions)))
    for (const { held } of open) held!.watch(delayed)
    deadlines.add(world.clock.monotonicMs() + request.timeoutMs, delayed)
  })
}

function begin(partition: Partition, offset: number): ErrorName | null {
  const { log, leadership } = partition
  if (leadership === null) return 'NOT_LEADER_OR_FOLLOWER'
  if (!log.config.isDelete) return 'POLICY_VIOLATION'
  const error = offset < 0 ? 'OFFSET_OUT_OF_RANGE' : log.advanceLogStart(offset)
  return error === 'NONE' ? outcomeOf(partition, offset) : error
}

function outcomeOf({ leadership }: Partition, offset: number): ErrorName | null {
  if (leadership === null) return 'NOT_LEADER_OR_FOLLOWER'
  return leadership.lowWatermark >= offset ? 'NONE' : null
}

function answer(deletions: readonly Deletion[]): DeleteRecordsResponse {
  return {
    partitions: deletions.map(({ topic, partition, held, error }) => {
      const lowWatermark = error === 'NONE' ? (held?.leadership?.lowWatermark ?? -1) : -1
      return { topic, partition, error: error!, lowWatermark }
    }),
  }
}

class DelayedDelete implements PartitionWaiting {
  isDone = false
  private readonly deletions: readonly Deletion[]
  private readonly done: () => void

  constructor(deletions: readonly Deletion[], done: () => void) {
    this.deletions = deletions
    this.done = done
  }

  look(partition: Partition): void {
    for (const deletion of this.deletions) {
      if (deletion.held === partition) deletion.error ??= outcomeOf(partition, deletion.offset)
    }
    if (this.deletions.every(({ error }) => error !== null)) this.finish()
  }

  expire(): void {
    for (const deletion of this.deletions) deletion.error ??= 'REQUEST_TIMED_OUT'
    this.finish()
  }

  private finish(): void {
    this.isDone = true
    this.done()
  }
}
