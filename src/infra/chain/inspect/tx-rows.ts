/** Transactions as rows of tables, whichever node they come from. */
import { hex } from '@scure/base'
import type { TablePanel, TableRow } from '~/kernel/panel'
import { signersOf } from '../app/messages'
import { decodeTransaction, transactionHash } from '../app/transaction'
import type { ObservedResult } from '../observed-block'
import { messageAction } from './decoded-message'

/** What people call an address. */
export interface AddressNames {
  /** In short: a name, or its two ends. */
  short(address: string): string
  /** In full, with what it is called. */
  full(address: string): string
}

/** Columns of the transactions of a block. */
export const TX_COLUMNS = [
  { name: 'hash' },
  { name: 'action' },
  { name: 'signer' },
  { name: 'code', as: 'number' },
  { name: 'gas used', as: 'number' },
  { name: 'gas wanted', as: 'number' },
  { name: 'log' },
] as const

/** Columns of what waits for a block. */
export const WAITING_COLUMNS = [
  { name: 'hash' },
  { name: 'action' },
  { name: 'signer' },
  { name: 'sequence', as: 'number' },
  { name: 'gas wanted', as: 'number' },
  { name: 'good until block', as: 'number', none: 'any' },
] as const

/** A transaction of a block. @throws {AppError} if it is none that is read here */
export function txRow(
  names: Pick<AddressNames, 'short'>,
  bytes: Uint8Array,
  { code, log, gasWanted, gasUsed }: ObservedResult,
  place: { readonly height: number; readonly index: number },
): TableRow {
  const { messages } = decodeTransaction(bytes)
  const hash = hashText(bytes)
  const who = signersOf(messages).map((each) => names.short(each))
  return {
    cells: [hash, messages.map(messageAction).join(', '), who.join(', '), code, gasUsed, gasWanted, log],
    opens: txTable(hash, { ...place }),
  }
}

/** A transaction that waits. @throws {AppError} if it is none that is read here */
export function waitingRow(names: Pick<AddressNames, 'short'>, bytes: Uint8Array): TableRow {
  const { messages, gasLimit, timeoutHeight, signers } = decodeTransaction(bytes)
  const hash = hashText(bytes)
  return {
    cells: [
      hash,
      messages.map(messageAction).join(', '),
      signersOf(messages).map((each) => names.short(each)).join(', '), // prettier-ignore
      Number(signers[0]?.sequence ?? 0),
      gasLimit,
      timeoutHeight === 0 ? null : timeoutHeight,
    ],
    opens: txTable(hash, { waiting: hash }),
  }
}

/** A transaction's hash as people write it. */
export function hashText(bytes: Uint8Array): string {
  return hex.encode(transactionHash(bytes)).toUpperCase()
}

function txTable(hash: string, place: Readonly<Record<string, string | number>>): TablePanel {
  const short = `${hash.slice(0, 8)}…`
  return { kind: 'table', label: `tx ${short}`, title: `Transaction ${short}`, query: { view: 'tx', ...place } }
}
