/** Pages of the Read API: one statement each, whose rows have all that the page shows. */
import type { PostgresClient, SqlRow } from '~/infra/postgres/port'
import { isText } from '../projectable'
import offersSql from '../sql/offers.sql?raw'
import ownedSql from '../sql/owned.sql?raw'

/** A page at its height. */
export interface Page {
  readonly height: number
  readonly chainHeight: number
  readonly rows: readonly SqlRow[]
  readonly hasNextPage: boolean
}

/** The most that a page shows. */
export const PAGE_MAX = 100
const NO_HEIGHT = -1

/**
 * What is on offer.
 * @param knownHeight the height of a page that is at hand; if it is still that, no rows come, and the answer is `current`
 */
export async function offersPage(
  database: Pick<PostgresClient, 'query'>,
  {
    first,
    after,
    seller = '',
  }: { readonly first: number; readonly after?: string | undefined; readonly seller?: string | undefined },
  knownHeight = NO_HEIGHT,
): Promise<Page | 'current'> {
  checkText(seller)
  const count = pageSize(first)
  const before = after === undefined ? Number.MAX_SAFE_INTEGER : Number(idIn(after, LISTING))
  const { rows } = await database.query(offersSql, [before, seller, count + 1, knownHeight])
  return rows[0]!['is_current'] === true ? 'current' : pageOf(rows, count, 'id')
}

/** What somebody owns. */
export async function ownedPage(
  database: Pick<PostgresClient, 'query'>,
  { owner, first, after }: { readonly owner: string; readonly first: number; readonly after?: string | undefined },
): Promise<Page> {
  checkText(owner)
  const count = pageSize(first)
  const [collection = '', token = ''] = after === undefined ? [] : idIn(after, TOKEN).split('/')
  const { rows } = await database.query(ownedSql, [owner, collection, token, count + 1])
  return pageOf(rows, count, 'token_id')
}

/** A cursor is the place it stands for, in base 64: opaque, and stable while rows come and go. */
export function cursorOf(id: string): string {
  return btoa(id)
}

/** What stands in the cursors of either list. Anybody can send anything as one. */
const LISTING = /^\d{1,15}$/
const TOKEN = /^[0-9a-z]+\/[^\0]+$/

function idIn(cursor: string, shape: RegExp): string {
  const id = /^[A-Za-z0-9+/=]+$/.test(cursor) && cursor.length % 4 === 0 ? atob(cursor) : ''
  if (!shape.test(id)) throw new Error('after is a cursor of an earlier page')
  return id
}

function checkText(address: string): void {
  if (!isText(address)) throw new Error('an address has a character that no address has')
}

function pageSize(first: number): number {
  if (!Number.isInteger(first) || first < 1 || first > PAGE_MAX)
    throw new Error(`first is a number from 1 to ${PAGE_MAX}`)
  return first
}

function pageOf(rows: readonly SqlRow[], count: number, key: string): Page {
  const { height, chain_height: chainHeight } = rows[0]!
  const found = rows.filter((row) => row[key] !== null)
  const page = found.slice(0, count)
  return { height: Number(height), chainHeight: Number(chainHeight), rows: page, hasNextPage: found.length > count }
}
