/** Claims that stand on the chain, on a real one: each comes to the engine's verdict, with its safeguard and without. */
import { afterAll, beforeAll, describe } from 'vitest'
import { isChainThere } from '~/infra/chain/testing/real-node'
import type { LocalStack } from './local/stack'
import { PLAYED_MS_MAX, playSideBySide, sidesOf, startServers, stackOf, testVerdicts, type Outcome, type ShortClaim, type Side } from './testing/claims-in-time' // prettier-ignore

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
  let servers: LocalStack
  let outcomes: ReadonlyMap<Side, Outcome>

  beforeAll(async () => {
    // A process has one PostgreSQL of its own, and so one run at a time.
    servers = await startServers('chain', 'postgres')
    outcomes = await playSideBySide(
      sides,
      Array.from({ length: SIDE_BY_SIDE }, () => stackOf(servers)),
    )
  }, PLAYED_MS_MAX)
  afterAll(() => servers.stop())

  testVerdicts(sides, () => outcomes)
})
