/** Amounts as people say them. */

/** The smallest coins in one luna. */
export const MICRO = 1_000_000

/** An amount of the smallest coin in luna, to the hundredth. */
export function lunaText(amount: string): string {
  return `${(Number(amount) / MICRO).toLocaleString('en', { maximumFractionDigits: 2 })} luna`
}
