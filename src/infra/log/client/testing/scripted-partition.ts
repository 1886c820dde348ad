/** A partition of the scripted cluster: batches in memory, and what the leader knows of producers, without replicas. */
import type { ErrorName } from '../../protocol/error-code'
import { BatchView } from '../../records/batch-view'
import { decodeRecords, type LogRecord } from '../../records/record-batch'
import { addToSequence } from '../../records/sequence'

interface ProducerState {
  readonly epoch: number
  /** The last five batches: first and last number, and where the first record is. */
  readonly batches: { readonly first: number; readonly last: number; readonly offset: number }[]
}

export interface Appended {
  readonly error: ErrorName
  readonly baseOffset: number
}

const REMEMBERED = 5

export class ScriptedPartition {
  leaderId: number
  leaderEpoch = 0
  logStartOffset = 0
  batches: BatchView[] = []
  /** Forgets what it knows of producers when they expire; then any first number is taken, as by a broker before KIP-890. */
  takesAnyFirstSequence = false
  /** Where each epoch began. */
  private epochs: { readonly epoch: number; readonly startOffset: number }[] = [{ epoch: 0, startOffset: 0 }]
  readonly producers = new Map<number, ProducerState>()
  private readonly waiting = new Set<() => void>()

  constructor(leaderId: number) {
    this.leaderId = leaderId
  }

  get endOffset(): number {
    return this.batches.at(-1)?.nextOffset ?? this.logStartOffset
  }

  /** Every record, in the order of the log. */
  get records(): LogRecord[] {
    return this.batches.flatMap((batch) => decodeRecords(batch))
  }

  append(bytes: Uint8Array): Appended {
    const batch = new BatchView(bytes.slice())
    const seen = batch.hasProducer ? this.judge(batch) : null
    if (seen !== null) return seen
    batch.baseOffset = this.endOffset
    batch.partitionLeaderEpoch = this.leaderEpoch
    this.batches.push(batch)
    if (batch.hasProducer) this.remember(batch)
    for (const wake of this.waiting) wake()
    this.waiting.clear()
    return { error: 'NONE', baseOffset: batch.baseOffset }
  }

  /** Makes another broker the leader. */
  lead(leaderId: number): void {
    this.leaderId = leaderId
    this.leaderEpoch += 1
    this.epochs.push({ epoch: this.leaderEpoch, startOffset: this.endOffset })
  }

  /** An unclean election: what comes from `offset` on is lost. */
  loseFrom(offset: number, leaderId: number): void {
    this.batches = this.batches.filter((batch) => batch.nextOffset <= offset)
    this.epochs = this.epochs.filter(({ startOffset }) => startOffset <= offset)
    this.producers.clear()
    for (const batch of this.batches) if (batch.hasProducer) this.remember(batch)
    this.lead(leaderId)
  }

  /** Where an epoch ended. */
  endOf(epoch: number): { readonly leaderEpoch: number; readonly endOffset: number } {
    const found = this.epochs.findLast((each) => each.epoch <= epoch)
    if (found === undefined) return { leaderEpoch: -1, endOffset: -1 }
    const next = this.epochs.find((each) => each.epoch > epoch)
    return { leaderEpoch: found.epoch, endOffset: next?.startOffset ?? this.endOffset }
  }

  /** Whole batches from the one that holds `offset`, at least one if there is any. */
  read(offset: number, maxBytes: number): Uint8Array {
    const found: Uint8Array[] = []
    let size = 0
    for (const batch of this.batches) {
      if (batch.nextOffset <= offset) continue
      if (size > 0 && size + batch.size > maxBytes) break
      found.push(batch.bytes)
      size += batch.size
    }
    return new Uint8Array(Buffer.concat(found))
  }

  /** Is told of the next append. */
  onAppend(wake: () => void): void {
    this.waiting.add(wake)
  }

  /** As `ProducerAppendInfo`: null if the batch may be appended. */
  private judge(batch: BatchView): Appended | null {
    const { producerId, producerEpoch, baseSequence, lastSequence } = batch
    const state = this.producers.get(producerId)
    if (state === undefined) {
      return baseSequence === 0 || this.takesAnyFirstSequence ? null : refusal('OUT_OF_ORDER_SEQUENCE_NUMBER')
    }
    if (producerEpoch < state.epoch) return refusal('INVALID_PRODUCER_EPOCH')
    if (producerEpoch > state.epoch) return baseSequence === 0 ? null : refusal('OUT_OF_ORDER_SEQUENCE_NUMBER')
    const same = state.batches.find(({ first, last }) => first === baseSequence && last === lastSequence)
    if (same !== undefined) return { error: 'NONE', baseOffset: same.offset }
    const next = addToSequence(state.batches.at(-1)!.last, 1)
    return next === baseSequence ? null : refusal('OUT_OF_ORDER_SEQUENCE_NUMBER')
  }

  private remember(batch: BatchView): void {
    const { producerId, producerEpoch, baseSequence, lastSequence, baseOffset } = batch
    const before = this.producers.get(producerId)
    const batches = before === undefined || before.epoch !== producerEpoch ? [] : before.batches
    batches.push({ first: baseSequence, last: lastSequence, offset: baseOffset })
    if (batches.length > REMEMBERED) batches.shift()
    this.producers.set(producerId, { epoch: producerEpoch, batches })
  }
}

function refusal(error: ErrorName): Appended {
  return { error, baseOffset: -1 }
}
