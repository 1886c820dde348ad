/** Money in integer minor units: cents, or yen, which have none. */

/** What a charge is made in. */
export const CURRENCIES = ['EUR', 'USD', 'JPY'] as const
/** One of {@link CURRENCIES}. */
export type Currency = (typeof CURRENCIES)[number]

/** The merchant pays 1.4 % and at least one unit, rounded down, so that the parts sum to the whole. */
const FEE_PER_MILLE = 14

/** An amount of minor units for people: `412.97 EUR`, `41297 JPY`. */
export function formatMoney(amount: number, currency: Currency): string {
  return `${currency === 'JPY' ? amount : (amount / 100).toFixed(2)} ${currency}`
}

/** An amount, divided: `net + fee` is the amount. */
export interface Split {
  readonly net: number
  readonly fee: number
}

/** Divides an amount of minor units between the merchant and us. */
export function split(amount: number): Split {
  const fee = Math.max(1, Math.floor((amount * FEE_PER_MILLE) / 1000))
  return { net: amount - fee, fee }
}
