/**
 * The marketplace: how fast it runs at 20 visits a second, how many blocks and events it indexes a second, and what one page of offers
 * takes from the projections beside asking the chain itself, in questions and in time of the run. Both are measured in this process.
 */
import { nodeHost } from '~/host/node'
import { parseAction } from '~/kernel/action'
import { createEngine } from '~/kernel/engine'
import { runOf } from '~/kernel/run'
import { vocabularyOf } from '~/kernel/simulation'
import type { TraceEvent } from '~/kernel/trace'
import type { IndexedFact, PageFact, TxFact } from '~simulations/nft-marketplace/facts'
import simulation from '~simulations/nft-marketplace/index'

const RATE = 20
const RUN_MS = 60_000
const SETTLE_MS = 12_000

interface Pages {
  readonly questions: number
  readonly virtualMs: number
}

/** One run, and what its facts say. */
async function run(without: readonly string[]) {
  const vocabulary = vocabularyOf(simulation)
  const actions = [parseAction(`rate:web=${RATE}@0`, vocabulary)]
  const seen = { txs: 0, blocks: 0, events: 0, pages: [] as PageFact[] }
  const startedAt = performance.now()
  const engine = await createEngine(
    simulation,
    runOf(simulation.diagram.id, {
      scenario: 'steady',
      seed: 7,
      without,
      actions,
      durationMs: RUN_MS,
      settleMs: SETTLE_MS,
    }),
    nodeHost,
  )
  engine.observe({
    step({ kind, key, data }: TraceEvent) {
      if (kind !== 'state') return
      if (key === 'tx' && (data as TxFact).code === 0) seen.txs++
      if (key === 'page') seen.pages.push(data as PageFact)
      if (key !== 'indexed') return
      seen.blocks++
      seen.events += (data as IndexedFact).events
    },
  })
  await engine.advance(RUN_MS + SETTLE_MS, Infinity)
  const wallMs = performance.now() - startedAt
  return { ...seen, wallMs }
}

/** What a page of offers takes: of full pages the median. */
function pagesOf(pages: readonly PageFact[]): Pages {
  const full = pages.filter(({ query, listings }) => query === 'Offers' && listings.length > 0)
  return { questions: median(full.map(({ sql }) => sql)), virtualMs: round(median(full.map(({ ms }) => ms))) }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}

const projections = await run([])
const chain = await run(['projections'])
const seconds = projections.wallMs / 1_000
process.stdout.write(
  JSON.stringify({
    what: `nft-marketplace at ${RATE} visits a second, blocks of 6 s, in Node; a minute of load and ${SETTLE_MS / 1_000} s of calm`,
    timesRealTime: round((RUN_MS + SETTLE_MS) / projections.wallMs),
    transactionsIncluded: projections.txs,
    blocksIndexedPerSecond: round(projections.blocks / seconds),
    eventsIndexedPerSecond: round(projections.events / seconds),
    onePageOfOffers: { fromProjections: pagesOf(projections.pages), fromTheChain: pagesOf(chain.pages) },
  }),
)
