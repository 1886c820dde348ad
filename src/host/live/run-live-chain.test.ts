/** The marketplace on a real chain that this test starts: what it comes to, and that its recording is executed anew to the same hash. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { isChainThere, startRealChain, type RealChain } from '~/infra/chain/testing/real-node'
import { runOf } from '~/kernel/run'
import type { AnySimulation } from '~/kernel/simulation'
import marketplace from '~simulations/nft-marketplace/index'
import { runLive } from './run-live'
import { failedOf, playedInTime } from './testing/played-in-time'

/** Short and with little load: a test shares its machine. */
function shortened(durationMs: number, actions: readonly string[]): AnySimulation {
  const known = marketplace.scenarios.find(({ id }) => id === 'steady')!
  return { ...marketplace, scenarios: [{ ...known, durationMs, settleMs: 14_000, actions }] }
}

const QUICK = { blockMs: '1 s' }

// Building a wasmd takes a quarter of an hour: where there is none, what was not run is named.
describe.skipIf(!isChainThere())('a real chain', () => {
  let chain: RealChain

  beforeAll(async () => {
    chain = await startRealChain()
  })

  afterAll(() => chain?.stop())

  const stores = () => [{ kind: 'chain', url: chain.url, isDisposable: true }]

  test('tokens are minted, listed and sold on it, and the recording gives the same trace', async (context) => {
    const simulation = shortened(14_000, [])
    const run = runOf('nft-marketplace', { scenario: 'steady', settings: QUICK })
    const names = { suffix: 'feed0001' }
    const report = await playedInTime(context, simulation, () => runLive(simulation, run, { stores: stores(), names }))
    expect(failedOf(report)).toEqual([])
    expect(report.invariants.find(({ id }) => id === 'tables-follow')!.figures).toMatchObject({ tokens: expect.any(Number) as number }) // prettier-ignore
    console.log(
      JSON.stringify(report.invariants.map(({ id, figures }) => [id, figures])),
      report.removed,
      report.created,
      report.recording.completions.length,
      report.recording.lag,
      JSON.stringify(report.metrics).slice(0, 3000),
    )
  })
})
