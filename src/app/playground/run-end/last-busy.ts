/** When a run was last busy: what follows is only its settling. Pure. */
import { COLUMN_MS, type Column } from '~/projections/timeline'

/** The end of the last stretch with at least half of the usual traffic, in milliseconds of the run; null if there was none. */
export function lastBusyMs(columns: readonly Column[]): number | null {
  const counts = columns.map((column) => column.reduce((sum, count) => sum + count, 0))
  const busy = counts.filter((count) => count > 0)
  const usual = busy.reduce((sum, count) => sum + count, 0) / busy.length
  const last = counts.findLastIndex((count) => count >= usual / 2)
  return last < 0 ? null : (last + 1) * COLUMN_MS
}
