/** In what two runs differ: when their traffic does, and what their boxes and invariants say at one moment. Pure. */
import { COLUMN_MS, type Column } from '~/projections/timeline'
import type { Snapshot } from '~/projections/frame'

/** A share of a column's requests that may differ without a mark: no two runs are alike to the last request. */
const TOLERANCE = 0.05
/** Fewer requests than this are no difference worth a mark. */
const REQUESTS_MIN = 2

/** A stretch of time in which two runs differ, in milliseconds. */
export interface Stretch {
  readonly fromMs: number
  readonly untilMs: number
}

/** When the traffic of two runs differs by meaning, as far as both were played. */
export function differingStretches(one: readonly Column[], other: readonly Column[]): readonly Stretch[] {
  const stretches: { fromMs: number; untilMs: number }[] = []
  // The last column of each may still be growing.
  const length = Math.min(one.length, other.length) - 1
  for (let index = 0; index < length; index++) {
    if (!differs(one[index]!, other[index]!)) continue
    const fromMs = index * COLUMN_MS
    const last = stretches.at(-1)
    if (last?.untilMs === fromMs) last.untilMs = fromMs + COLUMN_MS
    else stretches.push({ fromMs, untilMs: fromMs + COLUMN_MS })
  }
  return stretches
}

function differs(one: Column, other: Column): boolean {
  const total = Math.max(sum(one), sum(other))
  return one.some((count, index) => {
    const difference = Math.abs(count - (other[index] ?? 0))
    return difference >= REQUESTS_MIN && difference > total * TOLERANCE
  })
}

function sum(column: Column): number {
  return column.reduce((total, count) => total + count, 0)
}

/**
 * The first moment at which the boxes of two runs differ, in milliseconds; null if they do not, as far as both were played. A fault shows
 * there long before it shows in the traffic, if it ever does.
 */
export function firstDifferenceMs(one: readonly BoxesAt[], other: readonly BoxesAt[]): number | null {
  let against = 0
  for (const moment of one) {
    while (against < other.length && other[against]!.nowMs < moment.nowMs) against += 1
    const twin = other[against]
    if (twin === undefined) return null
    if (twin.nowMs !== moment.nowMs) continue
    const isDifferent =
      comparedBoxes(moment, twin).some((row) => row.isDifferent) ||
      Object.keys(moment.boxes).some((id) => badgesOf(moment, id) !== badgesOf(twin, id))
    if (isDifferent) return moment.nowMs
  }
  return null
}

/** What is compared of a moment. */
export type BoxesAt = Pick<Snapshot, 'nowMs' | 'boxes'>

/** The earlier of two times, as far as there are any. */
export function firstOf(one: number | null, other: number | null): number | null {
  return one === null || other === null ? (one ?? other) : Math.min(one, other)
}

function badgesOf({ boxes }: BoxesAt, id: string): string {
  return boxes[id]?.badges.map(({ text }) => text).join() ?? ''
}

/** One line of the comparison. */
export interface ComparedRow {
  readonly id: string
  readonly one: string
  readonly other: string
  readonly oneTone: string
  readonly otherTone: string
  readonly isDifferent: boolean
}

/** What the boxes of two runs say at one moment. */
export function comparedBoxes(one: Pick<Snapshot, 'boxes'>, other: Pick<Snapshot, 'boxes'>): readonly ComparedRow[] {
  return Object.entries(one.boxes).map(([id, { line, figures }]) => {
    const { line: otherLine, figures: otherFigures } = other.boxes[id]!
    const [busy, otherBusy] = [busynessOf(figures), busynessOf(otherFigures)]
    return {
      id,
      one: line.text,
      other: otherLine.text,
      oneTone: line.tone,
      otherTone: otherLine.tone,
      isDifferent: line.tone !== otherLine.tone || Math.abs(busy - otherBusy) > Math.max(busy, otherBusy) * TOLERANCE,
    }
  })
}

function busynessOf({ receivedRate, sentRate }: { readonly receivedRate: number; readonly sentRate: number }): number {
  return Math.max(receivedRate, sentRate)
}

/** How the invariants of two runs stand at one moment. */
export function comparedInvariants(one: Snapshot, other: Snapshot): readonly ComparedRow[] {
  const word = (held: boolean, violations: number) => (held ? 'holds' : `violated ${violations}×`)
  return one.verdicts.map(({ id, held, violations }) => {
    const against = other.verdicts.find((verdict) => verdict.id === id)
    const otherHeld = against?.held ?? true
    return {
      id,
      one: word(held, violations),
      other: word(otherHeld, against?.violations ?? 0),
      oneTone: held ? 'allowed' : 'failed',
      otherTone: otherHeld ? 'allowed' : 'failed',
      isDifferent: held !== otherHeld,
    }
  })
}
