/** Pages of blocks, contracts and codes of a real node. */
import { sha256 } from '@noble/hashes/sha2.js'
import { hex } from '@scure/base'
import type { InspectQuery } from '~/kernel/component'
import type { TablePage, TableRow } from '~/kernel/panel'
import { matches, pageOf } from '../../paging'
import { blockTable } from '../inspect/blocks-page'
import { codeTable, reportPage } from '../inspect/contracts-page'
import { readableBytes, readableKey } from '../inspect/readable'
import { checkModule } from '../vm/static-check'
import { unpackCode } from '../vm/unpack-code'
import type { NodeClient } from './node-client'
import { KEYS_MAX, type NodeView } from './node-view'

/** As many as a node tells of at once. */
const BLOCKS_PER_PAGE = 20

/** Newest first. A node tells no more of each: what its transactions came to stands in the block. */
export async function blocksTable(client: NodeClient, { cursor, match }: InspectQuery): Promise<TablePage> {
  const { sync_info: sync } = await client.result('status')
  const [latest, earliest] = [Number(sync.latest_block_height), Number(sync.earliest_block_height ?? 1)]
  const wanted = typeof match === 'string' ? /^\s*(\d{1,12})\s*$/.exec(match)?.[1] : undefined
  const asked = wanted === undefined ? (typeof cursor === 'number' ? cursor : latest) : Number(wanted)
  const from = Math.min(latest, Math.floor(asked))
  const until = Math.max(earliest, from - BLOCKS_PER_PAGE + 1)
  const range = { minHeight: String(until), maxHeight: String(from) }
  const metas = from < until ? [] : ((await client.result('blockchain', range)).block_metas ?? [])
  const rows = metas.map(({ block_id: id, header, num_txs: count }): TableRow => {
    const { height, proposer_address: proposer } = header
    return {
      cells: [Number(height), header.time.slice(11, 19), Number(count), proposer.slice(0, 12), id.hash],
      opens: blockTable(Number(height)),
    }
  })
  return {
    text: `block ${latest} is the last · kept from ${earliest} on`,
    columns: [
      { name: 'height' },
      { name: 'time, UTC' },
      { name: 'txs', as: 'number' },
      { name: 'proposer' },
      { name: 'hash' },
    ],
    rows,
    next: until > earliest ? until - 1 : null,
    empty: 'No block of such a height is kept.',
  }
}

/** Contracts of codes of the run, and of newer ones. */
export function contractsTable(view: NodeView, { cursor, match }: InspectQuery): TablePage {
  const rows = view.contracts().map(({ label, codeId, creator, admin, address }): TableRow => ({
    cells: [label, codeId, view.short(creator), admin === '' ? null : view.short(admin), address],
    opens: { kind: 'table', label, title: `The contract ${label}`, query: { view: 'contract', address } },
  }))
  return {
    text: 'of this run, and newer ones',
    columns: [
      { name: 'label' },
      { name: 'code', as: 'number' },
      { name: 'creator' },
      { name: 'admin', none: 'nobody' },
      { name: 'address' },
    ],
    ...pageOf(rows.filter((row) => matches(row, match)), cursor), // prettier-ignore
    empty: 'There are no contracts.',
  }
}

/** @throws {LookError} if there is no such contract */
export async function contractDetails(view: NodeView, query: InspectQuery): Promise<TablePage> {
  const { address, label, codeId, creator, admin, height } = view.contract(String(query['address']))
  const { denom } = view.prepared.place
  const [coins, history] = await Promise.all([view.client.balance(address, denom), view.historyOf(address)])
  const row = (name: string, value: string | number): TableRow => ({ cells: [name, value] })
  return {
    columns: [{ name: 'of the contract' }, { name: 'is', as: 'prose' }],
    rows: [
      row('address', address),
      {
        ...row('state', 'its keys'),
        opens: {
          kind: 'table',
          label: `state of ${label}`,
          query: { view: 'contract-state', address },
          filter: 'keys and values…',
        },
      },
      { ...row('code', codeId), opens: codeTable(codeId) },
      row('creator', view.full(creator)),
      row('admin', admin === '' ? 'nobody: its code stays' : view.full(admin)),
      row('made in block', height),
      row('coins', `${coins} ${denom}`),
      ...history.map(({ codeId: id, msg, updated }) =>
        row(`code ${id} from block ${updated?.blockHeight ?? 0n} on, told`, readableBytes(msg)),
      ),
    ],
    next: null,
  }
}

/** @throws {LookError} if there is no such contract */
export async function stateTable(view: NodeView, query: InspectQuery): Promise<TablePage> {
  const { models, isMore } = await view.stateOf(view.contract(String(query['address'])).address)
  const rows = models
    .map(({ key, value }): TableRow => ({ cells: [readableKey(key), readableBytes(value)] }))
    .filter((row) => matches(row, query['match']))
  return {
    text: isMore ? `of its first ${KEYS_MAX} keys` : 'in byte order',
    columns: [{ name: 'key' }, { name: 'value', as: 'prose' }],
    ...pageOf(rows, query['cursor']),
    empty: 'No key fits.',
  }
}

/** The newest codes of the chain. */
export async function codesTable(view: NodeView, { cursor }: InspectQuery): Promise<TablePage> {
  const contracts = view.contracts()
  const rows = (await view.codes()).map(({ id, creator, checksum }): TableRow => ({
    cells: [
      `code ${id}`,
      view.short(creator),
      contracts.filter(({ codeId }) => codeId === id).map(({ label }) => label).join(', '), // prettier-ignore
      hex.encode(checksum),
    ],
    opens: codeTable(id),
  }))
  return {
    text: 'the newest of the chain',
    columns: [{ name: 'code' }, { name: 'creator' }, { name: 'contracts' }, { name: 'checksum' }],
    ...pageOf(rows, cursor),
    empty: 'No code is stored.',
  }
}

/** The static check of a code, made here of the bytes that the chain has. */
export async function codeReport(view: NodeView, { id }: InspectQuery): Promise<TablePage> {
  const bytes = unpackCode(await view.codeBytes(Number(id)))
  return reportPage(checkModule(bytes).report, hex.encode(sha256(bytes)))
}
