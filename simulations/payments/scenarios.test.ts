/** Every scenario shows what it promises: one in which nothing happens would prove nothing. */
import { expect, test } from 'vitest'
import { runToEnd } from '~/host/node'
import { runOf, type Run } from '~/kernel/run'
import type { TraceEvent } from '~/kernel/trace'
import simulation from './index'
import type { ChargeFact, OutboxFact, PspFact, SettlementFact } from './messages'

/** What a run has shown. */
interface Seen {
  readonly charges: ChargeFact[]
  readonly psp: PspFact[]
  readonly settlements: SettlementFact[]
  readonly outbox: OutboxFact[]
  readonly facts: Map<string, number>
  readonly crashes: Set<string>
  /** Messages to the ledger of each request, before and in all. */
  readonly trips: Map<number, { beforePsp: number; all: number; hasCalled: boolean }>
}

async function play(scenario: string): Promise<Seen> {
  const seen: Seen = {
    charges: [], psp: [], settlements: [], outbox: [], facts: new Map(), crashes: new Set(), trips: new Map(),
  } // prettier-ignore
  const run: Run = runOf('payments', { scenario, seed: 11, 
  }) // prettier-ignore
  const step = ({ kind, key, node, arrow, id, data }: TraceEvent) => {
    if (kind === 'crash') seen.crashes.add(node)
    if (kind === 'send' && id > 0 && (arrow === 'api~ledger' || arrow === 'api~psp')) {
      const trips = seen.trips.get(id) ?? { beforePsp: 0, all: 0, hasCalled: false }
      seen.trips.set(id, trips)
      if (arrow === 'api~psp') trips.hasCalled = true
      else {
        trips.all++
        if (!trips.hasCalled) trips.beforePsp++
      }
    }
    if (kind !== 'state') return
    seen.facts.set(key, (seen.facts.get(key) ?? 0) + 1)
    if (key === 'charge') seen.charges.push(data as ChargeFact)
    else if (key === 'psp') seen.psp.push(data as PspFact)
    else if (key === 'settlement') seen.settlements.push(data as SettlementFact)
    else if (key === 'outbox') seen.outbox.push(data as OutboxFact)
  }
  const { invariants } = await runToEnd(simulation, run, { observers: [{ step }] })
  expect(invariants.filter(({ held }) => !held)).toEqual([])
  return seen
}

const answered = ({ charges }: Seen, status: number) => charges.filter((fact) => fact.status === status).length
const replayed = ({ charges }: Seen) => charges.filter((fact) => fact.replayed).length
const settled = ({ settlements }: Seen, outcome: string) =>
  settlements.filter((fact) => fact.outcome === outcome).length

const promises: Readonly<Record<string, (seen: Seen) => void>> = {
  steady: (seen) => {
    expect(answered(seen, 201)).toBeGreaterThan(400)
    expect(answered(seen, 402)).toBeGreaterThan(5)
    const trips = [...seen.trips.values()].filter(({ hasCalled }) => hasCalled)
    expect(trips.length).toBeGreaterThan(400)
    // Claim and record; the answer is the third.
    expect(Math.max(...trips.map(({ beforePsp }) => beforePsp))).toBe(2)
    expect(Math.max(...trips.map(({ all }) => all))).toBe(3)
  },
  'client-retries': (seen) => {
    expect(replayed(seen)).toBeGreaterThan(50)
    expect(answered(seen, 422)).toBeGreaterThan(10)
  },
  disconnect: (seen) => expect(answered(seen, 409) + replayed(seen)).toBeGreaterThan(50),
  duplicates: (seen) => {
    expect(answered(seen, 409)).toBeGreaterThan(100)
    expect(replayed(seen)).toBeGreaterThan(100)
  },
  'redis-flush': (seen) => {
    expect(replayed(seen)).toBeGreaterThan(50)
    expect(seen.crashes).toContain('keys')
  },
  'api-crash': (seen) => {
    expect(seen.crashes).toContain('api')
    expect(replayed(seen) + answered(seen, 409)).toBeGreaterThan(3)
  },
  'publish-crash': (seen) => {
    expect(seen.crashes).toContain('outbox')
    expect(Math.max(...seen.settlements.map(({ attempt }) => attempt))).toBeGreaterThan(1)
  },
  'psp-outage': (seen) => {
    expect(answered(seen, 202)).toBeGreaterThan(200)
    expect(settled(seen, 'captured')).toBeGreaterThan(200)
  },
  'psp-timeout-charged': (seen) => {
    expect(seen.psp.filter(({ definite }) => !definite).length).toBeGreaterThan(50)
    expect(seen.psp.filter(({ call, outcome }) => call === 'status' && outcome === 'captured').length).toBeGreaterThan(
      20,
    )
  },
  'psp-throttles': (seen) => expect(settled(seen, 'captured')).toBeGreaterThan(50),
  poison: (seen) => {
    expect(settled(seen, 'dead-lettered')).toBe(4)
    expect(seen.facts.get('redrive')).toBe(1)
    expect(seen.outbox.at(-1)).toMatchObject({ dead: 0 })
  },
  'key-expiry': (seen) => {
    expect(seen.charges.filter(({ chargeNo, status }) => chargeNo === 2 && status === 201).length).toBeGreaterThan(20)
  },
  'database-trouble': (seen) => {
    expect(answered(seen, 503)).toBeGreaterThan(20)
    expect(seen.crashes).toContain('ledger')
  },
  'lossy-failover': (seen) => {
    expect(seen.facts.get('failover')).toBe(2)
    expect(seen.facts.get('reconciliation')).toBeGreaterThan(5)
  },
}

test('every scenario promises something', () => {
  expect(Object.keys(promises)).toEqual(simulation.scenarios.map(({ id }) => id))
})

test.each(simulation.scenarios)('$id: $hypothesis', async ({ id }) => {
  promises[id]!(await play(id))
})
