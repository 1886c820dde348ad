/** Contracts: who made them of which code, who may migrate them, and what each keeps, in a namespace of its own. */
import {
  ContractInfo,
  ContractCodeHistoryEntry,
  ContractCodeHistoryOperationType,
} from 'cosmjs-types/cosmwasm/wasm/v1/types'
import { bech32Of } from '../../address'
import { byteText, bytesOfText, concat, readU64, u64, utf8, withLength } from '../../bytes'
import { prefixEnd, type KeyValues } from '../../state/key-value'
import { MeteredState } from '../../state/sdk-gas'
import type { TxContext } from '../context'
import { AppError, ERRORS } from '../errors'
import { nextNumber } from './codes'

const STORE = 'wasm/'
const CONTRACT = '\u0002'
const HISTORY = '\u0005'
const BY_CODE = '\u0006'
const BY_CREATOR = '\u0009'
const NO_BYTES = new Uint8Array()
const NEXT_INSTANCE = '\u0004lastContractId'

type Access = Pick<TxContext, 'state' | 'gas'>

/** What is known of a contract. @throws {AppError} no such contract */
export function contractInfo(context: Access, address: Uint8Array, written: string): ContractInfo {
  const found = findContract(context, address)
  if (found === undefined) throw new AppError(ERRORS.noSuchContract, `address ${written}`)
  return found
}

/** What is known of a contract, if there is one. */
export function findContract(context: Access, address: Uint8Array): ContractInfo | undefined {
  const value = storeOf(context).get(CONTRACT + byteText(address))
  return value === undefined ? undefined : ContractInfo.decode(value)
}

/** True if there is a contract. It costs less than reading what is known of it. */
export function hasContract(context: Access, address: Uint8Array): boolean {
  return storeOf(context).has(CONTRACT + byteText(address))
}

/** Writes down what is known of a contract. */
export function saveContract(context: Access, address: Uint8Array, info: ContractInfo): void {
  storeOf(context).set(CONTRACT + byteText(address), encodedContract(info, address))
}

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
function lastOf(context: Access, address: Uint8Array): readonly [bigint, Uint8Array] | undefined {
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

/** With `ibc2_port_id`, the field that the protobuf types of clients do not have yet: it is the address behind another prefix. */
export function encodedContract(info: ContractInfo, address: Uint8Array): Uint8Array {
  const prefix = info.creator.slice(0, info.creator.lastIndexOf('1'))
  const port = utf8(`wasm2${bech32Of(prefix, address).slice(prefix.length)}`)
  return concat(ContractInfo.encode(info).finish(), Uint8Array.of(0x42), withLength(port))
}

/** What was done to a contract's code, oldest first, without gas. */
export function historyOf(state: KeyValues, address: Uint8Array): ContractCodeHistoryEntry[] {
  const prefix = STORE + HISTORY + byteText(address)
  return [...state.scan(prefix, prefixEnd(prefix), false)].map(([, value]) => ContractCodeHistoryEntry.decode(value))
}

/** All contracts in the order of their addresses, without gas. */
export function* allContracts(state: KeyValues): Generator<readonly [address: Uint8Array, ContractInfo]> {
  const prefix = STORE + CONTRACT
  for (const [key, value] of state.scan(prefix, prefixEnd(prefix), false)) {
    yield [bytesOfText(key.slice(prefix.length)), ContractInfo.decode(value)]
  }
}

/** A number for the next contract, from 1: its address follows from it. */
export function nextInstance(context: Access): bigint {
  return nextNumber(context, NEXT_INSTANCE)
}

function storeOf({ state, gas }: Access): MeteredState {
  return new MeteredState(state, gas, STORE)
}
