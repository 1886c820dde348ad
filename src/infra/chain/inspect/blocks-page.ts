/** Blocks, newest first, and the transactions of one block or of the mempool. */
import { hex } from '@scure/base'
import type { InspectQuery } from '~/kernel/component'
import type { TablePage, TablePanel, TableRow } from '~/kernel/panel'
import { RUN_EPOCH_MS } from '~/kernel/time'
import { pageOf } from '../../paging'
import type { ChainView } from './chain-view'
import { TX_COLUMNS, txRow, WAITING_COLUMNS, waitingRow } from './tx-rows'

const BLOCKS_PER_PAGE = 25

/** `cursor` is the height that the page begins at; `match` a height to begin at. */
export function blocksPage({ node }: ChainView, { cursor, match }: InspectQuery): TablePage {
  const { latestHeight, earliestHeight } = node
  const wanted = typeof match === 'string' ? /^\s*(\d{1,9})\s*$/.exec(match)?.[1] : undefined
  const asked = wanted === undefined ? (typeof cursor === 'number' ? cursor : latestHeight) : Number(wanted)
  const from = Math.min(latestHeight, Math.floor(asked))
  const rows: TableRow[] = []
  for (let height = from; height >= earliestHeight && rows.length < BLOCKS_PER_PAGE; height--) {
    const { header, transactions, results, id } = node.block(height)!
    const failed = results.filter(({ code }) => code !== 0).length
    rows.push({
      cells: [
        height,
        secondsOf(header.timeNs),
        transactions.length,
        failed,
        results.reduce((sum, { gasUsed }) => sum + gasUsed, 0),
        hex.encode(header.proposerAddress).slice(0, 12).toUpperCase(),
        hex.encode(id.hash).toUpperCase(),
      ],
      opens: blockTable(height),
    })
  }
  const next = from - BLOCKS_PER_PAGE
  return {
    text: `block ${latestHeight} is the last · kept from ${earliestHeight} on · app hash ${hex.encode(node.latestAppHash).slice(0, 16)}…`,
    columns: [
      { name: 'height' },
      { name: 'time' },
      { name: 'txs', as: 'number' },
      { name: 'failed', as: 'number' },
      { name: 'gas used', as: 'number' },
      { name: 'proposer' },
      { name: 'hash' },
    ],
    rows,
    next: next >= earliestHeight ? next : null,
    empty: latestHeight === 0 ? 'There is no block yet.' : 'No block of such a height is kept.',
  }
}

/** The transactions of a block. */
export function blockPage(view: ChainView, { height: asked, cursor }: InspectQuery): TablePage {
  const height = Number(asked)
  const block = view.node.block(height)
  if (block === undefined) return { columns: [], rows: [], next: null, empty: `There is no block ${height}.` }
  const { header, id, transactions, results } = block
  const rows = transactions.map((bytes, index) => txRow(view, bytes, results[index]!, { height, index }))
  return {
    text: [
      `block ${height}`,
      secondsOf(header.timeNs),
      `hash ${hex.encode(id.hash).slice(0, 16).toUpperCase()}…`,
      `app hash ${hex.encode(header.appHash).slice(0, 16)}…`,
    ].join(' · '),
    columns: TX_COLUMNS,
    ...pageOf(rows, cursor),
    empty: 'No transaction is in it.',
  }
}

/** What waits for a block, oldest first. */
export function mempoolPage(view: ChainView, { cursor }: InspectQuery): TablePage {
  const { node } = view
  const rows = node.waiting.map((bytes) => waitingRow(view, bytes))
  return {
    text: `${node.waiting.length} waiting for block ${node.latestHeight + 1}`,
    columns: WAITING_COLUMNS,
    ...pageOf(rows, cursor),
    empty: 'Nothing waits.',
  }
}

/** Seconds since the run began. */
export function secondsOf(timeNs: bigint): string {
  return `${((Number(timeNs / 1_000n) / 1_000 - RUN_EPOCH_MS) / 1000).toFixed(1)} s`
}

/** The panel of the transactions of a block. */
export function blockTable(height: number): TablePanel {
  return {
    kind: 'table',
    label: `block ${height}`,
    title: `Transactions of block ${height}`,
    query: { view: 'block', height },
  }
}
