/** S1, S3, S4: one owner for each token, the market's escrow, and nothing sold twice or at another price than was agreed to. */
import { defineInvariant, type Evidence } from '~/kernel/invariant'
import { factOf, type BlockFact, type ListingFact, type MoveFact, type PlaceFact, type SaleFact } from '../facts'
import { MODELLED, nameIn, placeIn } from '../place-fact'

interface OpenListing {
  readonly token: string
  version: number
  price: string
  request: number
}

interface State {
  place: PlaceFact
  readonly owners: Map<string, string>
  readonly open: Map<number, OpenListing>
  readonly closed: Set<number>
  found: Evidence | null
}

/** A token has one owner; it is minted once. While it is listed the market has it. */
export const escrowed = defineInvariant<State>({
  id: 'escrowed',
  kind: 'safety',
  label: 'what is listed is in escrow',
  statement: 'Every token is minted once and has one owner, and while it is listed that owner is the market.',
  kinds: ['state'],
  create: () => ({ place: MODELLED, owners: new Map(), open: new Map(), closed: new Set(), found: null }),
  step(state, event) {
    state.found = null
    state.place = placeIn(event) ?? state.place
    const move = factOf<MoveFact>(event, 'chain', 'move')
    if (move !== null) {
      const name = `${move.collection}/${move.token}`
      if (move.isMint && state.owners.has(name)) {
        state.found = { summary: `token ${move.token} was minted twice`, request: event.id, figures: { token: name } }
      }
      if (move.to === '') state.owners.delete(name)
      else state.owners.set(name, move.to)
    }
    const listing = factOf<ListingFact>(event, 'chain', 'listing')
    if (listing !== null) follow(state, listing, event.id)
    if (factOf<BlockFact>(event, 'chain', 'block') === null) return
    for (const [id, { token, request }] of state.open) {
      const owner = state.owners.get(token)
      if (owner === state.place.market) continue
      const summary = `listing ${id} is open, and its token belongs to ${nameIn(state.place, owner ?? 'nobody')}`
      state.found = {
        summary,
        request,
        did: 'The market listed a token that it does not hold',
        figures: { listing: id, token },
      }
    }
  },
  broken: ({ found }) => found,
  figures: ({ owners, open }) => ({ tokens: owners.size, listed: open.size }),
})

/** A listing ends once, and a buyer pays the price of the version that he has signed. */
export const agreedPrice = defineInvariant<State>({
  id: 'agreed-price',
  kind: 'safety',
  label: 'sold once, as agreed',
  statement:
    'A listing is sold at most once and not after it has ended, at the version and the price that the buyer has signed.',
  kinds: ['state'],
  create: () => ({ place: MODELLED, owners: new Map(), open: new Map(), closed: new Set(), found: null }),
  step(state, event) {
    state.found = null
    state.place = placeIn(event) ?? state.place
    const sale = factOf<SaleFact>(event, 'chain', 'sale')
    if (sale !== null) {
      const { statedVersion, statedPrice, price, version, listing, buyer } = sale
      if (price !== statedPrice || (statedVersion >= 0 && version !== statedVersion)) {
        const summary =
          `${nameIn(state.place, buyer)} signed for version ${statedVersion} of listing ${listing} at ${statedPrice}, ` +
          `and was sold version ${version} at ${price}`
        const figures = { listing, version, statedVersion, price, statedPrice }
        state.found = {
          summary,
          request: event.id,
          did: 'What the buyer had signed was not compared with the listing',
          figures,
        }
      }
    }
    const listing = factOf<ListingFact>(event, 'chain', 'listing')
    if (listing === null) return
    if (listing.what !== 'list' && state.closed.has(listing.listing)) {
      const summary = `listing ${listing.listing} had ended, and then came ${listing.what}`
      state.found = { summary, request: event.id, figures: { listing: listing.listing, what: listing.what } }
    }
    follow(state, listing, event.id)
  },
  broken: ({ found }) => found,
  figures: ({ closed }) => ({ ended: closed.size }),
})

function follow(
  state: State,
  { what, listing, version, price, collection, token }: ListingFact,
  request: number,
): void {
  if (what === 'list') state.open.set(listing, { token: `${collection}/${token}`, version, price, request })
  else if (what === 'update-price') Object.assign(state.open.get(listing) ?? {}, { version, price })
  else {
    state.open.delete(listing)
    state.closed.add(listing)
  }
}
