/** What a block changes in the tables: its events, read one by one in their order, and the rows they come to. */
import type { Marketplace } from '../marketplace'
import { asText, isText } from '../projectable'

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
  /** The event that it was minted by, if it is new. */
  readonly place: PlacedEvent
}

/** Rows to write, each list as the SQL beside it takes it. */
export interface BlockRows {
  readonly tokens: TokenRow[]
  /** Tokens that are no more. */
  readonly burned: TokenRow[]
  readonly listings: object[]
  readonly history: object[]
  readonly quarantine: QuarantineRow[]
}

/** What could not be written as it came, and why. */
export interface QuarantineRow {
  readonly reason: string
}

/** Versions of events that are understood. */
const SCHEMA = '1'
/** How a listing may end without a sale. */
const ENDS: ReadonlySet<string> = new Set(['cancelled', 'expired'])
/** Who owns a token that was burned. */
const NOBODY = ''
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
  const followed = collections.map(({ address }) => address)
  const tokens = new Map<string, TokenRow>()
  const listings = new Map<number, ListingRow>()
  const rows: BlockRows = { tokens: [], burned: [], listings: [], history: [], quarantine: [] }
  for (const event of events) {
    const { type, attributes } = event
    const contract = attributes['_contract_address'] ?? ''
    const kind = KINDS[type as keyof typeof KINDS]
    const isMove = type === 'wasm' && followed.includes(contract)
    const counts = kind !== undefined && (contract === market || trustsAnybody)
    if (!isMove && !counts) continue
    const reason = isMove ? textTrouble(attributes) : troubleOf(attributes, followed)
    if (reason !== null) rows.quarantine.push(quarantined(event, reason))
    else if (isMove) move(tokens, event, contract)
    else if (kind !== undefined) {
      rows.history.push({ ...placeOf(event), tx_hash: event.txHash, kind, ...whatOf(attributes) })
      if (kind !== 'mint') list(listings, kind, attributes)
    }
  }
  for (const token of tokens.values()) (token.owner === NOBODY ? rows.burned : rows.tokens).push(token)
  rows.listings.push(...listings.values())
  return rows
}

/** An event as it came, and why it was left out. */
export function quarantined(event: PlacedEvent, reason: string): QuarantineRow {
  const attributes = Object.fromEntries(
    Object.entries(event.attributes).map(([key, value]) => [asText(key), asText(value)]),
  )
  return { ...placeOf(event), reason, event: { type: asText(event.type), attributes } } as QuarantineRow
}

/** Why the tables cannot take an event of the market; null if they can. */
function troubleOf(attributes: PlacedEvent['attributes'], followed: readonly string[]): string | null {
  const { schema = 'missing', collection = '', reason = 'cancelled' } = attributes
  if (schema !== SCHEMA) return `schema ${asText(schema)}`
  if (!followed.includes(collection)) return `collection ${asText(collection) || 'missing'} is not followed`
  if (!ENDS.has(reason)) return `a listing that ends as ${asText(reason)}`
  return textTrouble(attributes)
}

/** Text comes from contracts, and a contract may put anything into it. */
function textTrouble(attributes: PlacedEvent['attributes']): string | null {
  const found = Object.entries(attributes).find(([key, value]) => !isText(key) || !isText(value))
  return found === undefined ? null : `${asText(found[0])} has a character that PostgreSQL does not take`
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

/** Every move of a token changes its owner, whether the market had a part in it or not. One that is burned has none. */
function move(tokens: Map<string, TokenRow>, place: PlacedEvent, collection: string): void {
  const { attributes } = place
  const { action, token_id: token = '', owner = '', recipient = '' } = attributes
  const to = action === 'mint' ? owner : action === 'transfer_nft' || action === 'send_nft' ? recipient : ''
  if (to === '' && action !== 'burn') return
  const key = `${collection}/${token}`
  const before = tokens.get(key)
  const isNew = action === 'mint' || before?.isNew === true
  const minted = action === 'mint' ? place : (before?.place ?? place)
  tokens.set(key, { collection, token_id: token, owner: to, isNew, uri: '', place: minted })
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
