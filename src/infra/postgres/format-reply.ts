/** Prints replies the way psql does. */
import type { Json } from '~/kernel/json'
import { PostgresError, type SqlReply, type SqlValue } from './port'

/** The most rows of one reply that are shown. */
export const ROWS_MAX = 200
const COLUMN_WIDTH_MAX = 40

/** A reply as text: a table with its count, the tag of a command, or an error. */
export function formatReply(reply: SqlReply): string {
  if (reply instanceof PostgresError) {
    const { code, message, detail } = reply
    return `ERROR ${code}: ${message}${detail === undefined ? '' : `\nDETAIL: ${detail}`}`
  }
  const { columns, command } = reply
  if (columns.length === 0) return command
  const rows = reply.rows.slice(0, ROWS_MAX).map((row) => columns.map((column) => cellText(showValue(row[column]!))))
  const table = [columns, ...rows]
  const widths = columns.map((_, index) =>
    Math.min(COLUMN_WIDTH_MAX, Math.max(...table.map((row) => row[index]!.length))),
  )
  const lines = table.map((row) =>
    row
      .map((cell, index) => cell.padEnd(widths[index]!))
      .join(' | ')
      .trimEnd(),
  )
  const rule = widths.map((width) => '-'.repeat(width)).join('-+-')
  return [lines[0], rule, ...lines.slice(1), `(${rows.length} row${rows.length === 1 ? '' : 's'})`].join('\n')
}

/** A value as plain data, with bytes as PostgreSQL writes them. */
export function showValue(value: SqlValue): Json {
  if (value instanceof Uint8Array) {
    return `\\x${Array.from(value, (byte) => byte.toString(16).padStart(2, '0')).join('')}`
  }
  return Array.isArray(value) ? value.map((item) => showValue(item as SqlValue)) : (value as Json)
}

function cellText(value: Json): string {
  if (value === null) return '∅'
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
