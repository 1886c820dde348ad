/** When a run was at its worst. Pure. */
import { TONES } from '~/kernel/tone'
import { COLUMN_MS, type Column } from '~/projections/timeline'

const SECOND = 1000 / COLUMN_MS
const FAILED = TONES.indexOf('failed')
const UNKNOWN = TONES.indexOf('unknown')

/** The second in which most requests failed or ended with no known outcome, and their share in percent; null if none did. */
export function worstSecond(columns: readonly Column[]): { readonly fromMs: number; readonly share: string } | null {
  let worst = { first: 0, bad: 0, all: 0 }
  for (let first = 0; first < columns.length; first += SECOND) {
    const second = columns.slice(first, first + SECOND)
    const bad = second.reduce((sum, column) => sum + (column[FAILED] ?? 0) + (column[UNKNOWN] ?? 0), 0)
    const all = second.flat().reduce((sum, count) => sum + count, 0)
    if (bad > worst.bad) worst = { first, bad, all }
  }
  if (worst.bad === 0) return null
  const percent = (worst.bad / worst.all) * 100
  return { fromMs: worst.first * COLUMN_MS, share: `${percent < 10 ? percent.toFixed(1) : Math.round(percent)} %` }
}
