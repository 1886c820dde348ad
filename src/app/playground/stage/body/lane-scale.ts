/** The scale of the lanes of a body, and how far their readers are behind. Pure. */
import type { BodyLane } from '~/kernel/body'

/** Ends of a scale, in each power of ten: few, so that it stands still for a while as lanes grow. */
const STEPS = [1, 1.5, 2, 3, 4, 6, 8, 10]
const SPAN_MIN = 100

/** The stretch that lanes are drawn on. */
export interface LaneScale {
  readonly from: number
  readonly span: number
}

/** From the first position that any of the lanes has to a round one beyond the last. */
export function scaleOf(lanes: readonly BodyLane[]): LaneScale {
  const from = Math.min(...lanes.map((lane) => lane.from))
  const length = Math.max(SPAN_MIN, Math.max(...lanes.map(({ to }) => to)) - from)
  const power = 10 ** Math.floor(Math.log10(length))
  return { from, span: power * STEPS.find((step) => step * power >= length)! }
}

/** How far a reader is behind on all lanes; null if it is not known of one that holds something. */
export function lagOf(lanes: readonly BodyLane[], reader: number): number | null {
  let lag = 0
  for (const { from, to, positions } of lanes) {
    const position = positions[reader] ?? null
    if (position === null && to > from) return null
    if (position !== null) lag += Math.max(0, to - position)
  }
  return lag
}

/** Up to where all readers of a lane have come; its beginning if that is not known of one. */
export function readTo({ from, to, positions }: BodyLane): number {
  return positions.reduce<number>((least, position) => Math.max(from, Math.min(least, position ?? from)), to)
}
