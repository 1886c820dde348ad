/** Every scenario shows what it promises, and holds all the same: one in which nothing happens would prove nothing. */
import { expect, test } from 'vitest'
import { runToEnd } from '~/host/node'
import { runOf } from '~/kernel/run'
import type { TraceEvent } from '~/kernel/trace'
import simulation from './index'
import type { BlockFact, IntentFact, TxFact } from './facts'

/** What a run has shown. */
interface Seen {
  /** How often each fact was stated, by box and key. */
  readonly facts: Map<string, number>
  readonly crashes: Set<string>
  readonly blocks: BlockFact[]
  readonly txs: TxFact[]
  /** Messages that were lost, by arrow. */
  readonly lost: Map<string, number>
  /** Transactions of which a page said that no block will have them. */
  expired: number
  mostEventsInABlock: number
  longestWithoutBlockMs: number
  placeholders: number
}

/** With a block each second, which shows in a sixth of the time what six-second blocks do. */
async function play(scenario: string): Promise<Seen> {
  const seen: Seen = {
    facts: new Map(), crashes: new Set(), blocks: [], txs: [], lost: new Map(), expired: 0,
    mostEventsInABlock: 0, longestWithoutBlockMs: 0, placeholders: 0,
  } // prettier-ignore
  let blockMs = 0
  const step = ({ kind, key, node, arrow, data, t }: TraceEvent) => {
    if (kind === 'crash') seen.crashes.add(node)
    if (kind === 'drop') seen.lost.set(arrow, (seen.lost.get(arrow) ?? 0) + 1)
    if (kind !== 'state') return
    seen.facts.set(`${node} ${key}`, (seen.facts.get(`${node} ${key}`) ?? 0) + 1)
    if (key === 'tx') seen.txs.push(data as TxFact)
    if (key === 'shown' && (data as { readonly placeholder: boolean }).placeholder) seen.placeholders++
    if (key === 'intent' && (data as IntentFact).outcome === 'expired') seen.expired++
    if (key === 'indexed') {
      seen.mostEventsInABlock = Math.max(seen.mostEventsInABlock, (data as { readonly events: number }).events)
    }
    if (key === 'block') {
      seen.blocks.push(data as BlockFact)
      seen.longestWithoutBlockMs = Math.max(seen.longestWithoutBlockMs, t - blockMs)
      blockMs = t
    }
  }
  const { durationMs } = simulation.scenarios.find(({ id }) => id === scenario)!
  const run = runOf(simulation.diagram.id, { scenario, seed: 3, settings: { blockMs: '1 s' }, durationMs })
  const { invariants } = await runToEnd(simulation, run, { observers: [{ step }] })
  expect(invariants.filter(({ held }) => !held)).toEqual([])
  return seen
}

const stated = ({ facts }: Seen, fact: string) => facts.get(fact) ?? 0
const refused = ({ txs }: Seen) => txs.filter(({ code }) => code !== 0).length
const lost = ({ lost }: Seen, arrow: string) => lost.get(arrow) ?? 0

const promises: Readonly<Record<string, (seen: Seen) => void>> = {
  steady: (seen) => {
    expect(stated(seen, 'chain sale')).toBeGreaterThan(10)
    expect(stated(seen, 'web shown')).toBeGreaterThan(10)
  },
  'hot-drop': (seen) => expect(Math.max(...seen.blocks.map(({ txs }) => txs))).toBeGreaterThan(10),
  'buy-against-cancel': (seen) => expect(refused(seen)).toBeGreaterThan(0),
  'buy-against-price': (seen) => expect(refused(seen)).toBeGreaterThan(0),
  'unpayable-royalty': (seen) => expect(stated(seen, 'chain held')).toBeGreaterThan(3),
  'away-and-back': (seen) => {
    expect(stated(seen, 'chain move')).toBeGreaterThan(20)
    expect(stated(seen, 'chain sale')).toBeGreaterThan(0)
  },
  burst: (seen) => expect(seen.mostEventsInABlock).toBeGreaterThan(100),
  'silent-socket': (seen) => expect(stated(seen, 'indexer indexer')).toBeGreaterThan(1),
  'indexer-crash': (seen) => expect(seen.crashes).toContain('indexer'),
  pruned: (seen) => {
    expect(seen.crashes).toContain('indexer')
    expect(stated(seen, 'indexer indexed')).toBe(seen.blocks.length - 1)
  },
  'rogue-contract': (seen) => expect(seen.txs.length).toBeGreaterThan(10),
  'duplicate-inclusion': (seen) => expect(refused(seen)).toBeGreaterThan(0),
  'reply-lost': (seen) => expect(lost(seen, 'web~chain')).toBeGreaterThan(10),
  evicted: (seen) => expect(seen.expired).toBeGreaterThan(0),
  'index-lag': (seen) => expect(stated(seen, 'chain sale')).toBeGreaterThan(0),
  'two-tabs': (seen) => expect(stated(seen, 'chain tx')).toBeGreaterThan(50),
  'gateway-lies': (seen) => expect(seen.placeholders).toBeGreaterThan(0),
  'stale-cache': (seen) => expect(seen.crashes).toContain('cache'),
  halt: (seen) => expect(seen.longestWithoutBlockMs).toBeGreaterThan(20_000),
}

test.each(simulation.scenarios.map(({ id }) => id))('%s', async (scenario) => {
  const promise = promises[scenario]
  expect(promise, `${scenario} promises nothing here`).toBeDefined()
  promise!(await play(scenario))
})
