/** Balances (`x/bank`): who owns how much of what, and how it moves. No coin appears or goes outside of genesis. */
import { bech32Of } from '../address'
import { byteText, textOf, utf8, withLength } from '../bytes'
import type { KeyValues } from '../state/key-value'
import { MeteredState } from '../state/sdk-gas'
import { createAccount, findAccount, hasAccount } from './auth'
import { amountOf, coinsText, type Coin } from './coin'
import type { TxContext } from './context'
import { AppError, ERRORS } from './errors'
import { chainEvent } from './event'

const STORE = 'bank/'
const BALANCE = '\u0002'
const BY_DENOM = '\u0003'
const SEND_ENABLED = '\u0004'
const PARAMS = '\u0005'
/** `Params` in protobuf: sending is enabled by default. */
const PARAMS_VALUE = Uint8Array.of(0x10, 0x01)
const NO_BYTES = new Uint8Array()

/** Writes the bank's parameters down: for genesis. */
export function writeBankParams({ state }: Pick<TxContext, 'state'>): void {
  state.set(STORE + PARAMS, PARAMS_VALUE)
}

/** The bank of a chain with this prefix. */
export class Bank {
  private readonly prefix: string
  /** Addresses that refuse coins from anybody but the chain itself, as byte texts: accounts of modules. */
  private readonly blocked: ReadonlySet<string>

  constructor(prefix: string, blocked: readonly Uint8Array[]) {
    this.prefix = prefix
    this.blocked = new Set(blocked.map(byteText))
  }

  balance({ state, gas }: Pick<TxContext, 'state' | 'gas'>, address: Uint8Array, denom: string): bigint {
    const value = new MeteredState(state, gas, STORE).get(balanceKey(address, denom))
    return value === undefined ? 0n : BigInt(textOf(value))
  }

  /** All that an address owns, in the order of denominations. */
  balances({ state, gas }: Pick<TxContext, 'state' | 'gas'>, address: Uint8Array): Coin[] {
    const prefix = balanceKey(address, '')
    const store = new MeteredState(state, gas, STORE)
    return [...store.scan(prefix, `${prefix}\u00ff`, false)].map(([key, value]) => ({
      denom: key.slice(prefix.length),
      amount: textOf(value),
    }))
  }

  /**
   * Lets somebody send coins, for what it costs to look whether they may be sent.
   * @throws {AppError} unauthorized, if the receiver is the account of a module
   */
  checkSend({ state, gas }: TxContext, to: Uint8Array, coins: readonly Coin[]): void {
    const store = new MeteredState(state, gas, STORE)
    store.get(PARAMS)
    for (const { denom } of coins) store.has(SEND_ENABLED + denom)
    if (this.blocked.has(byteText(to))) {
      throw new AppError(ERRORS.unauthorized, `${bech32Of(this.prefix, to)} is not allowed to receive funds`)
    }
  }

  /**
   * Moves coins, and says so in the words of the SDK. The receiver is not called, whoever he is.
   * @throws {AppError} insufficient funds, invalid coins
   */
  move(context: TxContext, from: Uint8Array, to: Uint8Array, coins: readonly Coin[]): void {
    const { events } = context
    const [sender, recipient] = [bech32Of(this.prefix, from), bech32Of(this.prefix, to)]
    const amount = coinsText(coins)
    // Whether some of them are locked, the account says.
    findAccount(context, from)
    for (const coin of coins) this.add(context, from, coin.denom, -amountOf(coin))
    events.push(chainEvent('coin_spent', { spender: sender, amount }))
    for (const coin of coins) this.add(context, to, coin.denom, amountOf(coin))
    events.push(chainEvent('coin_received', { receiver: recipient, amount }))
    if (!hasAccount(context, to)) createAccount(context, this.prefix, to)
    events.push(chainEvent('transfer', { recipient, sender, amount }), chainEvent('message', { sender }))
  }

  /** Gives coins out of nothing: for genesis alone. */
  mint(context: TxContext, to: Uint8Array, coins: readonly Coin[]): void {
    for (const coin of coins) this.add(context, to, coin.denom, amountOf(coin))
    if (!hasAccount(context, to)) createAccount(context, this.prefix, to)
  }

  /** Takes coins out of the world: for a defect alone. */
  burn(context: TxContext, from: Uint8Array, coins: readonly Coin[]): void {
    for (const coin of coins) this.add(context, from, coin.denom, -amountOf(coin))
  }

  private add(context: TxContext, address: Uint8Array, denom: string, change: bigint): void {
    const balance = this.balance(context, address, denom)
    const after = balance + change
    if (after < 0n) {
      throw new AppError(
        ERRORS.insufficientFunds,
        `spendable balance ${balance}${denom} is smaller than ${-change}${denom}`,
      )
    }
    const store = new MeteredState(context.state, context.gas, STORE)
    const [key, byDenom] = [balanceKey(address, denom), `${BY_DENOM}${denom}\0${byteText(withLength(address))}`]
    if (after === 0n) {
      store.remove(byDenom)
      store.remove(key)
      return
    }
    store.set(byDenom, NO_BYTES)
    store.set(key, utf8(String(after)))
  }
}

/** What all addresses own of a denomination together, without gas: what must never change. */
export function supplyOf(state: KeyValues, denom: string): bigint {
  let sum = 0n
  for (const [key, value] of state.scan(`${STORE}${BALANCE}`, `${STORE}\u0003`, false)) {
    const address = key.charCodeAt(STORE.length + BALANCE.length)
    if (key.slice(STORE.length + BALANCE.length + 1 + address) === denom) sum += BigInt(textOf(value))
  }
  return sum
}

function balanceKey(address: Uint8Array, denom: string): string {
  return BALANCE + byteText(withLength(address)) + denom
}
