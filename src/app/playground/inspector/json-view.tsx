/** Any JSON as something to read: objects as lists of names and values, lists of objects as tables. */
import type { ReactNode } from 'react'
import type { Json } from '~/kernel/json'
import { formatNumber, words } from '../../session/claim-result'
import './json-view.css'

const ROWS_MAX = 60
const DEPTH_MAX = 5

type JsonObject = { readonly [name: string]: Json | undefined }

/** Draws a value. */
export function JsonView({
  value,
  depth = 0,
}: {
  readonly value: Json | undefined
  readonly depth?: number
}): ReactNode {
  if (Array.isArray(value)) return <JsonList items={value as readonly Json[]} depth={depth} />
  if (isObject(value)) return <JsonObjectView value={value} depth={depth} />
  return <span className={`mono json-${typeof value}`}>{scalar(value)}</span>
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function scalar(value: Json | undefined): string {
  if (value === null || value === undefined) return '—'
  if (typeof value === 'number') return formatNumber(value)
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return text.length > 300 ? `${text.slice(0, 300)}…` : text
}

function JsonObjectView({ value, depth }: { readonly value: JsonObject; readonly depth: number }) {
  const entries = Object.entries(value)
  if (entries.length === 0) return <span className="json-empty">none</span>
  if (depth > DEPTH_MAX) return <span className="mono">{scalar(value as Json)}</span>
  return (
    <dl className="json-object">
      {entries.slice(0, ROWS_MAX).map(([name, each]) => (
        <div key={name} className={typeof each === 'object' && each !== null ? 'json-wide' : ''}>
          <dt>{words(name)}</dt>
          <dd>
            <JsonView value={each} depth={depth + 1} />
          </dd>
        </div>
      ))}
      {entries.length > ROWS_MAX && <div>… and {entries.length - ROWS_MAX} more</div>}
    </dl>
  )
}

function JsonList({ items, depth }: { readonly items: readonly Json[]; readonly depth: number }) {
  if (items.length === 0) return <span className="json-empty">none</span>
  if (items.every(isObject) && depth <= DEPTH_MAX) return <JsonTable rows={items as readonly JsonObject[]} />
  return (
    <span className="mono">
      {items
        .slice(0, ROWS_MAX)
        .map((item) => scalar(item))
        .join(', ')}
      {items.length > ROWS_MAX && ` … and ${items.length - ROWS_MAX} more`}
    </span>
  )
}

function JsonTable({ rows }: { readonly rows: readonly JsonObject[] }) {
  const columns = [...new Set(rows.slice(0, ROWS_MAX).flatMap((row) => Object.keys(row)))]
  const isNumeric = (column: string) => typeof rows[0]?.[column] === 'number'
  return (
    <div className="table-scroll" tabIndex={0} role="region" aria-label="Table">
      <table className="table mono">
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col" className={isNumeric(column) ? 'table-number' : ''}>
                {words(column)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, ROWS_MAX).map((row, index) => (
            <tr key={index}>
              {columns.map((column) => (
                <td key={column} className={isNumeric(column) ? 'table-number' : ''}>
                  {scalar(row[column])}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length > ROWS_MAX && <p className="inspector-note">… and {rows.length - ROWS_MAX} more</p>}
    </div>
  )
}
