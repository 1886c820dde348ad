/** What was done to contracts' code, and the lists of contracts by code and by creator that follow from it. */
import {
  ContractCodeHistoryEntry,
  ContractCodeHistoryOperationType,
  type ContractInfo,
} from 'cosmjs-types/cosmwasm/wasm/v1/types'
import { byteText, bytesOfText, u64, withLength } from '../../bytes'
import { readU64 } from '../../read-u64'
import { prefixEnd, type KeyValues } from '../../state/key-value'
import { MeteredState } from '../../state/sdk-gas'
import type { TxContext } from '../context'
import { saveContract } from './contracts'

const STORE = 'wasm/'
const HISTORY = '\u0005'
const BY_CODE = '\u0006'
const BY_CREATOR = '\u0009'
const NO_BYTES = new Uint8Array()

/** Writes down a contract that was made, with its places in the lists by code and by creator. */
export function recordInstantiation(
  context: TxContext,
  address: Uint8Array,
  info: ContractInfo,
  creator: Uint8Array,
  message: Uint8Array,
): void {
  const store = storeOf(context)
  const position = positionIn(context)
  store.set(codeKey(address, info.codeId, position), NO_BYTES)
  store.set(BY_CREATOR + byteText(withLength(creator)) + bytesOf(position) + byteText(address), NO_BYTES)
  appendHistory(context, address, entryFor(context, info, 'instantiated', message))
  saveContract(context, address, info)
}

/** Writes down that a contract has other code now. */
export function recordMigration(
  context: TxContext,
  address: Uint8Array,
  info: ContractInfo,
  message: Uint8Array,
): void {
  const store = storeOf(context)
  const last = lastOf(context, address)
  const { codeId, updated } = ContractCodeHistoryEntry.decode(last![1])
  store.remove(codeKey(address, codeId, updated!))
  const entry = entryFor(context, info, 'migrated', message)
  appendHistory(context, address, entry)
  store.set(codeKey(address, info.codeId, entry.updated!), NO_BYTES)
  saveContract(context, address, info)
}

function entryFor(
  context: TxContext,
  { codeId }: ContractInfo,
  what: 'instantiated' | 'migrated',
  msg: Uint8Array,
): ContractCodeHistoryEntry {
  const { INIT, MIGRATE } = {
    INIT: ContractCodeHistoryOperationType.CONTRACT_CODE_HISTORY_OPERATION_TYPE_INIT,
    MIGRATE: ContractCodeHistoryOperationType.CONTRACT_CODE_HISTORY_OPERATION_TYPE_MIGRATE,
  }
  const operation = what === 'instantiated' ? INIT : MIGRATE
  return ContractCodeHistoryEntry.fromPartial({ operation, codeId, updated: positionIn(context), msg })
}

function appendHistory(context: TxContext, address: Uint8Array, entry: ContractCodeHistoryEntry): void {
  const place = lastOf(context, address)?.[0] ?? 0n
  const key = HISTORY + byteText(address) + byteText(u64(place + 1n))
  storeOf(context).set(key, ContractCodeHistoryEntry.encode(entry).finish())
}

/** The last entry of a contract's history, with its number. */
function lastOf(context: TxContext, address: Uint8Array): readonly [bigint, Uint8Array] | undefined {
  const prefix = HISTORY + byteText(address)
  // The iterator is opened and read, but not moved on: so the entry is paid for once.
  const last = storeOf(context).last(prefix, prefixEnd(prefix))
  if (last === undefined) return undefined
  return [readU64(bytesOfText(last[0].slice(prefix.length))), last[1]]
}

interface Position {
  readonly blockHeight: bigint
  readonly txIndex: bigint
}

function positionIn({ block, txIndex }: TxContext): Position {
  return { blockHeight: BigInt(block.height), txIndex: BigInt(txIndex ?? 0) }
}

function bytesOf({ blockHeight, txIndex }: Position): string {
  return byteText(u64(blockHeight)) + byteText(u64(txIndex))
}

function codeKey(address: Uint8Array, codeId: bigint, position: Position): string {
  return BY_CODE + byteText(u64(codeId)) + bytesOf(position) + byteText(address)
}

/** What was done to a contract's code, oldest first, without gas. */
export function historyOf(state: KeyValues, address: Uint8Array): ContractCodeHistoryEntry[] {
  const prefix = STORE + HISTORY + byteText(address)
  return [...state.scan(prefix, prefixEnd(prefix), false)].map(([, value]) => ContractCodeHistoryEntry.decode(value))
}

function storeOf({ state, gas }: TxContext): MeteredState {
  return new MeteredState(state, gas, STORE)
}
