/**
 * Accounts (`x/auth`): an address, a public key once it has signed, a number for good, and a sequence that grows with every transaction. What
 * reading and writing one costs follows from how the SDK 0.54 keeps them: by address, with an index by number.
 */
import { sha256 } from '@noble/hashes/sha2.js'
import { BaseAccount, ModuleAccount } from 'cosmjs-types/cosmos/auth/v1beta1/auth'
import { Any } from 'cosmjs-types/google/protobuf/any'
import { bech32Of } from '../address'
import { byteText, concat, u64, utf8 } from '../bytes'
import { readU64 } from '../read-u64'
import type { KeyValues } from '../state/key-value'
import { MeteredState } from '../state/sdk-gas'
import type { TxContext } from './context'

const STORE = 'acc/'
const ACCOUNT = '\u0001'
const BY_NUMBER = 'accountNumber'
const NEXT_NUMBER = 'globalAccountNumber'
const BASE = '/cosmos.auth.v1beta1.BaseAccount'
const MODULE = '/cosmos.auth.v1beta1.ModuleAccount'

type Readable = Pick<TxContext, 'state' | 'gas'>
type Access = Pick<TxContext, 'state' | 'gas' | 'block' | 'txIndex'>
/** Accounts with a key have addresses of this size, contracts longer ones. */
const PERSON_BYTES = 20

/** The account of an address, if there is one. */
export function findAccount(context: Readable, address: Uint8Array): BaseAccount | undefined {
  const value = storeOf(context).get(ACCOUNT + byteText(address))
  return value === undefined ? undefined : accountOf(value)
}

/** True if an address has an account. It costs less than reading it. */
export function hasAccount(context: Readable, address: Uint8Array): boolean {
  return storeOf(context).has(ACCOUNT + byteText(address))
}

/** Writes an account down, and its place in the index by number. */
export function saveAccount(context: Readable, address: Uint8Array, account: BaseAccount): void {
  save(
    context,
    address,
    account.accountNumber,
    Any.encode({ typeUrl: BASE, value: BaseAccount.encode(account).finish() }).finish(),
  )
}

/** Makes an account for whoever is first sent something. */
export function createAccount(context: Access, prefix: string, address: Uint8Array): BaseAccount {
  const account = BaseAccount.fromPartial({
    address: bech32Of(prefix, address),
    accountNumber: numberFor(context, address),
  })
  saveAccount(context, address, account)
  return account
}

/** Makes the account of a module: for genesis. */
export function createModuleAccount(context: Access, prefix: string, address: Uint8Array, name: string): void {
  const baseAccount = BaseAccount.fromPartial({
    address: bech32Of(prefix, address),
    accountNumber: numberFor(context, address, name),
  })
  const value = ModuleAccount.encode({ baseAccount, name, permissions: [] }).finish()
  save(context, address, baseAccount.accountNumber, Any.encode({ typeUrl: MODULE, value }).finish())
}

/** All accounts, in the order of their addresses, without gas: for people who look. */
export function* allAccounts(state: KeyValues): Generator<BaseAccount> {
  for (const [, value] of state.scan(`${STORE}${ACCOUNT}`, `${STORE}\u0002`, false)) yield accountOf(value)
}

/** An account as an answer to a query has it, of whatever kind it is. */
export function encodedAccount(context: Readable, address: Uint8Array): Any | undefined {
  const value = storeOf(context).get(ACCOUNT + byteText(address))
  return value === undefined ? undefined : Any.decode(value)
}

function accountOf(encoded: Uint8Array): BaseAccount {
  const { typeUrl, value } = Any.decode(encoded)
  return typeUrl === BASE ? BaseAccount.decode(value) : ModuleAccount.decode(value).baseAccount!
}

/** As an indexed map of the SDK's collections writes: what was there is read, taken out of the index, and put in anew. */
function save(context: Readable, address: Uint8Array, accountNumber: bigint, value: Uint8Array): void {
  const store = storeOf(context)
  const key = ACCOUNT + byteText(address)
  const number = BY_NUMBER + byteText(u64(accountNumber))
  if (store.get(key) !== undefined) store.remove(number)
  store.has(number)
  store.set(number, address)
  store.set(key, value)
}

/**
 * The number of a new account. Since SDK 0.54 it is drawn from a hash, with the top bit set (`GenerateID`), and looking for one costs
 * nothing. Accounts that sign have theirs counted, as it was until 0.53, for clients in JavaScript cannot read a number of that size.
 */
function numberFor({ state, block, txIndex }: Access, address: Uint8Array, module = ''): bigint {
  if (address.length > PERSON_BYTES || module !== '') {
    const parts = [u64(block.height), u64(txIndex ?? 0), address, utf8(module)]
    return readU64(sha256(concat(...parts))) | (1n << 63n)
  }
  const next = state.get(STORE + NEXT_NUMBER)
  const number = next === undefined ? 0n : readU64(next)
  state.set(STORE + NEXT_NUMBER, u64(number + 1n))
  return number
}

function storeOf({ state, gas }: Readable): MeteredState {
  return new MeteredState(state, gas, STORE)
}
