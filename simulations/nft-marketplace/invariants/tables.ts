/** S5, S6, S7: what the tables hold is what the chain did, block by block. */
import { md5 } from '@noble/hashes/legacy.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import { defineInvariant, type Evidence } from '~/kernel/invariant'
import { factOf, type BlockFact, type ListingFact, type MoveFact, type WrittenFact } from '../facts'
import { MODELLED, placeIn } from '../place-fact'
import { isFollowed } from '../projectable'

/** What the tables should hold after a block. */
interface Expected {
  readonly events: number
  readonly owners: string
  readonly offers: string
  /** A request that this block did something for. */
  readonly request: number
}

interface State {
  collections: readonly string[]
  readonly owners: Map<string, string>
  readonly offers: Map<number, string>
  readonly expected: Map<number, Expected>
  events: number
  request: number
  chainHeight: number
  written: number
  found: Evidence | null
}

/** Blocks are written in order, each once, none left out. */
export const noGap = defineInvariant<{
  written: number
  blocks: Map<number, number>
  request: number
  found: Evidence | null
}>({
  id: 'no-gap',
  kind: 'safety',
  label: 'no block is left out',
  statement: 'The tables take in every block, each once and in order.',
  kinds: ['state'],
  create: () => ({ written: 0, blocks: new Map(), request: 0, found: null }),
  step(state, event) {
    state.found = null
    state.written = placeIn(event)?.height ?? state.written
    if (event.kind === 'state' && event.node === 'chain' && event.id > 0) state.request = event.id
    const block = factOf<BlockFact>(event, 'chain', 'block')
    if (block !== null) {
      state.blocks.set(block.height, state.request)
      state.request = 0
    }
    const row = factOf<WrittenFact>(event, 'postgres', 'written')
    if (row === null) return
    const expected = state.written + 1
    state.written = row.height
    if (row.height === expected) return
    const missed = row.height - expected
    const request =
      [...state.blocks].find(([height, id]) => height >= expected && height < row.height && id > 0)?.[1] ?? 0
    const summary =
      missed > 0
        ? `block ${row.height} was written after block ${expected - 1}: ${missed} of them are missing`
        : `block ${row.height} was written a second time`
    const measure = { value: Math.abs(missed), bound: 0, unit: missed > 0 ? 'blocks left out' : 'blocks written again' }
    state.found = {
      summary,
      request,
      decided: event.n,
      did: 'It wrote what it was told, and did not ask for what it was not',
      measure,
      figures: { height: row.height, expected },
    }
  },
  broken: ({ found }) => found,
  figures: ({ written }) => ({ written }),
})

/** After each block the tables hold what the chain has done up to it, and nothing else. */
export const tablesFollow = defineInvariant<State>({
  id: 'tables-follow',
  kind: 'safety',
  label: 'tables = chain',
  statement:
    'Owners, offers and events of the followed collections in the tables after a block are those of the chain at that height.',
  kinds: ['state'],
  create: () => ({
    collections: MODELLED.collections,
    owners: new Map(),
    offers: new Map(),
    expected: new Map(),
    events: 0,
    request: 0,
    chainHeight: 0,
    written: 0,
    found: null,
  }),
  step(state, event) {
    state.found = null
    state.collections = placeIn(event)?.collections ?? state.collections
    const move = factOf<MoveFact>(event, 'chain', 'move')
    if (move !== null && isFollowed(state.collections, move.collection, move.token)) {
      const name = `${move.collection}/${move.token}`
      if (move.to === '') state.owners.delete(name)
      else state.owners.set(name, move.to)
      // The market says of every token that it mints itself.
      if (move.isMint) state.events++
      if (event.id > 0) state.request = event.id
    }
    const listing = factOf<ListingFact>(event, 'chain', 'listing')
    if (listing !== null && isFollowed(state.collections, listing.collection, listing.token)) {
      state.events++
      if (event.id > 0) state.request = event.id
      offer(state.offers, listing)
    }
    const block = factOf<BlockFact>(event, 'chain', 'block')
    if (block !== null) {
      state.expected.set(block.height, expectedOf(state))
      state.events = 0
      state.request = 0
    }
    const row = factOf<WrittenFact>(event, 'postgres', 'written')
    if (row !== null) state.found = compare(state, row)
  },
  broken: ({ found }) => found,
  figures: ({ owners, offers, written }) => ({ tokens: owners.size, offers: offers.size, written }),
})

function offer(offers: Map<number, string>, { what, listing, version, price }: ListingFact): void {
  if (what === 'sale' || what === 'delist') offers.delete(listing)
  else offers.set(listing, `${listing}.${version}=${price}`)
}

function expectedOf({ owners, offers, events, request }: State): Expected {
  const owned = [...owners].map(([token, owner]) => `${token}=${owner}`)
  const offered = [...offers].toSorted(([a], [b]) => a - b).map(([, text]) => text)
  return { events, owners: digest(owned.toSorted(byToken)), offers: digest(offered), request }
}

/** In the order of the database: by collection, then by token, each byte by byte. */
function byToken(a: string, b: string): number {
  const [tokenA, tokenB] = [a.slice(0, a.indexOf('=')), b.slice(0, b.indexOf('='))]
  return tokenA < tokenB ? -1 : tokenA > tokenB ? 1 : 0
}

function digest(parts: readonly string[]): string {
  return bytesToHex(md5(utf8ToBytes(parts.join(','))))
}

function compare(state: State, row: WrittenFact): Evidence | null {
  const expected = state.expected.get(row.height)
  state.written = row.height
  if (expected === undefined) {
    const summary = `block ${row.height} is in the tables, and the chain has not made it`
    return { summary, request: 0, figures: { height: row.height } }
  }
  const differ = (['events', 'owners', 'offers'] as const).filter((name) => row[name] !== expected[name])
  for (const height of state.expected.keys()) if (height < row.height) state.expected.delete(height)
  if (differ.length === 0) return null
  return {
    summary: `after block ${row.height} the tables are not what the chain is: ${differ.join(' and ')} differ`,
    request: expected.request,
    did: 'What was written is not what the block says',
    measure: { value: row.events, bound: expected.events, unit: `events written of block ${row.height}` },
    figures: { height: row.height, events: row.events, expectedEvents: expected.events },
  }
}
