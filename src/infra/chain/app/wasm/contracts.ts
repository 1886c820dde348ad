/** Contracts: who made them of which code, who may migrate them, and what each keeps, in a namespace of its own. */
import {
  ContractInfo,
  ContractCodeHistoryEntry,
  ContractCodeHistoryOperationType,
} from 'cosmjs-types/cosmwasm/wasm/v1/types'
import { byteText, bytesOfText, u64 } from '../../bytes'
import { prefixEnd, type KeyValues } from '../../state/key-value'
import { MeteredState } from '../../state/sdk-gas'
import type { TxContext } from '../context'
import { AppError, ERRORS } from '../errors'
import { nextNumber } from './codes'

const STORE = 'wasm/'
const CONTRACT = '\u0002'
const HISTORY = '\u0005'
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

/** Writes down what is known of a contract, and what was done to its code. */
export function saveContract(
  context: TxContext,
  address: Uint8Array,
  info: ContractInfo,
  what: 'instantiated' | 'migrated' | 'changed',
  message: Uint8Array,
): void {
  const store = storeOf(context)
  store.set(CONTRACT + byteText(address), ContractInfo.encode(info).finish())
  if (what === 'changed') return
  const { INIT, MIGRATE } = {
    INIT: ContractCodeHistoryOperationType.CONTRACT_CODE_HISTORY_OPERATION_TYPE_INIT,
    MIGRATE: ContractCodeHistoryOperationType.CONTRACT_CODE_HISTORY_OPERATION_TYPE_MIGRATE,
  }
  const entry = ContractCodeHistoryEntry.fromPartial({
    operation: what === 'instantiated' ? INIT : MIGRATE,
    codeId: info.codeId,
    updated: { blockHeight: BigInt(context.block.height), txIndex: BigInt(context.txIndex ?? 0) },
    msg: message,
  })
  const place = historyOf(context.state, address).length
  store.set(HISTORY + byteText(address) + byteText(u64(place)), ContractCodeHistoryEntry.encode(entry).finish())
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
