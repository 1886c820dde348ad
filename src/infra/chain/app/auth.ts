/** Accounts (`x/auth`): an address, a public key once it has signed, a number for good, and a sequence that grows with every transaction. */
import { BaseAccount } from 'cosmjs-types/cosmos/auth/v1beta1/auth'
import { bech32Of } from '../address'
import { byteText, u64 } from '../bytes'
import type { KeyValues } from '../state/key-value'
import { MeteredState } from '../state/sdk-gas'
import type { TxContext } from './context'

const STORE = 'acc/'
const ACCOUNT = '\u0001'
const NEXT_NUMBER = 'globalAccountNumber'

/** The account of an address, if there is one. */
export function findAccount(context: Pick<TxContext, 'state' | 'gas'>, address: Uint8Array): BaseAccount | undefined {
  const value = storeOf(context).get(ACCOUNT + byteText(address))
  return value === undefined ? undefined : BaseAccount.decode(value)
}

/** Writes an account down. */
export function saveAccount(
  context: Pick<TxContext, 'state' | 'gas'>,
  address: Uint8Array,
  account: BaseAccount,
): void {
  storeOf(context).set(ACCOUNT + byteText(address), BaseAccount.encode(account).finish())
}

/** The account of an address, made if there was none: whoever is first sent something gets one. */
export function ensureAccount(
  context: Pick<TxContext, 'state' | 'gas'>,
  prefix: string,
  address: Uint8Array,
): BaseAccount {
  const found = findAccount(context, address)
  if (found !== undefined) return found
  const store = storeOf(context)
  const next = store.get(NEXT_NUMBER)
  const accountNumber = next === undefined ? 0n : BigInt(`0x${hexOf(next)}`)
  store.set(NEXT_NUMBER, u64(accountNumber + 1n))
  const account = BaseAccount.fromPartial({ address: bech32Of(prefix, address), accountNumber, sequence: 0n })
  saveAccount(context, address, account)
  return account
}

/** All accounts, in the order of their addresses, without gas: for people who look. */
export function* allAccounts(state: KeyValues): Generator<BaseAccount> {
  for (const [, value] of state.scan(`${STORE}${ACCOUNT}`, `${STORE}\u0002`, false)) yield BaseAccount.decode(value)
}

function storeOf({ state, gas }: Pick<TxContext, 'state' | 'gas'>): MeteredState {
  return new MeteredState(state, gas, STORE)
}

function hexOf(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}
