/**
 * What each algorithm promises, worked out from nothing but who was admitted when: the definition, not the script. Times are
 * microseconds of the clock of Redis.
 */
import type { Parameters } from '../parameters'
import { WindowLogs, type WindowLog } from './window-log'

/** One key of a request. */
export interface Asked {
  readonly key: string
  readonly limit: number
}

/** An independent count for one algorithm. */
export interface Oracle {
  /** True if, after `extra` further admissions at that very time, one more request fits. */
  fits(asked: Asked, atUs: number, extra: number): boolean
  /**
   * How full the key would be with one request more, as a share of its limit, wherever the windows of the clock may begin: the most that the
   * algorithm can make of what was admitted. Above 1 it may refuse.
   */
  fullest(asked: Asked, atUs: number): number
  /** One admission. What the network has delivered twice counts twice. Times go back only after {@link clear}. */
  add(asked: Asked, atUs: number): void
  clear(): void
}

/** The oracle of the algorithm that a run claims to use; null for the log, whose entries the history itself counts. */
export function createOracle(parameters: Parameters): Oracle | null {
  const windowUs = parameters.windowMs * 1000
  switch (parameters.algorithm) {
    case 'sliding-log':
      return null
    case 'sliding-counter':
      return new WindowOracle(
        windowUs,
        ({ current, previous, passedUs }) => current * windowUs + previous * (windowUs - passedUs),
      )
    case 'fixed-window':
      return new WindowOracle(windowUs, ({ current }) => current * windowUs)
    case 'gcra':
      return new BucketOracle(windowUs)
  }
}

/** What was admitted in the window of the clock that holds an instant, and in the one before. */
interface WindowCounts {
  readonly current: number
  readonly previous: number
  readonly passedUs: number
}

/** A request fits while what a rule makes of the counts of two windows of the clock leaves room for it. */
class WindowOracle implements Oracle {
  private readonly logs = new WindowLogs()
  private readonly windowUs: number
  private readonly used: (counts: WindowCounts) => number

  /** The rule gives requests times microseconds of a window, so that nothing is rounded. */
  constructor(windowUs: number, used: (counts: WindowCounts) => number) {
    this.windowUs = windowUs
    this.used = used
  }

  fits({ key, limit }: Asked, atUs: number, extra: number): boolean {
    const { windowUs } = this
    const startUs = Math.floor(atUs / windowUs) * windowUs
    return this.usedIn(this.logs.get(key), startUs, atUs, extra + 1) <= limit * windowUs
  }

  fullest({ key, limit }: Asked, atUs: number): number {
    const { windowUs } = this
    const log = this.logs.at(key, atUs - 2 * windowUs)
    // It is the most just where a request is the first of its window: the one of the instant, or the one before.
    const starts = log.times().map((timeUs) => (timeUs > atUs - windowUs ? timeUs : timeUs + windowUs))
    const most = Math.max(...[atUs, ...starts].map((startUs) => this.usedIn(log, startUs, atUs, 1)))
    return most / (limit * windowUs)
  }

  add({ key }: Asked, atUs: number): void {
    this.logs.at(key, atUs - 2 * this.windowUs).add(atUs, 0)
  }

  clear(): void {
    this.logs.clear()
  }

  /** What the rule makes of a window that began at an instant, with so many requests more. */
  private usedIn(log: WindowLog, startUs: number, atUs: number, extra: number): number {
    const current = log.countSince(startUs - 1)
    const previous = log.countSince(startUs - this.windowUs - 1) - current
    return this.used({ current: current + extra, previous, passedUs: atUs - startUs })
  }
}

/** A request fits while the bucket, which leaks the limit per window, holds less than a burst with it. */
class BucketOracle implements Oracle {
  private readonly buckets = new Map<string, { level: number; atUs: number }>()
  private readonly windowUs: number

  constructor(windowUs: number) {
    this.windowUs = windowUs
  }

  fits(asked: Asked, atUs: number, extra: number): boolean {
    return this.levelAt(asked, atUs) + (extra + 1) * this.windowUs <= this.burstOf(asked)
  }

  fullest(asked: Asked, atUs: number): number {
    return (this.levelAt(asked, atUs) + this.windowUs) / this.burstOf(asked)
  }

  add(asked: Asked, atUs: number): void {
    this.buckets.set(asked.key, { level: this.levelAt(asked, atUs) + this.windowUs, atUs })
  }

  clear(): void {
    this.buckets.clear()
  }

  /** In requests times microseconds of a window, as the level is. */
  private burstOf({ limit }: Asked): number {
    return Math.max(1, Math.floor(limit / 5)) * this.windowUs
  }

  private levelAt({ key, limit }: Asked, nowUs: number): number {
    const bucket = this.buckets.get(key)
    return bucket === undefined ? 0 : Math.max(0, bucket.level - (nowUs - bucket.atUs) * limit)
  }
}
