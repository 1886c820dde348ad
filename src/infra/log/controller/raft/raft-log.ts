/**
 * The log that a quorum replicates: batches of records, each of the epoch of the leader that appended it. It lives on a disk as it
 * is; what is appended is durable at once, as after an fsync.
 */
import { assert } from '~/kernel/assert'

/** Records that became part of the log together. */
export interface RaftBatch<Entry> {
  readonly baseOffset: number
  /** Of the leader that appended them. */
  readonly epoch: number
  /** Never empty. */
  readonly entries: readonly Entry[]
}

/** The end of an epoch in a log. */
export interface EpochEnd {
  readonly epoch: number
  /** The offset after its last record. */
  readonly endOffset: number
}

/** How many batches one read gives at most. */
const READ_BATCHES_MAX = 256

export class RaftLog<Entry> {
  private readonly batches: RaftBatch<Entry>[] = []

  /** The offset of the next record. */
  get endOffset(): number {
    const last = this.batches.at(-1)
    return last === undefined ? 0 : nextOffsetOf(last)
  }

  /** Epoch of the last record; 0 for an empty log. */
  get lastEpoch(): number {
    return this.batches.at(-1)?.epoch ?? 0
  }

  append(epoch: number, entries: readonly Entry[]): RaftBatch<Entry> {
    assert(epoch >= this.lastEpoch, `epoch ${epoch} cannot follow ${this.lastEpoch}`)
    assert(entries.length > 0, 'a batch has at least one record')
    const batch = { baseOffset: this.endOffset, epoch, entries }
    this.batches.push(batch)
    return batch
  }

  /** Takes over a batch of the leader as it is. */
  appendAsFollower(batch: RaftBatch<Entry>): void {
    assert(batch.baseOffset === this.endOffset, `batch ${batch.baseOffset} does not follow ${this.endOffset}`)
    assert(batch.epoch >= this.lastEpoch, `epoch ${batch.epoch} cannot follow ${this.lastEpoch}`)
    this.batches.push(batch)
  }

  /** Whole batches from an offset on, which is where one begins; empty at the end. */
  read(offset: number): readonly RaftBatch<Entry>[] {
    const start = this.indexAt(offset)
    return this.batches.slice(start, start + READ_BATCHES_MAX)
  }

  /** The last epoch up to one, and where it ends: `ReplicatedLog.endOffsetForEpoch`. */
  endOfEpoch(epoch: number): EpochEnd {
    const { batches } = this
    let index = batches.length - 1
    while (index >= 0 && batches[index]!.epoch > epoch) index -= 1
    const last = batches[index]
    return last === undefined ? { epoch: 0, endOffset: 0 } : { epoch: last.epoch, endOffset: nextOffsetOf(last) }
  }

  /** Drops all records from an offset on, which is where a batch begins. */
  truncateTo(offset: number): void {
    this.batches.length = this.indexAt(offset)
  }

  /** The first batch that ends after an offset. */
  private indexAt(offset: number): number {
    const { batches } = this
    let low = 0
    let high = batches.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (nextOffsetOf(batches[middle]!) <= offset) low = middle + 1
      else high = middle
    }
    return low
  }
}

/** The offset after a batch. */
export function nextOffsetOf(batch: RaftBatch<unknown>): number {
  return batch.baseOffset + batch.entries.length
}
