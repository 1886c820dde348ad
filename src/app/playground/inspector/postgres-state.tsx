/** The inside of a Postgres: the rows of its tables, its ledger as T-accounts where it has one, and an SQL prompt. */
import { useState } from 'react'
import * as v from 'valibot'
import type { Inspector } from '~/kernel/inspector'
import { formatNumber } from '../../session/claim-result'
import { useSession } from '../../session/session-context'
import { cellText, resultPage, resultText, rowsPage, tablesPage } from './postgres-pages'
import { Prompt, type PromptAnswer } from './prompt'
import { readPage } from './redis-pages'
import { ResultTable } from './result-table'
import { TAccounts } from './t-accounts'
import { usePostgresPage } from './use-postgres-page'

type Postgres = NonNullable<Inspector['postgres']>

/** Where the rows are as many as one page has. */
const PAGE_ROWS = 50
/** SQLSTATE of a statement that writes in a transaction that only reads. */
const READ_ONLY = '25006'
const ACCOUNTS = 'T-accounts'

/** What a Postgres box holds, or the part of it that another box uses. */
export function PostgresState({ of, tables, accounts }: Postgres) {
  const server = usePostgresPage(of, { view: 'tables' }, tablesPage)
  const names = tables ?? server?.tables.map(({ name }) => name) ?? []
  const views = accounts === undefined ? names : [ACCOUNTS, ...names]
  const [chosen, setChosen] = useState<string | null>(null)
  const view = chosen !== null && views.includes(chosen) ? chosen : views[0]
  if (server === null) {
    return <p className="inspector-note tone-failed inspector-down">The database is down: nobody answers.</p>
  }
  return (
    <div className="store">
      {server !== undefined && (
        <p className="store-line mono">
          PostgreSQL {server.version}
          {server.engine === 'pglite' && ' in WebAssembly'} · {formatNumber(server.load.waiting)} waiting
          {server.load.transactionOf !== null && ` for ${server.load.transactionOf}`}
        </p>
      )}
      <div className="code-files" role="group" aria-label="Table">
        {views.map((name) => (
          <button
            key={name}
            type="button"
            className="chip mono"
            aria-pressed={name === view}
            onClick={() => setChosen(name)}
          >
            {name}
          </button>
        ))}
      </div>
      {view === ACCOUNTS && accounts !== undefined && <TAccounts box={of} query={accounts} />}
      {view !== undefined && view !== ACCOUNTS && <Rows key={view} box={of} table={view} />}
      <SqlPrompt box={of} />
      <p className="inspector-note">
        One connection: sessions queue for it in virtual time, so locks between transactions never wait here. Contention
        is what “Break it” injects, and a live server shows.
      </p>
    </div>
  )
}

function Rows({ box, table }: { readonly box: string; readonly table: string }) {
  const [offset, setOffset] = useState(0)
  const page = usePostgresPage(box, { view: 'rows', table, offset }, rowsPage)
  if (page == null) return <p className="inspector-note">…</p>
  return (
    <>
      <p className="store-line mono">{formatNumber(page.total)} rows, newest first</p>
      <ResultTable
        columns={page.result.columns}
        rows={page.result.rows.map((row) => row.map(cellText))}
        label={`Rows of ${table}`}
        className="sql-table"
      />
      {page.total > PAGE_ROWS && (
        <div className="store-pages">
          <button
            type="button"
            className="button button-small"
            disabled={offset === 0}
            onClick={() => setOffset(Math.max(0, offset - PAGE_ROWS))}
          >
            Newer
          </button>
          <button
            type="button"
            className="button button-small"
            disabled={offset + PAGE_ROWS >= page.total}
            onClick={() => setOffset(offset + PAGE_ROWS)}
          >
            Older
          </button>
        </div>
      )}
    </>
  )
}

function SqlPrompt({ box }: { readonly box: string }) {
  const session = useSession()
  const [mayWrite, setMayWrite] = useState(false)

  const answer = async (line: string): Promise<PromptAnswer> => {
    try {
      const page = readPage(resultPage, await session.inspect(box, 0, { view: 'sql', text: line }))
      if (page === null) return { text: 'could not connect to server: Connection refused', isWrite: false }
      if (page.error?.code !== READ_ONLY || !mayWrite) return { text: resultText(page), isWrite: false }
      const shown = await session.inject({ verb: 'sql', target: { kind: 'box', box }, value: line })
      return { text: resultText(v.parse(resultPage, shown)), isWrite: true }
    } catch (error) {
      return { text: `ERROR: ${error instanceof Error ? error.message : String(error)}`, isWrite: false }
    }
  }

  return (
    <Prompt box={box} sign="sql>" placeholder="SELECT count(*) FROM …" answer={answer}>
      <label className="prompt-option">
        <input type="checkbox" checked={mayWrite} onChange={(event) => setMayWrite(event.target.checked)} />
        statements may write, and become part of the run
      </label>
    </Prompt>
  )
}
