/** The scenarios: load, timed faults, and the sentence each is meant to show. */
import type { Scenario } from '~/kernel/scenario'
import { API_STEPS } from './components/api'
import { createLoad } from './load'

/** Long enough for every backoff, lease and reconciliation to run out. */
const SETTLE_MS = 20_000

/** Every step once, a second and a bit apart; by turns the one process and the other. */
const CRASHES = API_STEPS.map((step, index) => `crash-at:api=${step}@${1_000 + index * 1_200}`)

/** The scenarios of the pipeline, the first being the default. */
export const scenarios: readonly Scenario[] = [
  {
    id: 'steady',
    title: 'Steady',
    hypothesis: 'Thirty orders a second are charged within the request; what is declined is voided.',
    durationMs: 20_000,
    settleMs: SETTLE_MS,
    load: createLoad(),
    actions: [],
  },
  {
    id: 'client-retries',
    title: 'Clients ask again',
    hypothesis: 'Whoever asks again with the same key gets the same answer, and has paid once.',
    durationMs: 12_000,
    settleMs: SETTLE_MS,
    load: createLoad({ again: 0.5, changes: 0.1 }),
    actions: ['reply-lost:client~api=0.3@2000-8000'],
  },
  {
    id: 'disconnect',
    title: 'Disconnect before the answer',
    hypothesis: 'A client that hangs up and asks again finds its charge under way, or done.',
    durationMs: 10_000,
    settleMs: SETTLE_MS,
    load: createLoad({ hangUps: 0.5 }),
    actions: [],
  },
  {
    id: 'duplicates',
    title: 'Concurrent duplicates',
    hypothesis: 'Of three requests that arrive together one is worked on; the others get 409 and then its answer.',
    durationMs: 10_000,
    settleMs: SETTLE_MS,
    load: createLoad({ duplicates: 0.4 }),
    actions: [],
  },
  {
    id: 'redis-flush',
    title: 'Redis is flushed',
    hypothesis: 'The fast path forgets every key; the unique constraint does not.',
    durationMs: 12_000,
    settleMs: SETTLE_MS,
    load: createLoad({ again: 0.5, againAfterMs: 1_000, duplicates: 0.2 }),
    actions: ['flush:keys@3000', 'failover:keys=1000@5000', 'flush:keys@7000', 'crash:keys@8500-9500'],
  },
  {
    id: 'api-crash',
    title: 'The API dies at every step',
    hypothesis: 'Wherever a process dies, whoever asks again goes on from there: nothing is half done.',
    durationMs: 14_000,
    settleMs: SETTLE_MS,
    load: createLoad(),
    actions: CRASHES,
  },
  {
    id: 'publish-crash',
    title: 'The relay dies around publishing',
    hypothesis: 'An event that was published and not yet marked is published again, and has its effect once.',
    durationMs: 10_000,
    settleMs: SETTLE_MS,
    load: createLoad(),
    actions: [
      'timeout-charged:psp=0.4@500-8000',
      'crash-at:outbox=before-publish@2000',
      'crash-at:outbox=after-publish@4000',
      'crash-at:outbox=after-publish@6000',
    ],
  },
  {
    id: 'psp-outage',
    title: 'The PSP is down',
    hypothesis:
      'For ten seconds nothing can be charged: clients get 202, and the worker settles it once the PSP is back.',
    durationMs: 14_000,
    settleMs: SETTLE_MS,
    load: createLoad(),
    actions: ['crash:psp@2000-12000'],
  },
  {
    id: 'psp-timeout-charged',
    title: 'The PSP charges and does not answer',
    hypothesis: 'An unknown outcome is neither a failure nor a success: the PSP is asked, and says that it was paid.',
    durationMs: 10_000,
    settleMs: SETTLE_MS,
    load: createLoad(),
    actions: ['timeout-charged:psp=0.5@1000-7000', 'server-errors:psp=0.3@4000-8000'],
  },
  {
    id: 'psp-throttles',
    title: 'The PSP throttles',
    hypothesis: 'What is refused with 429 waits with growing, jittered pauses instead of hammering.',
    durationMs: 12_000,
    settleMs: SETTLE_MS,
    load: createLoad(),
    actions: ['throttle:psp=12@2000-8000'],
  },
  {
    id: 'poison',
    title: 'Poison, dead letters, redrive',
    hypothesis: 'What nobody can read goes to the dead letters at once, blocks nobody, and is settled after a redrive.',
    durationMs: 12_000,
    settleMs: SETTLE_MS,
    load: createLoad(),
    actions: ['timeout-charged:psp=0.4@500-6000', 'poison:outbox=4@2000', 'redrive:outbox@9000'],
  },
  {
    id: 'key-expiry',
    title: 'Keys expire',
    hypothesis: 'A retry that comes after its key has expired is a new charge: that is what the time to live means.',
    durationMs: 10_000,
    settleMs: SETTLE_MS,
    load: createLoad({ again: 0.3, againAfterMs: 2_500 }),
    actions: ['key-ttl:api=1500@0'],
  },
  {
    id: 'database-trouble',
    title: 'The database is in trouble',
    hypothesis:
      'Lost commits, deadlocks, a full disk and a fail-over: what was confirmed stays, what was not is asked again.',
    durationMs: 14_000,
    settleMs: SETTLE_MS,
    load: createLoad({ rate: 20 }),
    actions: [
      'lost-at-commit:ledger=0.2@1000-3000',
      'lost-before-commit:ledger=0.2@2500-4500',
      'serialization:ledger=0.3@4000-6000',
      'deadlock:ledger=0.2@5000-7000',
      'disk-full:ledger@8000-8600',
      'failover:ledger=0@10000',
      'crash:ledger@11500-12000',
    ],
  },
  {
    id: 'lossy-failover',
    title: 'A fail-over that loses writes',
    hypothesis: 'The ledger forgets half a second; reconciliation writes again what the PSP has captured.',
    durationMs: 10_000,
    settleMs: SETTLE_MS,
    load: createLoad(),
    actions: ['failover:ledger=500@4000', 'failover:ledger=800@7000'],
  },
]
