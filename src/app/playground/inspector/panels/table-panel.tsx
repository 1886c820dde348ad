/** A table read page by page: its rows, a field to filter them by, and the table that a row opens. */
import { useState } from 'react'
import type { Json } from '~/kernel/json'
import type { TablePage, TablePanel } from '~/kernel/panel'
import { ActButton } from './act-button'
import { cellText } from './cell-text'
import { tablePage } from './pages'
import './table-panel.css'
import { usePage, type Place } from './use-page'

interface Props {
  readonly place: Place
  readonly panel: TablePanel
}

/** The table, or the one that was opened from it. */
export function TablePanelView({ place, panel }: Props) {
  const [opened, setOpened] = useState<readonly TablePanel[]>([])
  const top = opened.at(-1)
  if (top === undefined) return <Pages place={place} panel={panel} onOpen={(table) => setOpened([table])} />
  const below = opened.at(-2) ?? panel
  return (
    <div className="store">
      <div className="store-head">
        <button type="button" className="button button-small" onClick={() => setOpened(opened.slice(0, -1))}>
          ‹ {below.label}
        </button>
        <span className="mono store-opened">{top.label}</span>
      </div>
      <Pages
        key={JSON.stringify(top.query)}
        place={place}
        panel={top}
        onOpen={(table) => setOpened([...opened, table])}
      />
    </div>
  )
}

const TURN = { back: 'Back', next: 'More' }

function Pages({ place, panel, onOpen }: Props & { readonly onOpen: (table: TablePanel) => void }) {
  const { label, title = label, query, filter, turn = TURN } = panel
  /** What the pages up to this one were asked by; the first one by nothing. */
  const [cursors, setCursors] = useState<readonly Json[]>([])
  const [match, setMatch] = useState('')
  const cursor = cursors.at(-1)
  const page = usePage(
    place,
    { ...query, ...(cursor === undefined ? {} : { cursor }), ...(match === '' ? {} : { match }) },
    tablePage,
  )
  const next = page?.next ?? null
  return (
    <div className="store">
      {page?.text !== undefined && <p className="store-line mono">{page.text}</p>}
      {filter !== undefined && (
        <input
          className="field mono store-match"
          type="search"
          aria-label={`Filter ${title}`}
          placeholder={filter}
          maxLength={200}
          value={match}
          onChange={(event) => {
            setMatch(event.target.value)
            setCursors([])
          }}
        />
      )}
      {page == null ? (
        <p className="inspector-note">{page === undefined ? '…' : ''}</p>
      ) : (
        <TableRows place={place} title={title} page={page as TablePage} onOpen={onOpen} />
      )}
      {(next !== null || cursors.length > 0) && (
        <div className="store-pages">
          <button
            type="button"
            className="button button-small"
            disabled={cursors.length === 0}
            onClick={() => setCursors(cursors.slice(0, -1))}
          >
            {turn.back}
          </button>
          <button
            type="button"
            className="button button-small"
            disabled={next === null}
            onClick={() => setCursors([...cursors, next])}
          >
            {turn.next}
          </button>
        </div>
      )}
    </div>
  )
}

interface RowsProps {
  readonly place: Place
  readonly title: string
  readonly page: TablePage
  readonly onOpen: (table: TablePanel) => void
}

/** A page of so many rows is shown whole, without a scroll bar of its own; of what is told in two columns, one for each field, more. */
const ROWS_SHOWN_WHOLE = 16
const FIELDS_SHOWN_WHOLE = 60

/** Rows of a page. */
export function TableRows({ place, title, page: { columns, rows, empty = 'No rows.' }, onOpen }: RowsProps) {
  const isShort = rows.length <= (columns.length <= 2 ? FIELDS_SHOWN_WHOLE : ROWS_SHOWN_WHOLE)
  // Where rows open, the first column is what they are called by, and gives way to the figures beside it.
  const isIndex = rows.some(({ opens }) => opens !== undefined)
  const hasActs = rows.some(({ act }) => act !== undefined)
  return (
    <>
      <div className={`table-scroll ${isShort ? 'store-whole' : ''}`} tabIndex={0} role="region" aria-label={title}>
        <table className={`table mono store-table ${isIndex ? 'store-index' : ''}`}>
          <thead>
            <tr>
              {hasActs && (
                <th scope="col">
                  <span className="visually-hidden">what can be done</span>
                </th>
              )}
              {columns.map((column) => (
                <th key={column.name} scope="col" className={classOf(column)}>
                  {column.name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ cells, opens, act }, row) => (
              <tr key={opens?.label ?? row}>
                {hasActs && <td className="store-act">{act !== undefined && <ActButton place={place} act={act} />}</td>}
                {columns.map((column, index) => {
                  const text = cellText(cells[index] ?? null, column)
                  return (
                    <td key={column.name} className={classOf(column)} title={text}>
                      {index === 0 && opens !== undefined ? (
                        <button
                          type="button"
                          className="link-button store-open"
                          title={text}
                          onClick={() => onOpen(opens)}
                        >
                          {text}
                        </button>
                      ) : (
                        text
                      )}
                    </td>
                  )
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {rows.length === 0 && <p className="inspector-note">{empty}</p>}
    </>
  )
}

function classOf({ as }: TablePage['columns'][number]): string {
  return as === undefined ? '' : as === 'prose' ? 'table-prose' : 'table-number'
}
