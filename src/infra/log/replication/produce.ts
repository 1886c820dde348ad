/** Produce requests: append, and with `acks=all` wait until it is committed. `ReplicaManager.appendRecords` and `DelayedProduce`. */
import type { ErrorName } from '../protocol/error-code'
import type { ProducePartitionResponse, ProduceRequest, ProduceResponse } from '../protocol/records-api'
import type { TopicPartition } from '../protocol/topic-partition'
import type { AppendResult } from '../storage/append-result'
import type { Deadlines } from './deadlines'
import type { Partition, PartitionWaiting } from './partition'
import type { Partitions } from './partitions'
import type { ReplicationWorld } from './world'

/** What a partition said to an append. */
interface Appended {
  readonly partition: Partition
  readonly result: AppendResult
}

/** An append that is not committed yet. */
interface OpenAppend {
  readonly partition: Partition
  readonly requiredOffset: number
  readonly result: AppendResult
  /** Null while it is open. */
  error: ErrorName | null
}

type Outcome = ProducePartitionResponse | OpenAppend

export class Produce {
  private readonly world: ReplicationWorld
  private readonly partitions: Partitions
  private readonly deadlines: Deadlines

  constructor(world: ReplicationWorld, partitions: Partitions, deadlines: Deadlines) {
    this.world = world
    this.partitions = partitions
    this.deadlines = deadlines
  }

  /** Answers at once unless it has to wait for replicas. Each partition has an outcome of its own. */
  handle(request: ProduceRequest): ProduceResponse | Promise<ProduceResponse> {
    const { acks, timeoutMs } = request
    if (acks !== 0 && acks !== 1 && acks !== -1) {
      return { partitions: request.partitions.map((each) => failed(each, 'INVALID_REQUIRED_ACKS')) }
    }
    const { world } = this
    const before = world.step('before-append')
    if (before !== undefined) return never(before)
    const appended = request.partitions.map((each) => this.append(each, each.records, acks))
    // Whoever waits looks when all is appended, and gets all of it: `ReplicaManager.addCompletePurgatoryAction`.
    for (const each of appended) if ('result' in each && hasGrown(each.result)) each.partition.leaderMoved()
    const after = world.step('after-append')
    if (after !== undefined) return never(after)
    const outcomes = appended.map((each) => ('result' in each ? outcomeOf(each, acks) : each))
    const open = outcomes.filter(isOpen)
    if (open.length === 0) return { partitions: outcomes as ProducePartitionResponse[] }
    return new Promise((resolve) => {
      const delayed = new DelayedProduce(open, () => {
        if (world.step('before-answer') !== undefined) return
        resolve({ partitions: outcomes.map((outcome) => (isOpen(outcome) ? closed(outcome) : outcome)) })
      })
      for (const { partition } of open) partition.watch(delayed)
      this.deadlines.add(world.clock.monotonicMs() + timeoutMs, delayed)
    })
  }

  private append(at: TopicPartition, records: Uint8Array, acks: number): ProducePartitionResponse | Appended {
    const partition = this.partitions.find(at)
    if (partition === undefined) {
      const currentLeader = this.partitions.leaderElsewhere(at)
      return { ...failed(at, this.partitions.absence(at)), ...(currentLeader === undefined ? {} : { currentLeader }) }
    }
    return { partition, result: partition.append(records, acks) }
  }
}

/** The answer of a process that has died. */
async function never(death: Promise<void>): Promise<never> {
  await death
  throw new Error('a process that has died goes on')
}

/** Waits for appends of one request. */
class DelayedProduce implements PartitionWaiting {
  private openCount: number
  private readonly appends: readonly OpenAppend[]
  private readonly done: () => void

  constructor(appends: readonly OpenAppend[], done: () => void) {
    this.appends = appends
    this.openCount = appends.length
    this.done = done
  }

  get isDone(): boolean {
    return this.openCount === 0
  }

  look(partition: Partition): void {
    for (const append of this.appends) {
      if (append.partition === partition && append.error === null) {
        this.close(append, openOutcome(partition, append.requiredOffset))
      }
    }
  }

  /** Perhaps the records are committed later, perhaps they are lost: nobody knows. */
  expire(): void {
    for (const append of this.appends) if (append.error === null) this.close(append, 'REQUEST_TIMED_OUT')
  }

  private close(append: OpenAppend, error: ErrorName | null): void {
    if (error === null) return
    append.error = error
    this.openCount -= 1
    if (this.openCount === 0) this.done()
  }
}

function hasGrown({ error, isDuplicate }: AppendResult): boolean {
  return error === 'NONE' && !isDuplicate
}

function outcomeOf({ partition, result }: Appended, acks: number): Outcome {
  const error = result.error === 'NONE' && acks === -1 ? openOutcome(partition, result.lastOffset + 1) : result.error
  if (error !== null) return answer(partition, result, error)
  return { partition, requiredOffset: result.lastOffset + 1, result, error }
}

/** What has become of an append up to an offset (exclusive); null while it is open. */
function openOutcome({ leadership }: Partition, requiredOffset: number): ErrorName | null {
  return leadership === null ? 'NOT_LEADER_OR_FOLLOWER' : leadership.outcomeOf(requiredOffset)
}

function isOpen(outcome: Outcome): outcome is OpenAppend {
  return 'requiredOffset' in outcome
}

function closed({ partition, result, error }: OpenAppend): ProducePartitionResponse {
  return answer(partition, result, error!)
}

function answer(partition: Partition, result: AppendResult, error: ErrorName): ProducePartitionResponse {
  const { topic, partition: number, log } = partition
  return {
    topic,
    partition: number,
    error,
    ...(result.message === undefined ? {} : { message: result.message }),
    baseOffset: error === 'NONE' ? result.baseOffset : -1,
    logAppendTimeMs: error === 'NONE' ? result.logAppendTimeMs : -1,
    logStartOffset: log.logStartOffset,
    ...(error === 'NOT_LEADER_OR_FOLLOWER' ? { currentLeader: partition.currentLeader } : {}),
  }
}

function failed({ topic, partition }: TopicPartition, error: ErrorName): ProducePartitionResponse {
  return { topic, partition, error, baseOffset: -1, logAppendTimeMs: -1, logStartOffset: -1 }
}
