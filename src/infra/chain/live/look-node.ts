/** What the inspector shows of a real node: the pages of the modelled one, as far as a node can be asked for what is on them. */
import { hex } from '@scure/base'
import { isCallError } from '~/kernel/call-error'
import type { InspectQuery } from '~/kernel/component'
import type { Json } from '~/kernel/json'
import type { TablePage, TableRow } from '~/kernel/panel'
import { matches, pageOf } from '../../paging'
import { AppError } from '../app/errors'
import { checkPage } from '../inspect/check-page'
import { LookError } from '../inspect/named-contracts'
import { panelsOf } from '../inspect/panels'
import { detailsOf, eventTable } from '../inspect/tx-page'
import { NoAnswer } from './answer'
import { blocksTable, codeReport, codesTable, contractDetails, contractsTable, stateTable } from './node-pages'
import { mempoolTable, transactionsTable } from './node-transactions'
import { answerNodeLine } from './node-line'
import { NodeRefusal, type NodeClient } from './node-client'
import { NodeView } from './node-view'
import type { Prepared } from './prepare-node'
import type { LookAtChain, RunWallets } from './live-chain'

type Page = (view: NodeView, query: InspectQuery, wallets: RunWallets) => Promise<TablePage>

const PAGES: Readonly<Record<string, Page>> = {
  blocks: (view, query) => blocksTable(view.client, query),
  block: transactionsTable,
  tx: async (view, query) => {
    const found = await txIn(view, query)
    return found === undefined
      ? nothing('It is not here any more.')
      : detailsOf(view, view.prepared.place.prefix, found)
  },
  events: async (view, query) => eventTable(view, await txIn(view, query), query),
  mempool: mempoolTable,
  contracts: (view, query) => Promise.resolve(contractsTable(view, query)),
  contract: contractDetails,
  'contract-state': stateTable,
  codes: codesTable,
  code: codeReport,
  accounts: accountsTable,
}

/** Looks into a node. @param preparedOf what the run has made on it; undefined before it has */
export function lookAtNode(client: NodeClient, preparedOf: () => Prepared | undefined): LookAtChain {
  return async (query, wallets) => {
    const { view: name } = query
    if (name === 'check') return checkPage(query, wallets.signers[0]?.name)
    const prepared = preparedOf()
    if (prepared === undefined) return absent(query, 'Nothing of the run is on this chain yet.')
    try {
      return await shown(new NodeView(client, prepared, wallets), query, wallets)
    } catch (error) {
      if (error instanceof LookError) return absent(query, error.message)
      if (
        !isCallError(error) &&
        !(error instanceof NodeRefusal || error instanceof NoAnswer || error instanceof AppError)
      ) {
        throw error
      }
      return absent(query, `The node cannot be asked: ${error.message.slice(0, 500)}`)
    }
  }
}

async function shown(view: NodeView, query: InspectQuery, wallets: RunWallets): Promise<Json> {
  const { view: name } = query
  if (name === 'state') return { panels: panelsOf(await figuresOf(view.client)) }
  if (name !== 'line' && !Object.hasOwn(PAGES, name)) return null
  await view.learn()
  return name === 'line' ? answerNodeLine(view, String(query['line'] ?? '')) : PAGES[name]!(view, query, wallets)
}

async function figuresOf(client: NodeClient) {
  const [{ node_info: node, sync_info: sync }, { total }] = await Promise.all([
    client.result('status'),
    client.result('num_unconfirmed_txs'),
  ])
  return {
    chainId: node.network,
    latestHeight: Number(sync.latest_block_height),
    earliestHeight: Number(sync.earliest_block_height ?? 1),
    waiting: { length: Number(total) },
  }
}

async function accountsTable(
  view: NodeView,
  { cursor, match }: InspectQuery,
  { signers }: RunWallets,
): Promise<TablePage> {
  const { denom } = view.prepared.place
  const rows = await Promise.all(
    signers.map(async ({ name, address }): Promise<TableRow> => {
      const [{ sequence }, amount] = await Promise.all([
        view.client.account(address),
        view.client.balance(address, denom),
      ])
      return { cells: [name, Number(sequence), `${BigInt(amount).toLocaleString('en')} ${denom}`, address] }
    }),
  )
  return {
    text: 'wallets of this run',
    columns: [{ name: 'account' }, { name: 'sequence', as: 'number' }, { name: 'coins' }, { name: 'address' }],
    ...pageOf(rows.filter((row) => matches(row, match)), cursor), // prettier-ignore
    empty: 'No account fits.',
  }
}

/** A transaction that a query names. */
async function txIn(view: NodeView, { height, index, waiting }: InspectQuery) {
  if (typeof waiting !== 'string') return view.inBlock(Number(height), Number(index))
  return /^[0-9A-F]{64}$/.test(waiting) ? view.byHash(hex.decode(waiting.toLowerCase()), waiting) : undefined
}

function nothing(empty: string): TablePage {
  return { columns: [], rows: [], next: null, empty }
}

function absent({ view }: InspectQuery, text: string): Json {
  if (view === 'state') return { panels: [{ kind: 'text', label: 'Node', text, style: 'line' }] }
  return view === 'line' ? { text, isWrite: false } : { ...nothing(text) }
}
