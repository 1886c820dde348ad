/** What the pages of the web app ask the Read API. */

/** Tokens on offer, the newest first. */
export const OFFERS = `query Offers($first: Int!, $after: String) {
  offers(first: $first, after: $after) {
    edges { node { id version price seller collection { address name } token { tokenId uri owner } } }
    pageInfo { hasNextPage endCursor }
  }
}`

/** What somebody owns and has not put on offer. */
export const OWNED = `query Owned($owner: String!) {
  tokens(owner: $owner, first: 30) { edges { node { tokenId uri collection { address } } } }
}`

/** What somebody has on offer. */
export const SELLING = `query Selling($seller: String!) {
  offers(seller: $seller, first: 30) { edges { node { id version price } } }
}`

/** A listing that is on offer. */
export interface Offer {
  readonly id: number
  readonly version: number
  /** In the smallest coin, as digits. */
  readonly price: string
  readonly seller: string
  readonly collection: { readonly address: string; readonly name: string }
  readonly token: { readonly tokenId: string; readonly uri: string; readonly owner: string }
}

export interface OwnedToken {
  readonly tokenId: string
  readonly uri: string
  readonly collection: { readonly address: string }
}

/** The nodes of a connection in an answer; none if it is not there. */
export function nodesOf<Node>(data: Readonly<Record<string, unknown>> | null, field: string): Node[] {
  const connection = data?.[field] as { readonly edges: readonly { readonly node: Node }[] } | undefined
  return connection?.edges.map(({ node }) => node) ?? []
}
