/** The ticket office, put together. */
import { defineInvariant, type Evidence } from '~/kernel/invariant'
import type { Rng } from '~/kernel/random'
import type { Arrival } from '~/kernel/scenario'
import { defineSimulation } from '~/kernel/simulation'
import { createShelfBox } from '../sixth-store/box'
import { kind as shelf } from '../sixth-store/kind'
import { createFans, createOffice, type SoldFact } from './components'
import source from './components.ts?raw'
import diagram from './diagram'
import { walk } from './walk'

const code = [{ name: 'components.ts', language: 'typescript', text: source }] as const

/** Ten fans within two milliseconds, twenty times a second. */
function* crowds(rng: Rng): Generator<Arrival> {
  for (let atMs = 50; ; atMs += 50) {
    const times = Array.from({ length: 10 }, () => atMs + rng.float() * 2).toSorted((a, b) => a - b)
    for (const each of times) yield { atMs: each, box: 'fans', message: { type: 'come' } }
  }
}

const soldOnce = defineInvariant<{ seats: Map<number, number>; found: Evidence | null }>({
  id: 'sold-once',
  kind: 'safety',
  label: 'each seat sold once',
  statement: 'No seat is sold to two fans.',
  kinds: ['state'],
  create: () => ({ seats: new Map(), found: null }),
  step: (state, event) => {
    state.found = null
    if (event.key !== 'sold') return
    const { seat, request } = event.data as unknown as SoldFact
    const first = state.seats.get(seat)
    if (first === undefined) state.seats.set(seat, request)
    else state.found = { summary: `seat ${seat} was sold twice`, request, others: [first], figures: { seat } }
  },
  broken: ({ found }) => found,
})

export default defineSimulation({
  diagram,
  parameters: {},
  boot: async ({ chosen }) => ({ chosen }),
  components: {
    fans: createFans,
    office: (context, { without }) => createOffice(context, without('one-step')),
    seats: (context, { servers }) => createShelfBox(context, servers.chosen),
  },
  stores: { seats: shelf },
  verbs: {},
  scenarios: [
    {
      id: 'crowds',
      title: 'Crowds',
      hypothesis: 'Ten fans ask at the same moment, and get ten seats.',
      durationMs: 4_000,
      settleMs: 1_000,
      load: crowds,
      actions: [],
    },
  ],
  claims: {
    'one-step': {
      safeguard: 'The plan finds and takes a seat in one step',
      scenario: 'crowds',
      invariant: 'sold-once',
      without: 'Look for a free seat, then mark it',
      hypothesis: 'However many ask together, no seat is sold twice.',
    },
  },
  mutants: {},
  invariants: () => [soldOnce],
  reading: {
    kinds: ['state', 'info', 'fail'],
    count: ({ key }) => (key === 'sold' ? { box: 'office', counter: 'sold' } : null),
    tone: ({ kind, key, arrow }) =>
      key === 'sold' ? 'allowed' : kind !== 'state' && arrow === 'fans~office' ? 'unknown' : null,
    line: (box, { receivedRate, sentRate, unknownRate }) => ({
      text: `${Math.round(Math.max(receivedRate, sentRate))}/s`,
      tone: box === 'fans' && unknownRate > 0 ? 'unknown' : 'allowed',
    }),
  },
  code: { fans: code, office: code, seats: [] },
  walk,
})
