/**
 * The moving dots: sampled requests, each on its arrow for a fixed while of watching from the moment it left. Pure
 * bookkeeping; `dots-canvas.tsx` paints.
 */
import type { Tone } from '~/kernel/tone'
import type { Frame } from '~/projections/frame'

/** How long a dot travels, in milliseconds of watching: real hops take one or two, which nobody would see. */
export const TRAVEL_MS = 600
/** At most so many dots are on the way; older samples make room. */
const DOTS_MAX = 1500
/** How long after one another dots leave of which each is still seen for itself. */
const SPACE_MS = 100
/** A message that left earlier than this many milliseconds of watching before its frame starts late. */
const LAG_MS_MAX = 120

/** One dot. */
export interface Dot {
  readonly op: number
  readonly request: number
  readonly arrow: number
  /** Moment of watching at which it left. */
  readonly leftAt: number
  tone: Tone
  /** True if it keeps a distance from the one before it that did: enough of those tell what all do. */
  readonly isSpaced: boolean
}

/** All dots on their way. Its time is watching time: it stands still when the run does. */
export class Dots {
  private dots: Dot[] = []
  private byOp = new Map<number, Dot>()
  /** By arrow, when the dot left that kept its distance last. */
  private readonly spacedAt = new Map<number, number>()

  /** Takes the flights of a frame that came at the watching moment `at`. */
  take({ flights, outcomes, nowMs }: Pick<Frame, 'flights' | 'outcomes' | 'nowMs'>, at: number, speed: number): void {
    for (const { op, request, arrow, departMs, tone } of flights) {
      const lag = Math.min(LAG_MS_MAX, Math.max(0, (nowMs - departMs) / speed))
      const leftAt = at - lag
      const isSpaced = leftAt - (this.spacedAt.get(arrow) ?? -Infinity) >= SPACE_MS
      if (isSpaced) this.spacedAt.set(arrow, leftAt)
      const dot: Dot = { op, request, arrow, leftAt, tone, isSpaced }
      this.dots.push(dot)
      this.byOp.set(op, dot)
    }
    for (const { op, tone } of outcomes) {
      const dot = this.byOp.get(op)
      if (dot !== undefined) dot.tone = tone
    }
    if (this.dots.length > DOTS_MAX) this.drop(this.dots.length - DOTS_MAX)
  }

  /** Calls `draw` for every dot with the share of its way that it has gone. */
  forEach(at: number, draw: (dot: Dot, share: number) => void): void {
    const arrived = this.dots.findIndex(({ leftAt }) => at - leftAt < TRAVEL_MS)
    this.drop(arrived < 0 ? this.dots.length : arrived)
    for (const dot of this.dots) {
      const share = (at - dot.leftAt) / TRAVEL_MS
      if (share >= 0 && share < 1) draw(dot, share)
    }
  }

  /** How many are on their way. */
  get size(): number {
    return this.dots.length
  }

  clear(): void {
    this.dots = []
    this.byOp.clear()
    this.spacedAt.clear()
  }

  private drop(count: number): void {
    if (count === 0) return
    for (const { op } of this.dots.splice(0, count)) this.byOp.delete(op)
  }
}

/**
 * Whether a dot is drawn on an arrow that is a band: what is ordinary is its width; of what is turned away or served otherwise, some
 * are shown; whatever fails or stays unknown is.
 */
export function standsOut({ tone, isSpaced }: Dot): boolean {
  return tone === 'failed' || tone === 'unknown' || (tone !== 'allowed' && isSpaced)
}
