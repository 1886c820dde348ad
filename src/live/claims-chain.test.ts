/** Claims that stand on the chain, on a real one: each comes to the engine's verdict, with its safeguard and without. */
import { describe } from 'vitest'
import { isChainThere } from '~/infra/chain/testing/real-node'
import { sidesOf, testOnSharedServers, type ShortClaim } from './testing/claims-in-time'

/** A token is minted in one block, listed in a later one and sold in the next. */
const MARKET = { id: 'nft-marketplace', load: ['rate:web=6@0'], settings: { blockMs: '1 s' }, settleMs: 12_000 }
const CLAIMS: readonly ShortClaim[] = [
  { ...MARKET, claim: 'on-chain-escrow', durationMs: 14_000 },
  { ...MARKET, claim: 'projections', durationMs: 10_000 },
]
/** Runs that are played at the same time, on one chain: each has accounts and contracts of its own. */
const SIDE_BY_SIDE = 2

const sides = (await Promise.all(CLAIMS.map(sidesOf))).flat()

// Building a wasmd takes a quarter of an hour: where there is none, what was not run is named.
describe.skipIf(!isChainThere())('on a real chain the verdict is the engine’s', () => {
  // A process has one PostgreSQL of its own, and so one run at a time.
  testOnSharedServers(sides, ['chain', 'postgres'], SIDE_BY_SIDE)
})
