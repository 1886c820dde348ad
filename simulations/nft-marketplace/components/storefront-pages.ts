/** What a visitor's page reads of the Read API: what is his, all of it, and as many pages of what is on offer as he has asked for. */
import type { Context } from '~/kernel/component'
import type { GraphQLRequest, GraphQLResponse } from '../messages'
import { nextIn, nodesOf, OFFERS, OWNED, SELLING, type Offer, type OwnedToken } from './queries'

const API_TIMEOUT_MS = 2_000
/** So many offers one page of the list has. */
export const OFFERS_SHOWN = 12
/** So much of what is one's own is asked for at once, and at most so often. */
const OWN_AT_ONCE = 100
const OWN_PAGES_MAX = 5

/** What was read. The heights are those of the oldest answer: newer ones are at least as true. */
export interface StorefrontPages {
  /** What others offer, the newest first. */
  readonly offers: readonly Offer[]
  readonly hasMore: boolean
  /** What the visitor has on offer himself, and what he owns besides. */
  readonly selling: readonly Offer[]
  readonly owned: readonly OwnedToken[]
  readonly indexedHeight: number
  readonly chainHeight: number
}

/** @param pages so many of what is on offer */
export async function readStorefront(
  { call }: Pick<Context<'api'>, 'call'>,
  address: string,
  request: number,
  pages: number,
): Promise<StorefrontPages> {
  const heights = { indexedHeight: Infinity, chainHeight: 0 }

  async function ask(operation: string, query: string, variables: GraphQLRequest['variables']) {
    const message: GraphQLRequest = { type: 'graphql', request, operation, query, variables }
    const { data, extensions } = await call<GraphQLResponse>('api', message, { timeoutMs: API_TIMEOUT_MS })
    heights.indexedHeight = Math.min(heights.indexedHeight, extensions.indexedHeight)
    heights.chainHeight = Math.max(heights.chainHeight, extensions.chainHeight)
    return data
  }

  /** Reads one page after the other. */
  async function list<Node>(
    field: string,
    [operation, query]: readonly [string, string],
    variables: GraphQLRequest['variables'],
    pagesMax: number,
  ): Promise<{ readonly nodes: Node[]; readonly hasMore: boolean }> {
    const nodes: Node[] = []
    let after: string | undefined
    for (let page = 0; page < pagesMax; page++) {
      const data = await ask(operation, query, after === undefined ? variables : { ...variables, after })
      nodes.push(...nodesOf<Node>(data, field))
      after = nextIn(data, field)
      if (after === undefined) break
    }
    return { nodes, hasMore: after !== undefined }
  }

  const offers = await list<Offer>('offers', ['Offers', OFFERS], { first: OFFERS_SHOWN }, pages)
  const own = { first: OWN_AT_ONCE }
  const selling = await list<Offer>('offers', ['Selling', SELLING], { ...own, seller: address }, OWN_PAGES_MAX)
  const owned = await list<OwnedToken>('tokens', ['Owned', OWNED], { ...own, owner: address }, OWN_PAGES_MAX)
  return {
    // His own stand among what is his, however old they are.
    offers: offers.nodes.filter(({ seller }) => seller !== address),
    hasMore: offers.hasMore,
    selling: selling.nodes,
    owned: owned.nodes,
    ...heights,
  }
}
