/** Coins: an amount of a denomination. Amounts are whole numbers up to 2^128, which JSON and protobuf carry as digits. */
import { AppError, ERRORS } from './errors'

export interface Coin {
  readonly denom: string
  readonly amount: string
}

/** What the SDK lets a denomination be (`types/coin.go`). */
const DENOM = /^[a-zA-Z][a-zA-Z0-9/:._-]{2,127}$/
const AMOUNT_MAX = (1n << 128n) - 1n

/**
 * The amount of a coin.
 * @throws {AppError} invalid coins, if it is not digits, is above 2^128 - 1, or the denomination is none
 */
export function amountOf({ denom, amount }: Coin): bigint {
  const isValid =
    typeof amount === 'string' && /^\d{1,39}$/.test(amount) && typeof denom === 'string' && DENOM.test(denom)
  if (!isValid || BigInt(amount) > AMOUNT_MAX) throw new AppError(ERRORS.invalidCoins, `${amount}${denom}`)
  return BigInt(amount)
}

/**
 * Checks coins that come with a message: positive, each denomination once.
 * @throws {AppError} invalid coins
 */
export function checkCoins(coins: readonly Coin[]): void {
  const denoms = new Set(coins.map(({ denom }) => denom))
  if (denoms.size !== coins.length || coins.some((coin) => amountOf(coin) === 0n)) {
    throw new AppError(ERRORS.invalidCoins, coinsText(coins))
  }
}

/** Coins as the SDK writes them, such as `5uluna,7uusd`. */
export function coinsText(coins: readonly Coin[]): string {
  return coins.map(({ amount, denom }) => amount + denom).join(',')
}
