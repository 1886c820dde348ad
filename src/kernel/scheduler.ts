/**
 * The queue of everything that will happen, in the total order (time, seq). Events of one instant share a bucket, and
 * since `seq` only grows, appending keeps a bucket sorted: a push is O(1) but for the heap of distinct instants.
 */
import { assert } from './assert'

/** Something due at an instant. A cancelled entry stays where it is and does nothing. */
export interface Entry {
  readonly cancelled: boolean
  run(): void
}

interface UrgentEntry {
  readonly rank: number
  readonly entry: Entry
}

/** Entries in order of time, then of request. */
export class Scheduler {
  private readonly buckets = new Map<number, Entry[]>()
  private readonly urgent = new Map<number, UrgentEntry[]>()
  private readonly instants: number[] = []
  private sizeNow = 0
  private pushesNow = 0

  /** How many entries wait, cancelled ones included. */
  get size(): number {
    return this.sizeNow
  }

  /** How many entries were ever added. */
  get pushes(): number {
    return this.pushesNow
  }

  /** Adds an entry at an instant in grid microseconds. */
  push(atUs: number, entry: Entry): void {
    const bucket = this.buckets.get(atUs)
    if (bucket === undefined) {
      this.buckets.set(atUs, [entry])
      this.pushInstant(atUs)
    } else {
      bucket.push(entry)
    }
    this.sizeNow++
    this.pushesNow++
  }

  /**
   * Adds an entry that goes before all ordinary ones of its instant, whenever it was added; lower ranks go first. This is
   * what makes an action injected while a run plays equal to the same action known from the start.
   */
  pushUrgent(atUs: number, rank: number, entry: Entry): void {
    const urgent = this.urgent.get(atUs)
    if (urgent === undefined) this.urgent.set(atUs, [{ rank, entry }])
    else urgent.push({ rank, entry })
    if (!this.buckets.has(atUs)) {
      this.buckets.set(atUs, [])
      this.pushInstant(atUs)
    }
    this.sizeNow++
    this.pushesNow++
  }

  /** The next instant at which anything is due, or Infinity. */
  peekUs(): number {
    return this.instants.length === 0 ? Infinity : this.instants[0]!
  }

  /** Removes and returns all entries of the next instant, in order. Later pushes at that instant form a new bucket. */
  pop(): Entry[] {
    const atUs = this.instants[0]
    assert(atUs !== undefined, 'pop from an empty scheduler')
    this.popInstant()
    const ordinary = this.buckets.get(atUs)!
    this.buckets.delete(atUs)
    const urgent = this.urgent.get(atUs)
    if (urgent === undefined) {
      this.sizeNow -= ordinary.length
      return ordinary
    }
    this.urgent.delete(atUs)
    urgent.sort((a, b) => a.rank - b.rank)
    this.sizeNow -= ordinary.length + urgent.length
    return [...urgent.map(({ entry }) => entry), ...ordinary]
  }

  private pushInstant(atUs: number): void {
    const heap = this.instants
    let index = heap.length
    heap.push(atUs)
    while (index > 0) {
      const parent = (index - 1) >> 1
      if (heap[parent]! <= atUs) break
      heap[index] = heap[parent]!
      index = parent
    }
    heap[index] = atUs
  }

  private popInstant(): void {
    const heap = this.instants
    const last = heap.pop()!
    const length = heap.length
    if (length === 0) return
    let index = 0
    for (;;) {
      let child = 2 * index + 1
      if (child >= length) break
      if (child + 1 < length && heap[child + 1]! < heap[child]!) child++
      if (heap[child]! >= last) break
      heap[index] = heap[child]!
      index = child
    }
    heap[index] = last
  }
}
