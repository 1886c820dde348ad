/** What the inspector shows of a Postgres: its tables, their rows, and what a statement at the prompt gives. */
import type { InspectQuery } from '~/kernel/component'
import type { Json } from '~/kernel/json'
import { PostgresError, type SqlReply, type SqlStatement, type SqlValue } from './port'
import type { PostgresStore } from './store'

/** Rows of one page. */
export const PAGE_ROWS = 50
const PAGE_ROWS_MAX = 200

/** Tables of the current schema with their columns, in the order of the catalog. */
const TABLES: SqlStatement = {
  text: `SELECT c.relname AS name,
       (SELECT json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod), 'hasDefault', a.atthasdef) ORDER BY a.attnum)
          FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) AS columns,
       (SELECT json_agg(k.attname ORDER BY array_position(i.indkey::int2[], k.attnum))
          FROM pg_index i JOIN pg_attribute k ON k.attrelid = c.oid AND k.attnum = ANY (i.indkey)
         WHERE i.indrelid = c.oid AND i.indisprimary) AS key
  FROM pg_class c
 WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'v')
 ORDER BY c.relkind, c.oid`,
}

/** A result as plain data. */
export interface ShownResult {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly Json[])[]
  readonly command: string
  readonly error: { readonly code: string; readonly message: string; readonly detail: string | null } | null
  readonly [more: string]: Json
}

/** A reply as plain data, with bytes as PostgreSQL writes them. */
export function showReply(reply: SqlReply): ShownResult {
  if (reply instanceof PostgresError) {
    const { code, message, detail } = reply
    return { columns: [], rows: [], command: '', error: { code, message, detail: detail ?? null } }
  }
  const { columns, rows, command } = reply
  return {
    columns,
    rows: rows.slice(0, PAGE_ROWS_MAX).map((row) => columns.map((column) => showValue(row[column]!))),
    command,
    error: null,
  }
}

function showValue(value: SqlValue): Json {
  if (value instanceof Uint8Array) {
    return `\\x${Array.from(value, (byte) => byte.toString(16).padStart(2, '0')).join('')}`
  }
  return Array.isArray(value) ? value.map((item) => showValue(item as SqlValue)) : (value as Json)
}

/** A name as SQL writes it. */
function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

/**
 * Pages: `tables` (with their columns), `rows` of the table `table` from `offset` on, newest first, and `sql`, which runs the
 * read-only statement `text`. Nothing of it leaves a mark on the run.
 */
export async function inspectPostgres(store: PostgresStore, query: InspectQuery, load: Json): Promise<Json> {
  const { engine } = store
  const about = { engine: engine.name, version: engine.version }
  switch (query.view) {
    case 'sql':
      return showReply(await engine.peek({ text: String(query['text'] ?? '') }))
    case 'rows': {
      const tables = await tablesOf(store)
      const table = tables.find(({ name }) => name === query['table'])
      if (table === undefined) return { ...about, error: `there is no table "${String(query['table']).slice(0, 60)}"` }
      const name = quoteName(table.name)
      const order =
        orderOf(table)
          .map((column) => `${quoteName(column)} DESC`)
          .join(', ') || '1'
      const offset = Math.max(0, Math.floor(Number(query['offset'] ?? 0)) || 0)
      const text = `SELECT * FROM ${name} ORDER BY ${order} LIMIT ${PAGE_ROWS} OFFSET ${offset}`
      const count = await engine.peek({ text: `SELECT count(*) AS count FROM ${name}` })
      const total = count instanceof PostgresError ? 0 : Number(count.rows[0]!['count'])
      return { ...about, table: table.name, total, offset, result: showReply(await engine.peek({ text })) }
    }
    case 'tables': {
      return { ...about, memoryBytes: engine.memoryBytes(), tables: (await tablesOf(store)) as unknown as Json, load }
    }
    default:
      return { ...about, ...(load as object) }
  }
}

/** What puts the newest rows first: a number as key, or else the time a row was made. */
function orderOf({ columns, key }: TableDescription): readonly string[] {
  const keyed = columns.find(({ name }) => name === key?.[0])
  const made = columns.find(({ type, hasDefault }) => hasDefault && type === 'timestamp with time zone')
  const isNumbered = keyed !== undefined && /^(bigint|integer|smallint)$/.test(keyed.type)
  return isNumbered || made === undefined ? (key ?? []) : [made.name, ...(key ?? [])]
}

interface TableDescription {
  readonly name: string
  readonly columns: readonly { readonly name: string; readonly type: string; readonly hasDefault: boolean }[]
  readonly key: readonly string[] | null
}

async function tablesOf({ engine }: PostgresStore): Promise<readonly TableDescription[]> {
  const reply = await engine.peek(TABLES)
  return reply instanceof PostgresError ? [] : (reply.rows as unknown as TableDescription[])
}
