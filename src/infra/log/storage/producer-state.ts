/**
 * What a partition knows of its idempotent producers: the last five batches of each, which is what tells a batch that was sent
 * again from a new one, and a gap from none. By `ProducerStateManager`, `ProducerStateEntry` and `ProducerAppendInfo` in apache/kafka.
 *
 * One rule is stricter than Kafka's for producers without transactions: a producer that nothing is known of begins with sequence 0, as
 * transactions version 2 demand. Otherwise its second batch could land before its first, which would then be refused for ever.
 */
import type { ErrorName } from '../protocol/error-code'
import type { BatchView } from '../records/batch-view'
import { addToSequence } from '../records/sequence'

/** How many batches of a producer are remembered: as many as it may have in flight. */
export const BATCHES_KEPT = 5

/** A batch that was appended. */
export interface ProducedBatch {
  readonly firstSequence: number
  readonly lastSequence: number
  readonly firstOffset: number
  readonly lastOffset: number
  readonly timestampMs: number
}

export interface ProducerEntry {
  readonly producerId: number
  readonly epoch: number
  /** Up to five, the oldest first; none if only the epoch is known. */
  readonly batches: readonly ProducedBatch[]
  /** The largest timestamp of the last batch, which is when the producer was heard of. */
  readonly lastTimestampMs: number
}

/** All producers at one offset of the log. */
export type ProducerSnapshot = readonly ProducerEntry[]

/** What stands against a batch. */
export type SequenceVerdict =
  | { readonly kind: 'duplicate'; readonly of: ProducedBatch }
  | { readonly kind: 'refused'; readonly error: ErrorName; readonly message: string }

/** The producers of one partition. Entries are replaced as a whole, so that snapshots may share them. */
export class ProducerState {
  private readonly entries = new Map<number, ProducerEntry>()

  /** By producer id, in the order in which they were first heard of. */
  get producers(): Iterable<ProducerEntry> {
    return this.entries.values()
  }

  /** What stands against appending a batch of a client; null if it is new and in order. */
  judge(batch: BatchView): SequenceVerdict | null {
    const { producerId, producerEpoch, baseSequence } = batch
    const entry = this.entries.get(producerId)
    if (entry === undefined) {
      return baseSequence === 0 ? null : outOfOrder(`producer ${producerId} is unknown and begins at ${baseSequence}`)
    }
    if (producerEpoch < entry.epoch) {
      const message = `producer ${producerId} has epoch ${entry.epoch} by now, and the batch has ${producerEpoch}`
      return { kind: 'refused', error: 'INVALID_PRODUCER_EPOCH', message }
    }
    if (producerEpoch > entry.epoch) {
      if (baseSequence === 0) return null
      return outOfOrder(`epoch ${producerEpoch} of producer ${producerId} begins at sequence ${baseSequence}`)
    }
    const { lastSequence } = batch
    for (const of of entry.batches) {
      if (of.firstSequence === baseSequence && of.lastSequence === lastSequence) return { kind: 'duplicate', of }
    }
    const last = entry.batches.at(-1)
    const expected = last === undefined ? 0 : addToSequence(last.lastSequence, 1)
    if (baseSequence === expected) return null
    return outOfOrder(`producer ${producerId} sent sequence ${baseSequence}, and ${expected} is next`)
  }

  /** Notes a batch that was appended, whoever judged it. Does nothing for a batch without a producer. */
  record(batch: BatchView): void {
    const { producerId } = batch
    if (producerId < 0) return
    const { producerEpoch: epoch, maxTimestamp: timestampMs, lastOffset, baseSequence, lastSequence } = batch
    const produced: ProducedBatch = {
      firstSequence: baseSequence,
      lastSequence,
      firstOffset: batch.baseOffset,
      lastOffset,
      timestampMs,
    }
    const before = this.entries.get(producerId)
    const batches = before?.epoch === epoch ? before.batches.slice(1 - BATCHES_KEPT) : []
    batches.push(produced)
    this.entries.set(producerId, { producerId, epoch, batches, lastTimestampMs: timestampMs })
  }

  /** Forgets producers that were not heard of for so long: `producer.id.expiration.ms`. */
  expire(nowMs: number, expirationMs: number): void {
    for (const { producerId, lastTimestampMs } of this.entries.values()) {
      if (nowMs - lastTimestampMs >= expirationMs) this.entries.delete(producerId)
    }
  }

  /** The last offset of each producer: the cleaner keeps the batches that these are in, though they may be empty. */
  lastOffsets(): ReadonlyMap<number, number> {
    const offsets = new Map<number, number>()
    for (const { producerId, batches } of this.entries.values()) {
      const last = batches.at(-1)
      if (last !== undefined) offsets.set(producerId, last.lastOffset)
    }
    return offsets
  }

  snapshot(): ProducerSnapshot {
    return [...this.entries.values()]
  }

  restore(snapshot: ProducerSnapshot): void {
    this.entries.clear()
    for (const entry of snapshot) this.entries.set(entry.producerId, entry)
  }
}

function outOfOrder(message: string): SequenceVerdict {
  return { kind: 'refused', error: 'OUT_OF_ORDER_SEQUENCE_NUMBER', message }
}
