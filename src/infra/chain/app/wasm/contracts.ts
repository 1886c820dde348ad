/** Contracts: who made them of which code, who may migrate them, and what each keeps, in a namespace of its own. */
import { ContractInfo } from 'cosmjs-types/cosmwasm/wasm/v1/types'
import { bech32Of } from '../../address'
import { byteText, bytesOfText, concat, utf8, withLength } from '../../bytes'
import { prefixEnd, type KeyValues } from '../../state/key-value'
import { MeteredState } from '../../state/sdk-gas'
import type { TxContext } from '../context'
import { AppError, ERRORS } from '../errors'
import { nextNumber } from './codes'

const STORE = 'wasm/'
const CONTRACT = '\u0002'
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

/** With `ibc2_port_id`, the field that the protobuf types of clients do not have yet: it is the address behind another prefix. */
function encodedContract(info: ContractInfo, address: Uint8Array): Uint8Array {
  const prefix = info.creator.slice(0, info.creator.lastIndexOf('1'))
  const port = utf8(`wasm2${bech32Of(prefix, address).slice(prefix.length)}`)
  return concat(ContractInfo.encode(info).finish(), Uint8Array.of(0x42), withLength(port))
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
