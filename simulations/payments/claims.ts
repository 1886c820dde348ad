/** The four claims of the drawing, each with what switches it off and what shows that it was needed. */
import type { ClaimId } from '~/kernel/diagram'
import type { ClaimProof, Mutant } from '~/kernel/simulation'
import type diagram from './diagram'

/** How each claim is executed. */
export const claims: { readonly [Id in ClaimId<typeof diagram>]: ClaimProof } = {
  'required-key': {
    safeguard: 'An Idempotency-Key is required, and honoured for 24 hours',
    scenario: 'client-retries',
    invariant: 'one-charge',
    without: 'Every request is a charge of its own',
    hypothesis: 'Half of the clients ask again: every key is charged once.',
    decision: {
      box: 'api',
      file: 'charge-work.ts',
      line: "key: without('required-key') ? drawKey",
      did: 'The retry gets a key of its own: it is another charge',
    },
  },
  'postgres-truth': {
    safeguard: 'A unique constraint in Postgres decides; Redis is the fast path',
    scenario: 'redis-flush',
    invariant: 'one-charge',
    without: 'Redis alone knows which keys were used',
    hypothesis: 'Redis is flushed, fails over and crashes: every key is still charged once.',
    decision: {
      box: 'api',
      file: 'charge-work.ts',
      line: 'return this.take({ ...this.of, key: drawKey(',
      did: 'Redis has forgotten the key, and nothing else is asked',
    },
  },
  'one-transaction': {
    safeguard: 'Ledger, idempotency and outbox rows are one transaction',
    scenario: 'api-crash',
    invariant: 'one-event',
    without: 'Three commits, one after the other',
    hypothesis: 'The API dies at every step: there is never a payment without its event.',
    decision: {
      box: 'api',
      file: 'charge-work.ts',
      line: "without('one-transaction') ? splitRecord(values)",
      did: 'The payment is committed, and its event is not',
    },
  },
  'outbox-retry': {
    safeguard: 'A worker settles from the outbox, with backoff, jitter and a dead end',
    scenario: 'psp-outage',
    invariant: 'every-payment-ends',
    without: 'The API calls the PSP again and again, and gives up',
    hypothesis: 'The PSP is down for ten seconds: every payment is settled afterwards, or ends with the dead letters.',
    decision: {
      box: 'api',
      file: 'charge-work.ts',
      line: "without('outbox-retry') ? DIRECT_TRIES : 1",
      did: 'The API tries by itself and gives up: nobody settles it later',
      fact: { key: 'charge' },
    },
  },
}

/** Defects that show that every invariant notices something. */
export const mutants: Readonly<Record<string, Mutant>> = {
  'unchecked-payload': {
    statement: 'The payload is not compared: the same key with another amount gets the old answer.',
    breaks: 'same-answer',
    scenario: 'client-retries',
  },
  'lost-cent': {
    statement: 'A cent is lost when an amount is divided, and the database does not check.',
    breaks: 'balanced',
    scenario: 'steady',
  },
  'timeout-is-success': {
    statement: 'A PSP that does not answer is taken to have been paid.',
    breaks: 'truthful-answers',
    scenario: 'psp-timeout-charged',
  },
  'no-state-guard': {
    statement:
      'A payment that was voided is posted when the PSP turns out to have been paid: neither code nor database mind.',
    breaks: 'legal-transitions',
    scenario: 'psp-timeout-charged',
  },
  'mark-first': {
    statement: 'The relay marks an event as done, and then publishes it.',
    breaks: 'one-event',
    scenario: 'psp-outage',
  },
  'call-first': {
    statement: 'The PSP is called before the payment is recorded.',
    breaks: 'no-ghost-money',
    scenario: 'steady',
  },
  'fresh-psp-key': {
    statement: 'The worker draws a new PSP key for every attempt.',
    breaks: 'one-psp-key',
    scenario: 'psp-timeout-charged',
  },
  'no-attempt-cap': {
    statement: 'Poison is tried for ever.',
    breaks: 'outbox-empties',
    scenario: 'poison',
  },
  'timeout-is-failure': {
    statement: 'A PSP that does not answer is taken not to have been paid.',
    breaks: 'sides-agree',
    scenario: 'psp-timeout-charged',
  },
  'no-reconciliation': {
    statement: 'Nobody compares the ledger with the PSP.',
    breaks: 'sides-agree',
    scenario: 'lossy-failover',
  },
  'endless-lease': {
    statement: 'A claim has no end: who dies with one keeps it.',
    breaks: 'no-endless-conflict',
    scenario: 'api-crash',
  },
  'guess-unknown': {
    statement: 'The worker guesses that what is unknown was paid.',
    breaks: 'resolved-by-asking',
    scenario: 'psp-timeout-charged',
  },
}
