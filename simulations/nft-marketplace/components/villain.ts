/** A villain with a contract of his own: it emits events that look like the market’s, and tells the market of tokens that never came. */
import { utf8 } from '../text'
import { base64 } from '@scure/base'
import { RUN_EPOCH_MS } from '~/kernel/time'
import type { Marketplace } from '../marketplace'
import type { WalletKey } from '../wallets'
import type { Decision } from './decide'

/** His listing would be on offer for so long. */
const LISTED_MS = 600_000
/** Far from any listing that there will be. */
const FORGED_LISTING = '4000000'

/** What he sends: a forged listing, a forged sale, and a fake `ReceiveNft`. */
export function villainy(
  { address }: WalletKey,
  nowMs: number,
  { market, rogue, collections, denom, aheadMs }: Marketplace,
): NonNullable<Decision>[] {
  const collection = collections[0]!.address
  const attributes = Object.entries({
    schema: '1',
    listing_id: FORGED_LISTING,
    version: '1',
    collection,
    token_id: '1',
    seller: address,
    price: '1000000',
    denom,
  })
  const emit = (name: string, more: readonly (readonly string[])[] = []) => ({
    contract: rogue,
    message: { emit: { attributes: [], events: [{ name, attributes: [...attributes, ...more] }], data: null } },
  })
  const list = base64.encode(
    utf8(
      JSON.stringify({
        list: { price: '1000000', expires: `${RUN_EPOCH_MS + aheadMs + Math.round(nowMs) + LISTED_MS}000000` },
      }),
    ),
  )
  return [
    emit('list'),
    emit('sale', [['buyer', address]]),
    { contract: rogue, message: { fake_receive: { market, sender: address, token_id: '1', msg: list } } },
  ]
}
