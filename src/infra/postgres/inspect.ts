/** What the inspector shows of a Postgres: its tables, their rows, its accounts, and what a statement at the prompt gives. */
import type { InspectQuery } from '~/kernel/component'
import type { Json } from '~/kernel/json'
import type { AccountsPage, Panel, TablePage, TablePanel } from '~/kernel/panel'
import type { PromptAnswer } from '~/kernel/store-kind'
import { counted } from '../counted'
import { formatReply, showValue } from './format-reply'
import { PostgresError, SQLSTATE, type PostgresEngine, type SqlReply, type SqlStatement } from './port'

/** Rows of one page. */
const PAGE_ROWS = 50

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

const NOTE: Panel = {
  kind: 'text',
  label: 'About locks',
  text:
    'One connection: sessions queue for it in virtual time, so locks between transactions never wait here. Contention is what ' +
    '“Break it” injects, and a live server shows.',
  style: 'note',
}

/** What waits for the server, and the session that holds its connection. */
export interface ServerLoad {
  readonly waiting: number
  readonly transactionOf: string | null
}

/** What the inspector looks at: a store, or what is known of a live one. */
export interface SeenPostgres {
  readonly engine: Pick<PostgresEngine, 'peek' | 'title' | 'live'>
}

/** A panel for a box that works on tables of another one, a Postgres: these tables. */
export function tablesOf(box: string, tables: readonly string[]): Panel {
  return { kind: 'of', label: `Tables of ${box}`, box, query: { view: 'state', tables } }
}

/**
 * Views: `state`, the panels, with all tables or those named in `tables`; `rows`, a page of the table `table`, newest first, from
 * the row `cursor` on; `accounts`, the ledger by the query that the box was given; and `sql`, which runs the read-only statement
 * `line`. Nothing of it leaves a mark on the run.
 */
export async function inspectPostgres(
  store: SeenPostgres,
  query: InspectQuery,
  load: ServerLoad,
  accounts: string | undefined,
): Promise<Json> {
  switch (query.view) {
    case 'state':
      return { panels: await statePanels(store, query['tables'], load, accounts) }
    case 'rows':
      return rowsPage(store, String(query['table']), Number(query['cursor'] ?? 0) || 0)
    case 'accounts':
      return accountsPage(store, accounts ?? '')
    case 'sql':
      return answerAtPrompt(store, String(query['line'] ?? ''))
    default:
      return null
  }
}

async function statePanels(
  store: SeenPostgres,
  named: Json | undefined,
  load: ServerLoad,
  accounts: string | undefined,
): Promise<Panel[]> {
  const isPart = Array.isArray(named)
  const names = isPart ? named.map(String) : (await describeTables(store)).map(({ name }) => name)
  const choices: Panel[] = names.map(tableOf)
  if (accounts !== undefined && !isPart) {
    choices.unshift({ kind: 'accounts', label: 'T-accounts', query: { view: 'accounts' } })
  }
  const holder = load.transactionOf === null ? '' : ` for ${load.transactionOf}`
  const text = `${store.engine.title} · ${load.waiting.toLocaleString('en')} waiting${holder}`
  return [
    { kind: 'text', label: 'Server', text, style: 'line' },
    { kind: 'choice', label: 'Table', choices },
    ...(store.engine.live === undefined ? [NOTE] : []),
  ]
}

function tableOf(table: string): TablePanel {
  return {
    kind: 'table',
    label: table,
    title: `Rows of ${table}`,
    query: { view: 'rows', table },
    turn: { back: 'Newer', next: 'Older' },
  }
}

async function rowsPage(store: SeenPostgres, name: string, from: number): Promise<TablePage> {
  const { engine } = store
  const table = (await describeTables(store)).find((each) => each.name === name)
  const nothing = { columns: [], rows: [], next: null }
  if (table === undefined) return { ...nothing, empty: `There is no table “${name.slice(0, 60)}”.` }
  const offset = Math.max(0, Math.floor(from))
  const order = orderOf(table).map((column) => `${quoteName(column)} DESC`)
  const text = `SELECT * FROM ${quoteName(name)} ORDER BY ${order.join(', ') || '1'} LIMIT ${PAGE_ROWS} OFFSET ${offset}`
  const count = await engine.peek({ text: `SELECT count(*) AS count FROM ${quoteName(name)}` })
  const page = await engine.peek({ text })
  if (count instanceof PostgresError || page instanceof PostgresError) {
    return { ...nothing, empty: [count, page].find((reply) => reply instanceof PostgresError)!.message }
  }
  const total = Number(count.rows[0]!['count'])
  return {
    text: `${counted(total, 'row')}, newest first`,
    columns: page.columns.map((column) => ({ name: column })),
    rows: page.rows.map((row) => ({ cells: page.columns.map((column) => showValue(row[column]!)) })),
    next: offset + PAGE_ROWS < total ? offset + PAGE_ROWS : null,
  }
}

async function accountsPage({ engine }: SeenPostgres, query: string): Promise<AccountsPage> {
  const reply = await engine.peek({ text: query })
  return reply instanceof PostgresError
    ? { error: reply.message }
    : ({ accounts: reply.rows } as unknown as AccountsPage)
}

async function answerAtPrompt(store: SeenPostgres, line: string): Promise<PromptAnswer> {
  if (line.startsWith('\\')) return { text: await answerMeta(store, line), isWrite: false }
  const { engine } = store
  const reply: SqlReply = await engine.peek({ text: line })
  const isWrite = reply instanceof PostgresError && reply.code === SQLSTATE.readOnlyTransaction
  return { text: formatReply(reply), isWrite }
}

/** The two commands of psql that people reach for first: which tables there are, and which columns one has. */
async function answerMeta(store: SeenPostgres, line: string): Promise<string> {
  const [command, name] = line.replace(/;\s*$/, '').trim().split(/\s+/)
  const tables = await describeTables(store)
  if (command === '\\dt' || (command === '\\d' && name === undefined)) return tables.map((each) => each.name).join('\n')
  if (command !== '\\d') return `ERROR: invalid command ${command!.slice(0, 60)}; there are \\dt and \\d <table>`
  const table = tables.find((each) => each.name === name)
  if (table === undefined) return `ERROR: did not find any relation named "${name!.slice(0, 60)}"; \\dt lists them`
  return table.columns
    .map((column) => `${column.name} ${column.type}${table.key?.includes(column.name) === true ? ' (key)' : ''}`)
    .join('\n')
}

/** A name as SQL writes it. */
function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
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

async function describeTables({ engine }: SeenPostgres): Promise<readonly TableDescription[]> {
  const reply = await engine.peek(TABLES)
  return reply instanceof PostgresError ? [] : (reply.rows as unknown as TableDescription[])
}
