/** What is on offer, asked of the chain itself: a list, then each token by itself. What the projections are there to spare. */
import type { CosmWasmClient } from '@cosmjs/cosmwasm'
import type { Context } from '~/kernel/component'
import type { PageFact } from '../facts'
import { collectionName, type Marketplace } from '../marketplace'
import type { Offer } from './queries'

interface ChainListing {
  readonly id: number
  readonly version: number
  readonly price: string
  readonly seller: string
  readonly collection: string
  readonly token_id: string
}

/** One question for the list and one for each token on it. @throws what the way to the chain throws */
export async function offersFromChain(
  { clock, emit }: Pick<Context, 'clock' | 'emit'>,
  client: CosmWasmClient,
  marketplace: Marketplace,
  request: number,
  count: number,
): Promise<Offer[]> {
  const sinceMs = clock.monotonicMs()
  const height = await client.getHeight()
  const { listings } = (await client.queryContractSmart(marketplace.market, { listings: { limit: count } })) as {
    listings: readonly ChainListing[]
  }
  const offers: Offer[] = []
  for (const { id, version, price, seller, collection, token_id: tokenId } of listings) {
    const info = (await client.queryContractSmart(collection, { nft_info: { token_id: tokenId } })) as {
      token_uri: string
    }
    const token = { tokenId, uri: info.token_uri, owner: marketplace.market }
    offers.push({
      id,
      version,
      price,
      seller,
      collection: { address: collection, name: collectionName(marketplace, collection) },
      token,
    })
  }
  const fact: PageFact = {
    query: 'Offers',
    sql: 1 + listings.length,
    ms: clock.monotonicMs() - sinceMs,
    indexedHeight: height,
    cached: false,
    stale: false,
    listings: offers.map(({ id }) => id),
  }
  emit('page', { ...fact }, { request })
  return offers
}
