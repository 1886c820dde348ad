/** What a block changes in the tables: its events, read one by one in their order, and the rows they come to. */
import type { Marketplace } from '../marketplace'

/** An event with its place: what tells it from every other, also from an equal one of the same transaction. */
export interface PlacedEvent {
  readonly txIndex: number
  readonly txHash: string
  readonly msgIndex: number
  readonly eventIndex: number
  readonly type: string
  readonly attributes: Readonly<Record<string, string>>
}

/** Who owns a token now. Its URI is only known of one that is new, once the collection was asked. */
export interface TokenRow {
  collection: string
  token_id: string
  owner: string
  isNew: boolean
  uri: string
}

/** Rows to write, each list as the SQL beside it takes it. */
export interface BlockRows {
  readonly tokens: TokenRow[]
  readonly listings: object[]
  readonly history: object[]
  readonly quarantine: object[]
}

/** Versions of events that are understood. */
const SCHEMA = '1'
const KINDS = {
  'wasm-list': 'list',
  'wasm-update-price': 'update-price',
  'wasm-delist': 'delist',
  'wasm-sale': 'sale',
  'wasm-mint': 'mint',
} as const

interface ListingRow {
  id: number
  version: number
  collection: string
  token_id: string
  seller: string
  price: string | null
  status: string
}

/**
 * Folds the events of a block.
 * @param marketplace whose events count
 * @param trustsAnybody the mistake: to take events for the market's whoever has emitted them
 */
export function projectBlock(
  events: readonly PlacedEvent[],
  { market, collections }: Pick<Marketplace, 'market' | 'collections'>,
  trustsAnybody: boolean,
): BlockRows {
  const tokens = new Map<string, TokenRow>()
  const listings = new Map<number, ListingRow>()
  const rows: BlockRows = { tokens: [], listings: [], history: [], quarantine: [] }
  for (const event of events) {
    const { type, attributes } = event
    const contract = attributes['_contract_address'] ?? ''
    if (type === 'wasm' && collections.some(({ address }) => address === contract)) move(tokens, event, contract)
    const kind = KINDS[type as keyof typeof KINDS]
    if (kind === undefined || (contract !== market && !trustsAnybody)) continue
    if (attributes['schema'] !== SCHEMA) {
      rows.quarantine.push({
        ...placeOf(event),
        reason: `schema ${attributes['schema'] ?? 'missing'}`,
        event: { type, attributes },
      })
      continue
    }
    rows.history.push({ ...placeOf(event), tx_hash: event.txHash, kind, ...whatOf(attributes) })
    if (kind !== 'mint') list(listings, kind, attributes)
  }
  rows.tokens.push(...tokens.values())
  rows.listings.push(...listings.values())
  return rows
}

function placeOf({ txIndex, msgIndex, eventIndex }: PlacedEvent): object {
  return { tx_index: txIndex, msg_index: msgIndex, event_index: eventIndex }
}

function whatOf(attributes: PlacedEvent['attributes']): object {
  const { collection = '', token_id = '', listing_id: listing, buyer, seller = '', price } = attributes
  return {
    collection,
    token_id,
    listing_id: listing === undefined ? null : Number(listing),
    who: buyer ?? seller,
    price: price ?? null,
  }
}

/** Every move of a token changes its owner, whether the market had a part in it or not. */
function move(tokens: Map<string, TokenRow>, { attributes }: PlacedEvent, collection: string): void {
  const { action, token_id: token = '', owner = '', recipient = '' } = attributes
  const to = action === 'mint' ? owner : action === 'transfer_nft' || action === 'send_nft' ? recipient : ''
  if (to === '') return
  const key = `${collection}/${token}`
  const isNew = action === 'mint' || tokens.get(key)?.isNew === true
  tokens.set(key, { collection, token_id: token, owner: to, isNew, uri: '' })
}

function list(listings: Map<number, ListingRow>, kind: string, attributes: PlacedEvent['attributes']): void {
  const id = Number(attributes['listing_id'])
  const { collection = '', token_id = '', seller = '', price = null, reason = '' } = attributes
  const status = kind === 'sale' ? 'sold' : kind === 'delist' ? reason : 'active'
  const known = listings.get(id)
  listings.set(id, {
    id,
    version: Number(attributes['version']),
    collection,
    token_id,
    seller,
    price: price ?? known?.price ?? null,
    status,
  })
}
