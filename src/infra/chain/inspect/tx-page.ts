/** One transaction: what it is, its messages decoded, and what has happened in it, event by event. */
import { hex } from '@scure/base'
import type { InspectQuery } from '~/kernel/component'
import type { Json } from '~/kernel/json'
import type { TablePage, TableRow } from '~/kernel/panel'
import { counted } from '../../counted'
import { pageOf } from '../../paging'
import type { GasParts } from '../state/sdk-gas'
import type { ObservedResult } from '../observed-block'
import { coinsText } from '../app/coin'
import { signersOf } from '../app/messages'
import { decodeTransaction } from '../app/transaction'
import type { ChainView } from './chain-view'
import { decodedMessage, messageName } from './decoded-message'
import { gasParts } from './gas-parts'
import { hashText, type AddressNames } from './tx-rows'

/** Before what belongs to the row above: spaces that a page does not fold. */
const INDENT = '\u00a0\u00a0'

/** A transaction that was found. */
export interface FoundTx {
  readonly bytes: Uint8Array
  /** Undefined while it waits. */
  readonly at?: { readonly height: number; readonly index: number }
  /** A real node does not tell what its gas was used for. */
  readonly result?: ObservedResult & { readonly gasParts?: GasParts }
}

/** A transaction by its `height` and `index`, or by its hash among those that are `waiting`. */
export function txPage(view: ChainView, query: InspectQuery): TablePage {
  const found = findTx(view, query)
  if (found === undefined) return { columns: [], rows: [], next: null, empty: 'It is not here any more.' }
  return detailsOf(view, view.node.application.rules.prefix, found)
}

/** All there is to say of a transaction. @throws {AppError} if it is none that is read here */
export function detailsOf(names: AddressNames, prefix: string, { bytes, at, result }: FoundTx): TablePage {
  const { messages, memo, timeoutHeight, feeCoins, gasLimit, signers } = decodeTransaction(bytes)
  const row = (name: string, value: Json): TableRow => ({ cells: [name, value] })
  const rows: TableRow[] = [
    row('hash', hashText(bytes)),
    row('size', `${bytes.length} bytes`),
    ...signersOf(messages).map((each) => row('signer', names.full(each))),
    row('sequence', String(signers[0]?.sequence ?? '')),
    row('fee', coinsText(feeCoins)),
    row('good until block', timeoutHeight === 0 ? 'any' : timeoutHeight),
    ...(memo === '' ? [] : [row('memo', memo)]),
    row('gas wanted', gasLimit.toLocaleString('en')),
  ]
  if (at !== undefined && result !== undefined) {
    const { code, codespace, log, gasUsed, gasParts: parts, events } = result
    rows.push(
      row('gas used', gasUsed.toLocaleString('en')),
      ...(parts === undefined ? [] : gasParts(parts)).map(({ part, gas }) =>
        row(INDENT + part, `${gas.toLocaleString('en')} · ${shareOf(gas, gasUsed)}`),
      ),
      row('code', code === 0 ? '0: done' : `${code} (${codespace}): nothing of its messages has happened`),
      ...(log === '' ? [] : [row('log', log)]),
      {
        ...row('events', counted(events.length, 'event')),
        opens: {
          kind: 'table',
          label: 'events',
          title: `Events of ${hashText(bytes).slice(0, 8)}…`,
          query: { view: 'events', ...at },
          turn: { back: 'Back', next: 'More events' },
        },
      },
    )
  }
  for (const [index, message] of messages.entries()) {
    rows.push(row(`message ${index}`, messageName(message)))
    for (const [field, text] of decodedMessage(message))
      rows.push(row(INDENT + field, text.startsWith(`${prefix}1`) ? names.full(text) : text))
  }
  return {
    text: at === undefined ? 'waiting for a block' : `block ${at.height}, transaction ${at.index}`,
    columns: [{ name: 'of the transaction' }, { name: 'is', as: 'prose' }],
    rows,
    next: null,
  }
}

function shareOf(part: number, whole: number): string {
  const percent = (100 * part) / whole
  return percent < 1 ? 'less than 1 %' : `${Math.round(percent)} %`
}

/** Its events, an attribute a row. */
export function eventsPage(view: ChainView, query: InspectQuery): TablePage {
  return eventTable(view, findTx(view, query), query)
}

/** The events of a transaction, an attribute a row. */
export function eventTable(names: AddressNames, found: FoundTx | undefined, query: InspectQuery): TablePage {
  const rows = (found?.result?.events ?? []).flatMap(({ type, attributes }, place) =>
    attributes.map(({ key, value }, index): TableRow => ({
      cells: [index === 0 ? `${place} ${type}` : '', key, key.endsWith('address') ? names.full(value) : value],
    })),
  )
  return {
    text: 'in the order in which they were emitted',
    columns: [{ name: 'event' }, { name: 'attribute' }, { name: 'value', as: 'prose' }],
    ...pageOf(rows, query['cursor']),
    empty: 'It has none.',
  }
}

/** Finds a transaction by its hash, in a block or waiting. @returns undefined if there is none */
export function txQuery({ node }: ChainView, hash: string): InspectQuery | undefined {
  if (!/^(?:0x)?[0-9a-f]{64}$/i.test(hash)) return undefined
  const digits = hash.replace(/^0x/i, '').toUpperCase()
  const [at] = node.inclusionsOf(hex.decode(digits.toLowerCase()))
  if (at !== undefined) return { view: 'tx', height: at.height, index: at.index }
  return node.waiting.some((bytes) => hashText(bytes) === digits) ? { view: 'tx', waiting: digits } : undefined
}

function findTx({ node }: ChainView, { height, index, waiting }: InspectQuery): FoundTx | undefined {
  if (typeof waiting === 'string') {
    const bytes = node.waiting.find((each) => hashText(each) === waiting)
    // It may have come into a block since the table was opened.
    if (bytes !== undefined) return { bytes }
    const [at] = /^[0-9A-F]{64}$/.test(waiting) ? node.inclusionsOf(hex.decode(waiting.toLowerCase())) : []
    return at === undefined ? undefined : placed(node.block(at.height)!, at)
  }
  const block = node.block(Number(height))
  return block === undefined ? undefined : placed(block, { height: Number(height), index: Number(index) })
}

function placed(
  { transactions, results }: NonNullable<ReturnType<ChainView['node']['block']>>,
  at: NonNullable<FoundTx['at']>,
): FoundTx | undefined {
  const [bytes, result] = [transactions[at.index], results[at.index]]
  return bytes === undefined || result === undefined ? undefined : { bytes, result, at }
}
