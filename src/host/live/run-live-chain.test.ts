/** The marketplace on a chain outside of the run: what it comes to, and that its recording is executed anew to the same hash. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startFakeNode } from '~/infra/chain/testing/fake-node'
import { isChainThere, startRealChain, type RealChain } from '~/infra/chain/testing/real-node'
import type { LiveControl } from '~/kernel/live'
import { runOf } from '~/kernel/run'
import type { AnySimulation } from '~/kernel/simulation'
import marketplace from '~simulations/nft-marketplace/index'
import { runLive, type LiveReport } from './run-live'
import { failedOf, playedInTime } from './testing/played-in-time'

/** Short: a test shares its machine. */
function shortened(durationMs: number, settleMs: number, actions: readonly string[] = []): AnySimulation {
  const known = marketplace.scenarios.find(({ id }) => id === 'steady')!
  return { ...marketplace, scenarios: [{ ...known, durationMs, settleMs, actions }] }
}

const QUICK = { blockMs: '1 s' }

function figuresOf({ invariants }: LiveReport, id: string): Readonly<Record<string, unknown>> {
  return invariants.find((each) => each.id === id)!.figures as Readonly<Record<string, unknown>>
}

test('on a node of this process, whose chain is called otherwise, everything holds, and the recording gives the same trace', async (context) => {
  const node = await startFakeNode({ blockMs: 400 })
  try {
    const simulation = shortened(4_000, 4_000)
    const run = runOf('nft-marketplace', { scenario: 'steady', settings: QUICK })
    const stores = [{ kind: 'chain', url: node.url, isDisposable: true }]
    const report = await playedInTime(context, simulation, () => runLive(simulation, run, { stores }))
    expect(failedOf(report)).toEqual([])
    expect(figuresOf(report, 'tables-follow')['tokens']).toBeGreaterThan(1)
    expect(report.recording.stores['chain']!.told).toMatchObject({ chainId: 'fake-7', contracts: { length: 4 } })
    expect(report.removed.join()).toMatch(
      /nothing from fake-7, where 27 accounts, codes \d+, \d+, \d+ and contracts market /,
    )
  } finally {
    await node.stop()
  }
})

// Building a wasmd takes a quarter of an hour: where there is none, what was not run is named.
describe.skipIf(!isChainThere())('a real chain', () => {
  let chain: RealChain

  beforeAll(async () => {
    chain = await startRealChain()
  })

  afterAll(() => chain?.stop())

  const stores = () => [{ kind: 'chain', url: chain.url, isDisposable: true }]

  test('tokens are minted, listed and sold on it, and the recording gives the same trace', async (context) => {
    const simulation = shortened(14_000, 14_000)
    const run = runOf('nft-marketplace', { scenario: 'steady', settings: QUICK })
    const report = await playedInTime(context, simulation, () => runLive(simulation, run, { stores: stores() }))
    expect(failedOf(report)).toEqual([])
    expect(figuresOf(report, 'tables-follow')['tokens']).toBeGreaterThan(3)
    expect(figuresOf(report, 'sale-atomic')['sales']).toBeGreaterThan(0)
  })

  test('a node that is killed and comes back: what was sent ends, and the tables follow', async (context) => {
    const control: LiveControl = {
      refusal: ({ action }) => (action.verb === 'crash' ? undefined : 'this test can only kill'),
      begin: async () => {
        await chain.kill()
        return null
      },
      end: () => chain.start(),
    }
    const simulation = shortened(16_000, 16_000, ['crash:chain@5000-8000'])
    const run = runOf('nft-marketplace', { scenario: 'steady', settings: QUICK })
    const report = await playedInTime(context, simulation, () =>
      runLive(simulation, run, { stores: stores(), control }),
    )
    expect(failedOf(report)).toEqual([])
    expect(report.leftOut).toEqual([])
    expect(figuresOf(report, 'tables-follow')['tokens']).toBeGreaterThan(1)
  })
})
