/**
 * What the operator of a marketplace does whose sales are settled off the chain: hand the token over in one transaction, and pay out in
 * another. In between, and for good if he does not get to it, one leg is missing.
 */
import type { Marketplace } from '../marketplace'
import type { Decision } from './decide'

/** The two transactions of the operator for a purchase that was paid to him. */
export function settleSale(
  purchase: NonNullable<Decision>,
  { market }: Pick<Marketplace, 'market'>,
): NonNullable<Decision>[] {
  const { buy } = purchase.message as { readonly buy: { readonly listing_id: number } }
  const { listing_id } = buy
  const payOut = { contract: market, message: { pay_out_off_chain: { listing_id } } }
  return [
    { contract: market, message: { settle_off_chain: { listing_id } } },
    purchase.coins === undefined ? payOut : { ...payOut, coins: purchase.coins },
  ]
}
