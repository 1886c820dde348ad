/**
 * The batches of one partition in their order, and the numbers by which its leader knows them: the deque of `RecordAccumulator`
 * and the entry of `TxnPartitionMap` in apache/kafka. Order and exactly-once are kept partition by partition: an error in one
 * says nothing about another (librdkafka#4972).
 */
import type { TopicPartition } from '../../protocol/topic-partition'
import { addToSequence } from '../../records/sequence'
import { NO_SEQUENCE, type ProducerBatch } from './producer-batch'

export class PartitionQueue implements TopicPartition {
  readonly topic: string
  readonly partition: number
  /** Not in flight: retries first, in the order of their numbers, then what was not sent yet. The last one may be open. */
  readonly waiting: ProducerBatch[] = []
  /** Sent at least once and without an outcome, in the order of their numbers: in flight, or waiting for another attempt. */
  readonly unresolved: ProducerBatch[] = []
  /** The leader has a gap, or lost what it knew of us: all goes on from 0 under another epoch, when nothing is uncertain. */
  needsNewEpoch = false
  private producerId = -1
  private producerEpoch = -1
  private nextSequence = 0
  private lastAcknowledged = NO_SEQUENCE
  /** How many batches have got numbers. */
  private numbered = 0
  /** A batch ended without our knowing whether the leader has it; only what comes after it can tell. */
  private hasUnknownEnd = false

  constructor(topic: string, partition: number) {
    this.topic = topic
    this.partition = partition
  }

  /** The batch that may take more records. */
  get open(): ProducerBatch | undefined {
    const last = this.waiting.at(-1)
    return last === undefined || last.isClosed ? undefined : last
  }

  /** True if none of its batches is on its way. */
  get isQuiet(): boolean {
    for (const batch of this.unresolved) if (batch.isInFlight) return false
    return true
  }

  /**
   * Which batch of an idempotent producer may be sent now. New ones only while the leader remembers all that is unresolved, which
   * is five batches; a retry only when it is the oldest, so that retries go in order, one at a time.
   */
  nextNumbered(producerId: number, producerEpoch: number, unresolvedMax: number): ProducerBatch | undefined {
    const first = this.waiting[0]
    if (first === undefined) return undefined
    if (this.needsNewEpoch) return this.isQuiet ? this.waiting.find((batch) => batch.isUncertain) : undefined
    if (first.hasSequence) return first === this.unresolved[0] ? first : undefined
    if (this.unresolved.length > 0 && !this.isOfEpoch(producerId, producerEpoch)) return undefined
    return this.hasUnknownEnd || this.sinceOldest() >= unresolvedMax ? undefined : first
  }

  /** How many batches were numbered since the oldest one without an outcome, that one included: its leader has to remember as many. */
  private sinceOldest(): number {
    const oldest = this.unresolved[0]
    return oldest === undefined ? 0 : this.numbered - oldest.ordinal
  }

  /** Which batch of a producer without numbers may be sent now. @param isOrdered only one may be on its way */
  nextPlain(isOrdered: boolean): ProducerBatch | undefined {
    return isOrdered && !this.isQuiet ? undefined : this.waiting[0]
  }

  /** Takes a batch out, to be sent. */
  take(batch: ProducerBatch): void {
    removeFrom(this.waiting, batch)
    batch.isClosed = true
    batch.isInFlight = true
    batch.attempts += 1
    if (!this.unresolved.includes(batch)) this.unresolved.push(batch)
  }

  /** Numbers a batch that is about to be taken for the first time. */
  number(batch: ProducerBatch, producerId: number, producerEpoch: number): void {
    if (!this.isOfEpoch(producerId, producerEpoch)) this.startOver(producerId, producerEpoch)
    batch.number(producerId, producerEpoch, this.nextSequence)
    batch.ordinal = this.numbered
    this.numbered += 1
    this.nextSequence = addToSequence(this.nextSequence, batch.recordCount)
  }

  /** The leader has it, now or from an earlier attempt. */
  acknowledge(batch: ProducerBatch): void {
    this.forget(batch)
    if (!batch.hasSequence || !this.isOfEpoch(batch.producerId, batch.producerEpoch)) return
    if (isLater(batch.lastSequence, this.lastAcknowledged)) this.lastAcknowledged = batch.lastSequence
    this.resolveUnknownEnd()
  }

  /** The leader will never have it, and so there is a gap behind it. */
  refuse(batch: ProducerBatch): void {
    this.forget(batch)
    if (batch.hasSequence) this.needsNewEpoch = true
  }

  /** It ended, and nobody knows whether the leader has it. */
  abandon(batch: ProducerBatch): void {
    this.forget(batch)
    if (batch.hasSequence) this.hasUnknownEnd = true
    this.resolveUnknownEnd()
  }

  /** True if the leader has the right to say that something is missing before this batch: all before it has ended. */
  isOldest(batch: ProducerBatch): boolean {
    return this.unresolved[0] === batch
  }

  /** Puts a batch back to be sent again, before everything with higher numbers. */
  requeue(batch: ProducerBatch): void {
    const { unresolved, waiting } = this
    if (!batch.hasSequence) {
      waiting.unshift(batch)
      return
    }
    const place = unresolved.indexOf(batch)
    let at = 0
    while (at < waiting.length && waiting[at]!.hasSequence && unresolved.indexOf(waiting[at]!) < place) at += 1
    waiting.splice(at, 0, batch)
  }

  /** Puts the parts of a batch in its place. */
  replace(batch: ProducerBatch, parts: readonly ProducerBatch[]): void {
    if (!batch.hasSequence) {
      this.forget(batch)
      this.waiting.unshift(...parts)
      return
    }
    this.unresolved.splice(this.unresolved.indexOf(batch), 1, ...parts)
    for (const part of parts) this.requeue(part)
  }

  /** True if its numbers are counted under this identity. */
  isOfEpoch(producerId: number, producerEpoch: number): boolean {
    return this.producerId === producerId && this.producerEpoch === producerEpoch
  }

  /** True if another epoch may begin: nothing is on its way, and of nothing is it unknown whether the leader has it. */
  get mayStartOver(): boolean {
    return this.needsNewEpoch && this.isQuiet && !this.unresolved.some((batch) => batch.isUncertain)
  }

  /** Numbers everything that is unresolved anew, from 0: the leader has none of it. */
  startOver(producerId: number, producerEpoch: number): void {
    this.producerId = producerId
    this.producerEpoch = producerEpoch
    this.needsNewEpoch = false
    this.hasUnknownEnd = false
    this.lastAcknowledged = NO_SEQUENCE
    this.nextSequence = 0
    for (const batch of this.unresolved) {
      batch.number(producerId, producerEpoch, this.nextSequence)
      this.nextSequence = addToSequence(this.nextSequence, batch.recordCount)
    }
  }

  /** `maybeResolveSequences`: with everything answered, the last acknowledged number tells whether the abandoned ones are there. */
  private resolveUnknownEnd(): void {
    if (!this.hasUnknownEnd || this.unresolved.length > 0) return
    this.hasUnknownEnd = false
    if (addToSequence(this.lastAcknowledged, 1) !== this.nextSequence) this.needsNewEpoch = true
  }

  private forget(batch: ProducerBatch): void {
    removeFrom(this.unresolved, batch)
    removeFrom(this.waiting, batch)
  }
}

/** Numbers begin again at 0 after 2^31: of two, the later one is ahead by less than half of that. */
function isLater(sequence: number, than: number): boolean {
  return than === NO_SEQUENCE || ((sequence - than) & 0x7fff_ffff) < 0x4000_0000
}

function removeFrom(batches: ProducerBatch[], batch: ProducerBatch): void {
  const at = batches.indexOf(batch)
  if (at >= 0) batches.splice(at, 1)
}
