/** The scenarios: load, timed faults, and the sentence each is meant to show. */
import type { Scenario } from '~/kernel/scenario'
import { createLoad, type Habits } from './load'

/** Long enough for a transaction to end one way or the other, and for the indexer to catch up. */
const SETTLE_MS = 60_000

interface Told {
  readonly id: string
  readonly title: string
  readonly hypothesis: string
  readonly durationMs: number
  readonly actions: readonly string[]
  readonly habits?: Habits
}

const told: readonly Told[] = [
  {
    id: 'steady',
    title: 'Steady trade',
    hypothesis: 'Mints, listings and sales go through blocks, and every page follows one block behind.',
    durationMs: 60_000,
    actions: [],
  },
  {
    id: 'silent-socket',
    title: 'Silent subscription',
    hypothesis: 'The doorbell goes silent and is dropped: the indexer looks itself, and no block is missing.',
    durationMs: 72_000,
    actions: ['silent-socket:chain@14000-38000', 'drop-sockets:chain@40000', 'refuse-socket:chain@40000-50000'],
  },
]

export const scenarios: readonly Scenario[] = told.map(({ habits, ...each }) => ({
  ...each,
  settleMs: SETTLE_MS,
  load: createLoad(habits),
}))
