/** The mathematics of the time axis: which columns share a pixel, how high, where marks stand. Pure. */
import { scaleLinear } from 'd3-scale'
import { TONES, type Tone } from '~/kernel/tone'
import type { Column } from '~/projections/timeline'

/** The areas from the foot of the chart up: what is well at the bottom, what is worst on top. */
export const STACKED: readonly Tone[] = ['allowed', 'throttled', 'degraded', 'unknown', 'failed']

/** Some columns together: rates per second by meaning, at a moment of the run. */
export interface Bin {
  readonly atMs: number
  readonly rates: Readonly<Record<Tone, number>>
}

/** Joins columns so that no more than `countMax` are drawn over the whole run. The last, unfinished column is left out. */
export function binsOf(columns: readonly Column[], columnMs: number, totalMs: number, countMax: number): Bin[] {
  const perBin = Math.max(1, Math.ceil(totalMs / columnMs / countMax))
  const bins: Bin[] = []
  const whole = columns.length - 1
  for (let first = 0; first < whole; first += perBin) {
    const last = Math.min(first + perBin, whole)
    const rates = Object.fromEntries(
      TONES.map((tone, index) => {
        let sum = 0
        for (let column = first; column < last; column++) sum += columns[column]![index] ?? 0
        return [tone, (sum * 1000) / ((last - first) * columnMs)]
      }),
    ) as Record<Tone, number>
    bins.push({ atMs: ((first + last) / 2) * columnMs, rates })
  }
  return bins
}

/** The highest total of the bins, rounded up to something that reads well; never less than 10. */
export function ceilingOf(bins: readonly Bin[]): number {
  const highest = Math.max(10, ...bins.map(({ rates }) => STACKED.reduce((sum, tone) => sum + rates[tone], 0)))
  return scaleLinear().domain([0, highest]).nice(4).domain()[1]!
}

/** Moments of the run that the axis names, with what it says there: whole seconds or minutes, at most `countMax`. */
export function ticksOf(
  totalMs: number,
  countMax: number,
): readonly { readonly atMs: number; readonly label: string }[] {
  const stepMs = TICK_STEPS_MS.find((step) => totalMs / step <= countMax) ?? TICK_STEPS_MS.at(-1)!
  return Array.from({ length: Math.floor(totalMs / stepMs + 1e-9) + 1 }, (_, index) => {
    const atMs = index * stepMs
    return { atMs, label: labelOf(atMs, stepMs, totalMs) }
  })
}

/** All labels of an axis are of one kind: seconds, whole minutes, or minutes and seconds. */
function labelOf(atMs: number, stepMs: number, totalMs: number): string {
  const seconds = atMs / 1000
  if (totalMs < 120_000) return `${seconds} s`
  if (stepMs % 60_000 === 0) return `${seconds / 60} min`
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}

const TICK_STEPS_MS = [200, 500, 1000, 2000, 5000, 10_000, 20_000, 30_000, 60_000, 120_000, 300_000, 600_000]

/** How a stretch of the run stands for one invariant. */
export type Cell = 'ahead' | 'held' | 'violated'

/**
 * The strip of one invariant: so many stretches of equal length. One that is judged only at the end (liveness) has held nothing
 * before that: its stretches count as held from `judgedFromMs` on.
 */
export function cellsOf(
  nowMs: number,
  totalMs: number,
  violations: readonly number[],
  count: number,
  judgedFromMs = 0,
): Cell[] {
  const stretchMs = totalMs / count
  return Array.from({ length: count }, (_, index) => {
    const fromMs = index * stretchMs
    const isLast = index === count - 1
    if (violations.some((atMs) => atMs >= fromMs && (atMs < fromMs + stretchMs || (isLast && atMs >= totalMs)))) {
      return 'violated'
    }
    return fromMs < nowMs && fromMs >= judgedFromMs ? 'held' : 'ahead'
  })
}

const GRAVITY: Readonly<Record<Cell, number>> = { ahead: 0, held: 1, violated: 2 }

/** Several strips as one: of each stretch the worst that any of them says. */
export function worstCells(rows: readonly (readonly Cell[])[]): Cell[] {
  const [first = [], ...rest] = rows
  return first.map((cell, index) =>
    rest.reduce((worst, row) => (GRAVITY[row[index]!] > GRAVITY[worst] ? row[index]! : worst), cell),
  )
}
