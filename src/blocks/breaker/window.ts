/** What a breaker remembers of its calls: the last so many, or those of the last so many milliseconds. */

/** How the calls in a window came out. */
export interface Counts {
  readonly calls: number
  readonly failures: number
  /** Calls that took too long, whether they failed or not. */
  readonly slow: number
}

/** A sliding window over the results of calls. */
export interface Window {
  /** Adds a result at a time that never goes back. */
  add(nowMs: number, isFailure: boolean, isSlow: boolean): void
  /** What is in the window at a time. */
  counts(nowMs: number): Counts
  /** The same in pieces, oldest first: call by call, or bucket by bucket. */
  parts(nowMs: number): readonly Counts[]
}

/** Which window to keep. */
export type WindowOptions =
  | { readonly kind: 'count'; readonly calls: number }
  /** Results are kept in ten buckets, so the window reaches back 90 to 100 % of `spanMs`. */
  | { readonly kind: 'time'; readonly spanMs: number }

/**
 * An empty window.
 * @throws {RangeError} naming the size and its bounds
 */
export function createWindow(options: WindowOptions): Window {
  return options.kind === 'count' ? new CountWindow(options.calls) : new TimeWindow(options.spanMs)
}

const FAILURE = 1
const SLOW = 2

/** The last so many calls. */
class CountWindow implements Window {
  private readonly results: Uint8Array
  private next = 0
  private readonly totals = { calls: 0, failures: 0, slow: 0 }

  constructor(calls: number) {
    if (!Number.isInteger(calls) || calls < 1) throw new RangeError(`a window holds 1 call or more, not ${calls}`)
    this.results = new Uint8Array(calls)
  }

  add(_nowMs: number, isFailure: boolean, isSlow: boolean): void {
    const { results, totals, next } = this
    if (totals.calls === results.length) {
      const oldest = results[next]!
      totals.failures -= oldest & FAILURE
      totals.slow -= (oldest & SLOW) >> 1
    } else {
      totals.calls++
    }
    results[next] = (isFailure ? FAILURE : 0) | (isSlow ? SLOW : 0)
    if (isFailure) totals.failures++
    if (isSlow) totals.slow++
    this.next = next + 1 === results.length ? 0 : next + 1
  }

  counts(): Counts {
    return this.totals
  }

  parts(): readonly Counts[] {
    const { results, next, totals } = this
    const first = totals.calls === results.length ? next : 0
    return Array.from({ length: totals.calls }, (_, index) => {
      const result = results[(first + index) % results.length]!
      return { calls: 1, failures: result & FAILURE, slow: (result & SLOW) >> 1 }
    })
  }
}

/** How many buckets a window of time has, as Hystrix and opossum do. */
export const BUCKETS = 10

/** The calls of the last so many milliseconds, in buckets that leave whole. */
class TimeWindow implements Window {
  private readonly bucketMs: number
  private readonly buckets = Array.from({ length: BUCKETS }, () => ({ calls: 0, failures: 0, slow: 0 }))
  private readonly totals = { calls: 0, failures: 0, slow: 0 }
  private epoch = 0
  private epochEndMs = 0

  constructor(spanMs: number) {
    if (!(spanMs > 0 && spanMs < Infinity)) throw new RangeError(`a window spans more than 0 ms, not ${spanMs}`)
    this.bucketMs = spanMs / BUCKETS
  }

  add(nowMs: number, isFailure: boolean, isSlow: boolean): void {
    this.moveTo(nowMs)
    for (const each of [this.buckets[this.epoch % BUCKETS]!, this.totals]) {
      each.calls++
      if (isFailure) each.failures++
      if (isSlow) each.slow++
    }
  }

  counts(nowMs: number): Counts {
    this.moveTo(nowMs)
    return this.totals
  }

  parts(nowMs: number): readonly Counts[] {
    this.moveTo(nowMs)
    return Array.from({ length: BUCKETS }, (_, age) => ({ ...this.buckets[(this.epoch + 1 + age) % BUCKETS]! }))
  }

  private moveTo(nowMs: number): void {
    if (nowMs < this.epochEndMs) return
    const epoch = Math.floor(nowMs / this.bucketMs)
    const passed = Math.min(epoch - this.epoch, BUCKETS)
    for (let step = 1; step <= passed; step++) this.empty(this.buckets[(epoch - passed + step) % BUCKETS]!)
    this.epoch = epoch
    this.epochEndMs = (epoch + 1) * this.bucketMs
  }

  private empty(bucket: { calls: number; failures: number; slow: number }): void {
    this.totals.calls -= bucket.calls
    this.totals.failures -= bucket.failures
    this.totals.slow -= bucket.slow
    bucket.calls = bucket.failures = bucket.slow = 0
  }
}
