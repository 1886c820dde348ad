/** Counts and durations over the last second, in ten slots of 100 ms. */
import { BUCKETS, bucketOf, quantiles } from './histogram'

/** Width of one slot in milliseconds. */
export const SLOT_MS = 100
const SLOTS = 10

/** A sliding second of one kind of traffic. */
export class Rolling {
  private readonly counts: Uint32Array
  private readonly durations = new Uint16Array(SLOTS * BUCKETS)
  private readonly counters: number
  private slot = 0
  private slotEndMs = SLOT_MS

  /** `counters` is how many different things are counted. */
  constructor(counters: number) {
    this.counters = counters
    this.counts = new Uint32Array(SLOTS * counters)
  }

  /** Moves the window on to `nowMs`, dropping what is older than a second. */
  moveTo(nowMs: number): void {
    if (nowMs < this.slotEndMs) return
    const target = Math.floor(nowMs / SLOT_MS)
    if (target - this.slot >= SLOTS) {
      this.counts.fill(0)
      this.durations.fill(0)
      this.slot = target
    }
    while (this.slot < target) {
      this.slot++
      const index = this.slot % SLOTS
      this.counts.fill(0, index * this.counters, (index + 1) * this.counters)
      this.durations.fill(0, index * BUCKETS, (index + 1) * BUCKETS)
    }
    this.slotEndMs = (target + 1) * SLOT_MS
  }

  /** Counts one under `counter` at the time last moved to. */
  count(counter: number): void {
    this.counts[(this.slot % SLOTS) * this.counters + counter]!++
  }

  /** Adds a duration in milliseconds at the time last moved to. */
  duration(durationMs: number): void {
    this.durations[(this.slot % SLOTS) * BUCKETS + bucketOf(durationMs)]!++
  }

  /** The rate per second of a counter: over the full slots, or over what there is of the first second. */
  rate(counter: number, nowMs: number): number {
    let total = 0
    for (let slot = 0; slot < SLOTS; slot++) total += this.counts[slot * this.counters + counter]!
    const inCurrent = nowMs - this.slot * SLOT_MS
    const coveredMs = Math.min(nowMs, (SLOTS - 1) * SLOT_MS + inCurrent)
    return coveredMs < SLOT_MS / 2 ? 0 : (total * 1000) / coveredMs
  }

  /** Quantiles of the durations in milliseconds. */
  quantiles(shares: readonly number[]): number[] {
    const sum = new Uint32Array(BUCKETS)
    for (let slot = 0; slot < SLOTS; slot++) {
      for (let bucket = 0; bucket < BUCKETS; bucket++) sum[bucket]! += this.durations[slot * BUCKETS + bucket]!
    }
    return quantiles(sum, shares)
  }
}
