/** What the pages of the web app ask the Read API. */

const OFFER = 'id version price seller collection { address name } token { tokenId uri owner }'
const PAGE_INFO = 'pageInfo { hasNextPage endCursor }'

/** Tokens on offer, the newest first. */
export const OFFERS = `query Offers($first: Int!, $after: String) {
  offers(first: $first, after: $after) { edges { node { ${OFFER} } } ${PAGE_INFO} }
}`

/** What somebody owns and has not put on offer. */
export const OWNED = `query Owned($owner: String!, $first: Int = 30, $after: String) {
  tokens(owner: $owner, first: $first, after: $after) { edges { node { tokenId uri collection { address } } } ${PAGE_INFO} }
}`

/** What somebody has on offer. */
export const SELLING = `query Selling($seller: String!, $first: Int = 30, $after: String) {
  offers(seller: $seller, first: $first, after: $after) { edges { node { ${OFFER} } } ${PAGE_INFO} }
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

/** A page of a list, as a connection has it. */
interface Connection<Node> {
  readonly edges: readonly { readonly node: Node }[]
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null }
}

/** The nodes of a connection in an answer; none if it is not there. */
export function nodesOf<Node>(data: Readonly<Record<string, unknown>> | null, field: string): Node[] {
  return connectionIn<Node>(data, field)?.edges.map(({ node }) => node) ?? []
}

/** The cursor by which the page after this one is asked for; undefined if there is none. */
export function nextIn(data: Readonly<Record<string, unknown>> | null, field: string): string | undefined {
  const info = connectionIn(data, field)?.pageInfo
  return info?.hasNextPage === true ? (info.endCursor ?? undefined) : undefined
}

function connectionIn<Node>(
  data: Readonly<Record<string, unknown>> | null,
  field: string,
): Connection<Node> | undefined {
  return data?.[field] as Connection<Node> | undefined
}
