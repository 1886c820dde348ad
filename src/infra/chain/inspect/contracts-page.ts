/** Contracts and codes: who made them, what the static check found, and what a contract keeps. */
import { hex } from '@scure/base'
import type { InspectQuery } from '~/kernel/component'
import type { TablePage, TablePanel, TableRow } from '~/kernel/panel'
import { counted } from '../../counted'
import { matches, pageOf } from '../../paging'
import { allCodes, contractOf } from '../app/wasm/codes'
import { stateOf } from '../app/wasm/contract-storage'
import { historyOf } from '../app/wasm/contract-history'

import type { StaticReport } from '../vm/static-check'
import type { ChainView } from './chain-view'
import { LookError, type ContractView } from './named-contracts'
import { readableBytes, readableKey } from './readable'

const NOTHING = { columns: [], rows: [], next: null } as const

export function contractsPage(view: ChainView, { cursor, match }: InspectQuery): TablePage {
  const checksums = new Map([...allCodes(view.state())].map(([id, { codeHash }]) => [Number(id), hex.encode(codeHash)]))
  const rows = view.contracts().map((each): TableRow => ({
    cells: [
      each.label,
      each.codeId,
      [...stateOf(view.state(), each.bytes)].length,
      view.short(each.creator),
      each.admin === '' ? null : view.short(each.admin),
      `${checksums.get(each.codeId)!.slice(0, 16)}…`,
      each.address,
    ],
    opens: {
      kind: 'table',
      label: each.label,
      title: `The contract ${each.label}`,
      query: { view: 'contract', address: each.address },
    },
  }))
  return {
    columns: [
      { name: 'label' },
      { name: 'code', as: 'number' },
      { name: 'keys', as: 'number' },
      { name: 'creator' },
      { name: 'admin', none: 'nobody' },
      { name: 'checksum' },
      { name: 'address' },
    ],
    ...pageOf(rows.filter((row) => matches(row, match)), cursor), // prettier-ignore
    empty: 'There are no contracts.',
  }
}

export function contractPage(view: ChainView, query: InspectQuery): TablePage {
  const found = contractIn(view, query)
  if (found === undefined) return { ...NOTHING, empty: 'There is no such contract.' }
  const { address, bytes, label, codeId, creator, admin, height } = found
  const { application } = view.node
  const coins = application.keeper.bank.balances(view.context(), bytes)
  const row = (name: string, value: string | number): TableRow => ({ cells: [name, value] })
  const state: TablePanel = {
    kind: 'table',
    label: `state of ${label}`,
    query: { view: 'contract-state', address },
    filter: 'keys and values…',
  }
  const history = historyOf(view.state(), bytes)
  return {
    columns: [{ name: 'of the contract' }, { name: 'is', as: 'prose' }],
    rows: [
      row('address', address),
      { ...row('state', counted([...stateOf(view.state(), bytes)].length, 'key')), opens: state },
      { ...row('code', codeId), opens: codeTable(codeId) },
      row('creator', view.full(creator)),
      row('admin', admin === '' ? 'nobody: its code stays' : view.full(admin)),
      row('made in block', height === 0 ? 'genesis' : height),
      row('coins', coins.map(({ amount, denom }) => amount + denom).join(', ') || 'none'),
      ...history.map(({ codeId: id, msg, updated }) =>
        row(`code ${id} from block ${updated?.blockHeight ?? 0n} on, told`, readableBytes(msg)),
      ),
    ],
    next: null,
  }
}

export function contractStatePage(view: ChainView, query: InspectQuery): TablePage {
  const found = contractIn(view, query)
  if (found === undefined) return { ...NOTHING, empty: 'There is no such contract.' }
  const rows = [...stateOf(view.state(), found.bytes)]
    .map(([key, value]): TableRow => ({ cells: [readableKey(key), readableBytes(value)] }))
    .filter((row) => matches(row, query['match']))
  return {
    text: `${counted(rows.length, 'key')} after block ${view.node.latestHeight}, in byte order`,
    columns: [{ name: 'key' }, { name: 'value', as: 'prose' }],
    ...pageOf(rows, query['cursor']),
    empty: 'No key fits.',
  }
}

export function codesPage(view: ChainView, { cursor }: InspectQuery): TablePage {
  const state = view.state()
  const contracts = view.contracts()
  const rows = [...allCodes(state)].map(([id, info]): TableRow => {
    const { report } = contractOf(state, info)
    return {
      cells: [
        `code ${id}`,
        contracts.filter(({ codeId }) => codeId === Number(id)).map(({ label }) => label).join(', '), // prettier-ignore
        report.size,
        view.short(info.creator),
        hex.encode(info.codeHash),
      ],
      opens: codeTable(Number(id)),
    }
  })
  return {
    columns: [
      { name: 'code' },
      { name: 'contracts' },
      { name: 'bytes', as: 'number' },
      { name: 'creator' },
      { name: 'checksum' },
    ],
    ...pageOf(rows, cursor),
    empty: 'No code is stored.',
  }
}

/** A code's static check, rule by rule. */
export function codePage(view: ChainView, { id }: InspectQuery): TablePage {
  const state = view.state()
  const found = [...allCodes(state)].find(([each]) => Number(each) === Number(id))
  if (found === undefined) return { ...NOTHING, empty: `There is no code ${String(id).slice(0, 20)}.` }
  const { report, checksum } = contractOf(state, found[1])
  return reportPage(report, hex.encode(checksum))
}

/** The report of a static check as a page. */
export function reportPage(report: StaticReport, checksum: string): TablePage {
  const { rules, size, isAccepted, exports } = report
  return {
    text: `${isAccepted ? 'accepted' : 'refused'} · ${size.toLocaleString('en')} bytes · SHA-256 ${checksum} · exports ${exports.join(', ')}`,
    columns: [{ name: 'rule' }, { name: 'kept' }, { name: 'found', as: 'prose' }, { name: 'allowed', as: 'prose' }],
    rows: rules.map(({ name, isKept, found, allowed }) => ({ cells: [name, isKept ? 'yes' : 'NO', found, allowed] })),
    next: null,
  }
}

/** The panel of a code's static check. */
export function codeTable(id: number): TablePanel {
  return { kind: 'table', label: `code ${id}`, title: `Static check of code ${id}`, query: { view: 'code', id } }
}

function contractIn(view: ChainView, { address }: InspectQuery): ContractView | undefined {
  try {
    return view.contract(String(address))
  } catch (error) {
    if (!(error instanceof LookError)) throw error
    return undefined
  }
}
