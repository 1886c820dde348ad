/** Balances (`x/bank`): who owns how much of what, and how it moves. No coin appears or goes outside of genesis. */
import { bech32Of } from '../address'
import { byteText, textOf, utf8, withLength } from '../bytes'
import type { KeyValues } from '../state/key-value'
import { MeteredState } from '../state/sdk-gas'
import { ensureAccount } from './auth'
import { amountOf, coinsText, type Coin } from './coin'
import type { TxContext } from './context'
import { AppError, ERRORS } from './errors'
import { chainEvent } from './event'

const STORE = 'bank/'
const BALANCE = '\u0002'

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

  /** True if nobody may send coins there. */
  isBlocked(address: Uint8Array): boolean {
    return this.blocked.has(byteText(address))
  }

  /**
   * Moves coins, and says so in the words of the SDK. The receiver is not called, whoever he is.
   * @throws {AppError} insufficient funds, invalid coins
   */
  move(context: TxContext, from: Uint8Array, to: Uint8Array, coins: readonly Coin[]): void {
    const { events } = context
    const [sender, recipient] = [bech32Of(this.prefix, from), bech32Of(this.prefix, to)]
    const amount = coinsText(coins)
    for (const coin of coins) this.add(context, from, coin.denom, -amountOf(coin))
    events.push(chainEvent('coin_spent', { spender: sender, amount }))
    for (const coin of coins) this.add(context, to, coin.denom, amountOf(coin))
    events.push(chainEvent('coin_received', { receiver: recipient, amount }))
    ensureAccount(context, this.prefix, to)
    events.push(chainEvent('transfer', { recipient, sender, amount }), chainEvent('message', { sender }))
  }

  /** Gives coins out of nothing: for genesis alone. */
  mint(context: TxContext, to: Uint8Array, coins: readonly Coin[]): void {
    for (const coin of coins) this.add(context, to, coin.denom, amountOf(coin))
    ensureAccount(context, this.prefix, to)
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
    if (after === 0n) store.remove(balanceKey(address, denom))
    else store.set(balanceKey(address, denom), utf8(String(after)))
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
