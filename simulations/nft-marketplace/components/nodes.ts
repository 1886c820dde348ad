/** Rows of the projections as the schema has them: nodes, and connections with a cursor for each. */
import type { SqlRow } from '~/infra/postgres/port'
import { cursorOf, type Page } from './pages'

/** Offers of a page as a connection. */
export function offerConnection(page: Page): object {
  return connection(page, offerNode, ({ id }) => String(id))
}

/** Tokens of a page as a connection. */
export function tokenConnection(page: Page): object {
  return connection(page, tokenNode, (row) => `${String(row['collection'])}/${String(row['token_id'])}`)
}

function connection(page: Page, nodeOf: (row: SqlRow) => object, idOf: (row: SqlRow) => string): object {
  const edges = page.rows.map((row) => ({ node: nodeOf(row), cursor: cursorOf(idOf(row)) }))
  return { edges, pageInfo: { hasNextPage: page.hasNextPage, endCursor: edges.at(-1)?.cursor ?? null } }
}

function offerNode(row: SqlRow): object {
  const { id, version, price, seller } = row
  return { id: Number(id), version, price, seller, collection: collectionNode(row), token: tokenNode(row) }
}

function tokenNode(row: SqlRow): object {
  const { token_id: tokenId, uri, owner } = row
  return { tokenId, uri, owner, collection: collectionNode(row) }
}

function collectionNode({ collection: address, collection_name: name }: SqlRow): object {
  return { address, name }
}
