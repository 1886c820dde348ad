/** Transactions of a real node: those of a block, and those that wait for one. */
import { sha256 } from '@noble/hashes/sha2.js'
import { hex } from '@scure/base'
import type { InspectQuery } from '~/kernel/component'
import type { TablePage, TableRow } from '~/kernel/panel'
import { pageOf } from '../../paging'
import { AppError } from '../app/errors'
import { hashText, TX_COLUMNS, txRow, WAITING_COLUMNS, waitingRow } from '../inspect/tx-rows'
import type { NodeView } from './node-view'

/** The transactions of a block. */
export async function transactionsTable(view: NodeView, { height: asked, cursor }: InspectQuery): Promise<TablePage> {
  const height = Number(asked)
  const { id, header, found } = await view.block(height)
  const rows = found.map(({ bytes, at, result }) => readable(bytes, () => txRow(view, bytes, result, at)))
  return {
    text: `block ${height} · ${header.time.slice(0, 19).replace('T', ' ')} · hash ${id.slice(0, 16)}…`,
    columns: TX_COLUMNS,
    ...pageOf(rows, cursor),
    empty: 'No transaction is in it.',
  }
}

/** What waits for a block. */
export async function mempoolTable(view: NodeView, { cursor }: InspectQuery): Promise<TablePage> {
  const waiting = await view.waiting()
  const rows = waiting.map((bytes) => readable(bytes, () => waitingRow(view, bytes)))
  return {
    text: `${waiting.length} waiting`,
    columns: WAITING_COLUMNS,
    ...pageOf(rows, cursor),
    empty: 'Nothing waits.',
  }
}

/** Others of the chain sign in ways that are not read here. */
function readable(bytes: Uint8Array, row: () => TableRow): TableRow {
  try {
    return row()
  } catch (error) {
    if (!(error instanceof AppError)) return { cells: [hex.encode(sha256(bytes)).toUpperCase(), 'not read here'] }
    return { cells: [hashText(bytes), `not read here: ${error.message.slice(0, 200)}`] }
  }
}
