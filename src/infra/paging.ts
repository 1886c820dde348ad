/** Rows that are all known, page by page. */
import type { Json } from '~/kernel/json'
import type { TablePage, TableRow } from '~/kernel/panel'

const ROWS_PER_PAGE = 50

/** The page that a cursor names: how many rows come before it. */
export function pageOf(rows: readonly TableRow[], cursor: Json | undefined): Pick<TablePage, 'rows' | 'next'> {
  const from = typeof cursor === 'number' && cursor > 0 ? Math.floor(cursor) : 0
  const to = from + ROWS_PER_PAGE
  return { rows: rows.slice(from, to), next: to < rows.length ? to : null }
}

/** Whether a row has a text in one of its cells; any row if there is nothing to look for. */
export function matches({ cells }: TableRow, match: Json | undefined): boolean {
  if (typeof match !== 'string' || match === '') return true
  return cells.some((cell) => String(cell).toLowerCase().includes(match.toLowerCase()))
}
