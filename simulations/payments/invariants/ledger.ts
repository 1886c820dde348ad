/** S3, S5 and S6: what the ledger commits balances, moves on legally, and has its event. */
import { defineInvariant, type Evidence } from '~/kernel/invariant'
import type { FailoverFact, JournalFact, SettlementFact } from '../messages'
import { BOOK_KINDS, factOf, type Books } from './books'

interface BalanceState {
  journals: number
  found: Evidence | null
}

/** S3: every journal sums to zero, by layer and currency, when it is committed. */
export const balanced = defineInvariant<BalanceState>({
  id: 'balanced',
  kind: 'safety',
  label: 'debits equal credits',
  statement: 'At every commit the entries of each journal sum to zero, by currency, pending and posted apart.',
  kinds: BOOK_KINDS,
  create: () => ({ journals: 0, found: null }),
  step: (state, event) => {
    state.found = null
    const journal = factOf<JournalFact>(event, 'ledger', 'journal')
    if (journal === null) return
    state.journals++
    const sums = new Map<string, number>()
    for (const [, layer, amount, currency] of journal.entries) {
      const name = `${layer} ${currency}`
      sums.set(name, (sums.get(name) ?? 0) + amount)
    }
    const off = [...sums].find(([, sum]) => sum !== 0)
    if (off === undefined && journal.entries.length >= 2) return
    const [name, sum] = off ?? ['its entries', 0]
    state.found = {
      summary: `journal ${journal.cursor} does not balance: ${name} sums to ${sum}`,
      request: event.id,
      did: 'The ledger committed a journal that does not balance',
      measure: { value: Math.abs(Number(sum)), bound: 0, unit: 'minor units off' },
      figures: { journal: journal.cursor, payment: journal.payment, entries: journal.entries.length },
    }
  },
  broken: ({ found }) => found,
  figures: ({ journals }) => ({ journals }),
})

interface TransitionState {
  readonly states: Map<string, JournalFact['kind']>
  readonly cursors: Map<string, number>
  found: Evidence | null
}

/** S5: a payment is pending first, and then posted or voided, once. */
export const legalTransitions = defineInvariant<TransitionState>({
  id: 'legal-transitions',
  kind: 'safety',
  label: 'legal transitions only',
  statement: 'A payment goes from pending to posted or to voided, once, and never from there.',
  kinds: BOOK_KINDS,
  create: () => ({ states: new Map(), cursors: new Map(), found: null }),
  step: (state, event) => {
    state.found = null
    const failover = factOf<FailoverFact>(event, 'ledger', 'failover')
    if (failover !== null && failover.lostMs > 0) forgetAfter(state, failover.feedCursor)
    const journal = factOf<JournalFact>(event, 'ledger', 'journal')
    if (journal === null) return
    const before = state.states.get(journal.payment)
    state.states.set(journal.payment, journal.kind)
    state.cursors.set(`${journal.payment} ${journal.kind}`, journal.cursor)
    if (before === (journal.kind === 'pending' ? undefined : 'pending')) return
    state.found = {
      summary: `payment ${journal.payment.slice(0, 8)}… went from ${before ?? 'nothing'} to ${journal.kind}`,
      request: event.id,
      did: 'The ledger committed a step that is not allowed',
      figures: { payment: journal.payment, from: before ?? '', to: journal.kind },
    }
  },
  broken: ({ found }) => found,
  figures: ({ states }) => ({ payments: states.size }),
})

/** After a fail-over that lost writes the transitions it took back may happen again. */
function forgetAfter({ states, cursors }: TransitionState, cursor: number): void {
  for (const payment of states.keys()) {
    const isKept = (kind: string) => (cursors.get(`${payment} ${kind}`) ?? Infinity) <= cursor
    const kept = (['voided', 'posted', 'pending'] as const).find(isKept)
    if (kept === undefined) states.delete(payment)
    else states.set(payment, kept)
  }
}

interface EventState {
  readonly delivered: Set<string>
  readonly posted: Set<string>
  found: Evidence | null
}

/** S6: the event is committed with the payment, and has its effect after it was published or answered. */
export function oneEvent(books: Books) {
  return defineInvariant<EventState>({
    id: 'one-event',
    kind: 'safety',
    label: 'one event per payment',
    statement:
      'With every payment exactly one event is committed, and it takes effect by what the PSP said, not before it.',
    kinds: BOOK_KINDS,
    create: () => ({ delivered: new Set(), posted: new Set(), found: null }),
    step: (state, event) => {
      state.found = null
      books.read(event)
      const settlement = factOf<SettlementFact>(event, 'outbox', 'settlement')
      if (settlement !== null) state.delivered.add(settlement.payment)
      const journal = factOf<JournalFact>(event, 'ledger', 'journal')
      if (journal === null) return
      const { payment, kind, events } = journal
      const figures = { payment, events }
      if (events !== 1) {
        const what = events === 0 ? 'without an event' : `with ${events} events`
        state.found = {
          summary: `payment ${payment.slice(0, 8)}… was committed ${what}`,
          request: event.id,
          did: 'The payment and its event were not committed together',
          measure: {
            value: events,
            bound: 1,
            unit: 'events with the payment',
            ...(events === 0 ? { isLeast: true as const } : {}),
          },
          figures,
        }
      } else if (kind === 'posted' && !books.captures.has(payment)) {
        const summary = `the event of payment ${payment.slice(0, 8)}… took effect and the PSP has not been paid`
        const did = 'The event took effect before the PSP had said anything'
        state.found = { summary, request: event.id, did, figures }
      }
    },
    broken: ({ found }) => found,
    figures: ({ delivered }) => ({ payments: books.everRecorded.size, published: delivered.size }),
  })
}
