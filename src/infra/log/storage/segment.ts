/**
 * One segment of a partition's log: whole batches, one after the other, in one piece of memory. What was read stays as it is: bytes
 * are only ever added behind it, and a segment that is cut short gets new memory.
 */
import { BatchView } from '../records/batch-view'
import { firstAtLeast } from './first-at-least'
import type { ProducerSnapshot } from './producer-state'

const CAPACITY_FIRST = 4_096

export class Segment {
  /** The first offset that may be in it; the segment before has none from there on. */
  readonly baseOffset: number
  /** Producers as they were before its first batch. */
  readonly producers: ProducerSnapshot
  /** In bytes, of all batches. */
  size = 0
  /** The largest timestamp of the first batch, in ms; -1 while it is empty. */
  firstTimestampMs = -1
  private buffer: Uint8Array
  /** Of each batch: its last offset, where it begins, and the largest timestamp up to it. */
  private lastOffsets: number[] = []
  private positions: number[] = []
  private timestamps: number[] = []

  constructor(baseOffset: number, producers: ProducerSnapshot) {
    this.baseOffset = baseOffset
    this.producers = producers
    this.buffer = new Uint8Array(CAPACITY_FIRST)
  }

  /** How many batches it has. */
  get count(): number {
    return this.positions.length
  }

  /** Of all its records, in ms; -1 while it is empty. */
  get largestTimestampMs(): number {
    return this.timestamps.at(-1) ?? -1
  }

  /** The offset after its last batch; the base offset while it is empty. */
  get nextOffset(): number {
    const last = this.lastOffsets.at(-1)
    return last === undefined ? this.baseOffset : last + 1
  }

  /** Copies a batch to the end. Offset, epoch and time may be written to what this gives, and {@link commit} makes it count. */
  stage(batch: Uint8Array): BatchView {
    const end = this.size + batch.length
    if (end > this.buffer.length) this.grow(end)
    this.buffer.set(batch, this.size)
    return new BatchView(this.buffer, this.size)
  }

  /** Adds the batch that was staged last. */
  commit(batch: BatchView): void {
    const { maxTimestamp } = batch
    this.positions.push(this.size)
    this.lastOffsets.push(batch.lastOffset)
    this.timestamps.push(Math.max(this.largestTimestampMs, maxTimestamp))
    if (this.firstTimestampMs < 0) this.firstTimestampMs = maxTimestamp
    this.size += batch.size
  }

  /** The first batch that ends at or after an offset; {@link count} if there is none. */
  indexOf(offset: number): number {
    return firstAtLeast(this.lastOffsets, offset)
  }

  /** The first batch with which the largest timestamp reaches a time; {@link count} if none does. */
  indexOfTime(timestampMs: number): number {
    return firstAtLeast(this.timestamps, timestampMs)
  }

  batchAt(index: number): BatchView {
    return new BatchView(this.buffer, this.positions[index]!)
  }

  /** Where a batch begins; the size of the segment for the one after the last. */
  positionOf(index: number): number {
    return index < this.positions.length ? this.positions[index]! : this.size
  }

  /** The batches from one index up to, without, another, as a view. */
  bytes(from: number, to: number): Uint8Array {
    return this.buffer.subarray(this.positionOf(from), this.positionOf(to))
  }

  /** The first index after `from` up to which the batches fit into a size. */
  indexWithin(from: number, bytes: number): number {
    const end = this.positionOf(from) + bytes
    if (this.size <= end) return this.count
    // The last batch that begins at or before the end does not fit as a whole, unless it begins right there.
    const index = firstAtLeast(this.positions, end)
    return this.positions[index] === end ? index : index - 1
  }

  /** Drops the batches from an index on. */
  truncate(index: number): void {
    const size = this.positionOf(index)
    this.buffer = this.buffer.slice(0, Math.max(size, CAPACITY_FIRST))
    this.size = size
    this.positions.length = index
    this.lastOffsets.length = index
    this.timestamps.length = index
    if (index === 0) this.firstTimestampMs = -1
  }

  /** Gives back the memory that it will not need, since nothing is appended any more. */
  close(): void {
    if (this.buffer.length > this.size) this.buffer = this.buffer.slice(0, this.size)
  }

  private grow(capacityMin: number): void {
    const grown = new Uint8Array(Math.max(capacityMin, this.buffer.length * 2))
    grown.set(this.buffer.subarray(0, this.size))
    this.buffer = grown
  }
}
