/** Pages of a Postgres as the engine tells them, checked where they cross into the page. */
import * as v from 'valibot'

const result = v.object({
  columns: v.array(v.string()),
  rows: v.array(v.array(v.unknown())),
  command: v.string(),
  error: v.nullable(v.object({ code: v.string(), message: v.string(), detail: v.nullable(v.string()) })),
})

/** What a statement gave. */
export type ResultPage = v.InferOutput<typeof result>
/** What a statement at the prompt gave. */
export const resultPage = result

/** The tables there are. */
export const tablesPage = v.object({
  engine: v.string(),
  version: v.string(),
  memoryBytes: v.number(),
  tables: v.array(v.object({ name: v.string() })),
  load: v.object({ waiting: v.number(), transactionOf: v.nullable(v.string()) }),
})
/** One page of a table. */
export const rowsPage = v.object({ table: v.string(), total: v.number(), offset: v.number(), result })

/** A value as a cell shows it. */
export function cellText(value: unknown): string {
  if (value === null || value === undefined) return '∅'
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

/** A result as psql prints it. */
export function resultText({ columns, rows, command, error }: ResultPage): string {
  if (error !== null) {
    return `ERROR ${error.code}: ${error.message}${error.detail === null ? '' : `\nDETAIL: ${error.detail}`}`
  }
  if (columns.length === 0) return command
  const table = [columns, ...rows.map((row) => row.map(cellText))]
  const widths = columns.map((_, column) => Math.min(40, Math.max(...table.map((row) => row[column]!.length))))
  const lines = table.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column]!))
      .join(' | ')
      .trimEnd(),
  )
  const rule = widths.map((width) => '-'.repeat(width)).join('-+-')
  return [lines[0], rule, ...lines.slice(1), `(${rows.length} row${rows.length === 1 ? '' : 's'})`].join('\n')
}
