/** The four claims of the drawing, each with what switches it off and what shows that it was needed. */
import type { ClaimId } from '~/kernel/diagram'
import type { ClaimProof, Mutant } from '~/kernel/simulation'
import type diagram from './diagram'

/** How each claim is executed. */
export const claims: { readonly [Id in ClaimId<typeof diagram>]: ClaimProof } = {
  'per-dependency': {
    safeguard: 'One breaker for each dependency',
    scenario: 'recovery-stampede',
    invariant: 'isolation',
    without: 'One breaker for everything that leaves a node',
    hypothesis: 'The vendor goes down: orders are paid and tiles are fetched as before.',
    decision: {
      box: 'orders-breaker',
      file: 'breaker-box.ts',
      line: "without('per-dependency') ? (sidecar.breaker",
      did: 'One breaker for all: a neighbour’s failures open it',
      fact: { key: 'breaker', says: { dependency: 'shared', to: 'open' }, isFirst: true },
    },
  },
  'timeout-order': {
    safeguard: 'A try ends before its caller gives up',
    scenario: 'caller-timeout',
    invariant: 'cuts-in-time',
    without: 'A timeout of five seconds, whoever is waiting',
    hypothesis: 'Payments hang and callers wait 250 ms: the breakers see it and open.',
    decision: {
      box: 'orders-breaker',
      file: 'breaker-box.ts',
      line: "if (without('timeout-order')) return CARELESS_TRY_MS",
      did: 'A try may take five seconds: its caller is gone before it fails',
    },
  },
  'jittered-recovery': {
    safeguard: 'Every breaker waits a time of its own',
    scenario: 'recovery-stampede',
    invariant: 'recovers',
    without: 'All wait equally long',
    hypothesis: 'The vendor comes back cold: its callers come back one after another, and it stays up.',
    decision: {
      box: 'pricing-breaker',
      file: 'breaker-box.ts',
      line: "...(without('jittered-recovery')",
      did: 'All breakers wait equally long, and come back together',
      fact: { key: 'breaker', says: { from: 'open', to: 'half-open' }, isFirst: true },
    },
  },
  'safe-fallbacks': {
    safeguard: 'Only reads have a fallback',
    scenario: 'write-during-outage',
    invariant: 'honest-answers',
    without: 'An order that cannot be paid is confirmed all the same',
    hypothesis: 'Payments is down: every order that is confirmed was charged.',
    decision: {
      box: 'orders',
      file: 'orders.ts',
      line: "if (without('safe-fallbacks'))",
      did: 'The order cannot be paid, and is confirmed all the same',
    },
  },
}

/** Defects that show that the other invariants notice something, too. */
export const mutants: Readonly<Record<string, Mutant>> = {
  'unlimited-probes': {
    statement: 'A half-open breaker lets everything through.',
    breaks: 'open-admits-none',
    scenario: 'vendor-brown-out',
  },
  'shared-pool': {
    statement: 'All dependencies share one bulkhead on each node.',
    breaks: 'isolation',
    scenario: 'vendor-brown-out',
  },
  'no-deadline': {
    statement: 'The edge waits twenty seconds, whatever its caller does.',
    breaks: 'within-deadline',
    scenario: 'caller-timeout',
  },
  'unbudgeted-retries': {
    statement: 'Reads are tried up to four times, without a budget.',
    breaks: 'retry-budget',
    scenario: 'retry-storm',
  },
  'nested-retries': {
    statement: 'The pricing service tries again around its breaker, which tries again itself.',
    breaks: 'amplification',
    scenario: 'retry-storm',
  },
  'count-4xx': {
    statement: 'Business errors count as failures.',
    breaks: 'honest-answers',
    scenario: 'declined-cards',
  },
  'old-fallbacks': {
    statement: 'Stale values are served however old they are.',
    breaks: 'honest-answers',
    scenario: 'maps-down',
  },
  forgetful: {
    statement: 'A breaker that has closed forgets how often it opened, and one call is volume enough to judge.',
    breaks: 'bounded-flapping',
    scenario: 'flapping',
  },
  'hasty-judge': {
    statement: 'One call is volume enough to judge.',
    breaks: 'justified-transitions',
    scenario: 'flapping',
  },
  'no-probing': {
    statement: 'An open breaker waits for an hour.',
    breaks: 'closes-again',
    scenario: 'payments-errors',
  },
  'no-probe-timeout': {
    statement: 'Calls have no timeout, and nobody misses a probe that is lost.',
    breaks: 'never-stuck',
    scenario: 'probe-lost',
  },
}
