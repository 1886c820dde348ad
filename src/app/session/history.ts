/**
 * The played part of a run, as keyframes: what the screen shows of any moment of it, at once. Their number is bounded; when there
 * are too many, every other one is folded into the next, and from then on they lie twice as far apart.
 */
import { BASE_MS, baseFrom, KEYFRAME_MS, type Base, type Keyframe } from '~/projections/frame'

/** How many keyframes are kept at the most: two minutes at first, some ten kilobytes each. */
const KEYFRAMES_MAX = 1200
/** How many flights and happenings a keyframe keeps that others were folded into. */
const FLIGHTS_MAX = 300
const HAPPENINGS_MAX = 60

/** The keyframes of one run, in order. There is always one: that of the start. */
export class History {
  private keyframes: Keyframe[]
  private spacingMs = KEYFRAME_MS

  constructor(start: Keyframe) {
    this.keyframes = [start]
  }

  /** All keyframes, oldest first. */
  get all(): readonly Keyframe[] {
    return this.keyframes
  }

  /** Adds the next keyframe. */
  add(keyframe: Keyframe): void {
    const last = this.keyframes.at(-1)!
    if (keyframe.events < last.events || keyframe.nowMs <= last.nowMs) return
    if (this.isKept(last)) this.keyframes.push(keyframe)
    else this.keyframes[this.keyframes.length - 1] = fold(last, keyframe)
    if (this.keyframes.length > KEYFRAMES_MAX) this.thin()
  }

  /** The latest keyframe at or before a time. */
  at(ms: number): Keyframe {
    return this.keyframes[this.indexAt(ms)]!
  }

  /** The latest keyframe at or before event `n`. */
  before(n: number): Keyframe {
    return this.keyframes.findLast(({ events }) => events <= n) ?? this.keyframes[0]!
  }

  /** A keyframe far enough before the moment of event `n` to fold the figures of that moment from it. */
  baseOf(n: number): Base {
    const after = this.keyframes.find(({ events }) => events >= n) ?? this.keyframes.at(-1)!
    const before = this.keyframes[this.indexAt(after.nowMs - this.spacingMs - BASE_MS)]!
    return baseFrom(before)
  }

  /** The time of event `n`, rounded up to the next keyframe; undefined for what came after the last one. */
  timeOf(n: number): number | undefined {
    return this.keyframes.find(({ events }) => events >= n)?.nowMs
  }

  /** The history up to a time, for a run that goes another way from there. */
  upTo(ms: number): History {
    const history = new History(this.keyframes[0]!)
    history.keyframes = this.keyframes.slice(0, this.indexAt(ms) + 1)
    history.spacingMs = this.spacingMs
    return history
  }

  private indexAt(ms: number): number {
    let low = 0
    let high = this.keyframes.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if (this.keyframes[middle]!.nowMs <= ms + 1e-6) low = middle
      else high = middle - 1
    }
    return low
  }

  private isKept({ nowMs }: Keyframe): boolean {
    return Math.abs(nowMs / this.spacingMs - Math.round(nowMs / this.spacingMs)) < 1e-6
  }

  private thin(): void {
    this.spacingMs *= 2
    const all = this.keyframes
    this.keyframes = [all[0]!]
    for (const keyframe of all.slice(1)) this.add(keyframe)
  }
}

/** The later one, with what had been collected for the earlier one. */
function fold(earlier: Keyframe, later: Keyframe): Keyframe {
  return {
    ...later,
    flights: [...earlier.flights, ...later.flights].slice(-FLIGHTS_MAX),
    outcomes: [...earlier.outcomes, ...later.outcomes].slice(-FLIGHTS_MAX),
    happenings: [...later.happenings, ...earlier.happenings].slice(0, HAPPENINGS_MAX),
  }
}
