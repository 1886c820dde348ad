/** L1 to L5: once everything is healed, every payment ends, and both sides agree. */
import { defineInvariant, type Evidence } from '~/kernel/invariant'
import type { Outside } from '~/kernel/unhealed'
import { WORKER_PSP_TIMEOUT_MS } from '../components/worker'
import type { ChargeFact, JournalFact, OutboxFact, PspFact, SettlementFact } from '../messages'
import { longestWaitMs, type Parameters } from '../parameters'
import { BOOK_KINDS, factOf, type Books } from './books'

/**
 * What is this young when the run ends is still within its time, in milliseconds: the longest pause between two attempts, and
 * an attempt.
 */
function graceMsOf(parameters: Parameters): number {
  return longestWaitMs(parameters) + 2 * WORKER_PSP_TIMEOUT_MS
}

/** True if nobody can settle: the worker is not healed, or the PSP is not. */
function isUnsettled(outside: Outside): boolean {
  return outside.has('worker') || outside.has('psp')
}

interface EndState {
  readonly recordedAtMs: Map<string, number>
  readonly dead: Set<string>
  nowMs: number
}

/** L1: every payment that was recorded ends: posted, voided, or with the dead letters. */
export function everyPaymentEnds(parameters: Parameters, books: Books, outside: Outside) {
  const graceMs = graceMsOf(parameters)
  return defineInvariant<EndState>({
    id: 'every-payment-ends',
    kind: 'liveness',
    label: 'every payment ends',
    statement: 'After healing every recorded payment is posted, voided, or among the dead letters.',
    kinds: ['state', 'phase'],
    create: () => ({ recordedAtMs: new Map(), dead: new Set(), nowMs: 0 }),
    step: (state, event) => {
      state.nowMs = event.t
      books.read(event)
      const journal = factOf<JournalFact>(event, 'ledger', 'journal')
      if (journal !== null && journal.kind === 'pending') state.recordedAtMs.set(journal.payment, event.t)
      const settlement = factOf<SettlementFact>(event, 'outbox', 'settlement')
      if (settlement === null) return
      if (settlement.outcome === 'dead-lettered') state.dead.add(settlement.payment)
      else state.dead.delete(settlement.payment)
    },
    broken: ({ recordedAtMs, dead, nowMs }) => {
      if (isUnsettled(outside)) return null
      const open = [...books.payments].filter(
        ([payment, { posted, voided }]) =>
          posted === undefined &&
          voided === undefined &&
          !dead.has(payment) &&
          recordedAtMs.get(payment)! < nowMs - graceMs,
      )
      const [first] = open
      if (first === undefined) return null
      const [payment, { recorded }] = first
      return {
        summary: `${open.length} payments never ended; the first, ${payment.slice(0, 8)}…, has been pending for ${((nowMs - recordedAtMs.get(payment)!) / 1000).toFixed(1)} s`,
        request: books.requestOf(payment),
        did: 'Nobody went on with the payment',
        measure: { value: open.length, bound: 0, unit: 'payments without an end' },
        figures: { open: open.length, payment, key: recorded.key },
      }
    },
    figures: ({ dead }) => ({ payments: books.payments.size, deadLettered: dead.size }),
  })
}

interface OutboxState {
  last: OutboxFact
  largest: number
}

/** L2: the outbox empties. */
export function outboxEmpties(parameters: Parameters, outside: Outside) {
  const graceMs = graceMsOf(parameters)
  return defineInvariant<OutboxState>({
    id: 'outbox-empties',
    kind: 'liveness',
    label: 'the outbox empties',
    statement: 'After healing nothing waits in the outbox for longer than an attempt takes.',
    kinds: BOOK_KINDS,
    create: () => ({ last: { waiting: 0, dead: 0, oldestMs: 0 }, largest: 0 }),
    step: (state, event) => {
      const fact = factOf<OutboxFact>(event, 'outbox', 'outbox')
      if (fact === null) return
      state.last = fact
      state.largest = Math.max(state.largest, fact.waiting)
    },
    broken: ({ last }) =>
      last.oldestMs <= graceMs || isUnsettled(outside)
        ? null
        : {
            summary: `${last.waiting} events wait in the outbox, the oldest for ${(last.oldestMs / 1000).toFixed(1)} s`,
            request: 0,
            did: 'Nobody took the event from the outbox',
            measure: { value: last.oldestMs, bound: graceMs, unit: 'ms in the outbox' },
            figures: { ...last },
          },
    figures: ({ last, largest }) => ({ waiting: last.waiting, largest, deadLetters: last.dead }),
  })
}

interface AgreementState {
  readonly capturedAtMs: Map<string, number>
  nowMs: number
}

/** L3: what the PSP has captured is what the ledger has posted. */
export function sidesAgree(parameters: Parameters, books: Books, outside: Outside) {
  const graceMs = graceMsOf(parameters)
  return defineInvariant<AgreementState>({
    id: 'sides-agree',
    kind: 'liveness',
    label: 'ledger and PSP agree',
    statement: 'After healing the difference between what the PSP captured and what the ledger posted is empty.',
    kinds: ['state', 'phase'],
    create: () => ({ capturedAtMs: new Map(), nowMs: 0 }),
    step: (state, event) => {
      state.nowMs = event.t
      books.read(event)
      if (event.key === 'capture') state.capturedAtMs.set((event.data as { payment: string }).payment, event.t)
    },
    broken: ({ capturedAtMs, nowMs }) => {
      const differences: string[] = []
      for (const [payment, captures] of books.captures) {
        // What was captured is posted in time if somebody can; what is posted was captured in any case.
        if (capturedAtMs.get(payment)! > nowMs - graceMs || isUnsettled(outside)) continue
        const posted = books.payments.get(payment)?.posted
        const captured = captures.reduce((sum, { amount }) => sum + amount, 0)
        if (posted?.amount !== captured) differences.push(payment)
      }
      for (const [payment, { posted }] of books.payments) {
        if (posted !== undefined && !books.captures.has(payment)) differences.push(payment)
      }
      const [first] = differences
      if (first === undefined) return null
      const posted = books.payments.get(first)?.posted?.amount ?? 0
      const captured = books.captures.get(first)?.reduce((sum, { amount }) => sum + amount, 0) ?? 0
      return {
        summary: `${differences.length} payments differ; for ${first.slice(0, 8)}… the PSP captured ${captured} and the ledger posted ${posted}, in minor units`,
        request: books.requestOf(first),
        did: 'The ledger and the PSP say different things of a payment',
        measure: { value: differences.length, bound: 0, unit: 'payments that differ' },
        figures: { differences: differences.length, payment: first, captured, posted },
      }
    },
    figures: () => ({ captured: books.captures.size }),
  })
}

interface ConflictState {
  readonly last: Map<string, { readonly fact: ChargeFact; readonly atMs: number; readonly sinceMs: number }>
  nowMs: number
}

/** A key may go on being in flight for a lease and a mark, and until somebody asks again, in milliseconds. */
const ASKING_MS = 2_000

/** L4: no key stays in flight for ever. */
export function noEndlessConflict(parameters: Parameters) {
  const { leaseMs, markMs } = parameters
  const limitMs = leaseMs + markMs + ASKING_MS
  return defineInvariant<ConflictState>({
    id: 'no-endless-conflict',
    kind: 'liveness',
    label: 'no 409 for ever',
    statement: 'A key whose request has died is taken over once its lease is over: no 409 lasts.',
    kinds: ['state', 'phase'],
    create: () => ({ last: new Map(), nowMs: 0 }),
    step: (state, event) => {
      state.nowMs = event.t
      const fact = factOf<ChargeFact>(event, 'api', 'charge')
      if (fact === null || fact.key === '') return
      const name = `${fact.tenant} ${fact.key}`
      const before = state.last.get(name)
      const sinceMs = before !== undefined && before.fact.status === 409 ? before.sinceMs : event.t
      state.last.set(name, { fact, atMs: event.t, sinceMs })
    },
    broken: ({ last }) => {
      const stuck = [...last.values()].filter(
        ({ fact, atMs, sinceMs }) => fact.status === 409 && atMs - sinceMs > limitMs,
      )
      const [first] = stuck
      if (first === undefined) return null
      return {
        summary: `${stuck.length} keys were still in flight when they were last asked for, ${first.fact.key.slice(0, 8)}… for ${((first.atMs - first.sinceMs) / 1000).toFixed(1)} s`,
        request: first.fact.request,
        did: 'The key stayed in flight: whoever asks is told 409',
        measure: { value: first.atMs - first.sinceMs, bound: limitMs, unit: 'ms in flight' },
        figures: { keys: stuck.length, key: first.fact.key },
      }
    },
    figures: ({ last }) => ({ keys: last.size }),
  })
}

interface UnknownState {
  readonly unknown: Set<string>
  /** Payments the PSP itself has spoken on, to whoever asked. */
  readonly told: Set<string>
  readonly guessed: Map<string, Evidence>
}

/** L5: what was unknown is resolved by the PSP's word. */
export const resolvedByAsking = defineInvariant<UnknownState>({
  id: 'resolved-by-asking',
  kind: 'liveness',
  label: 'unknown is asked, not guessed',
  statement: 'A payment whose charge had an unknown outcome ends only after the PSP has said what became of it.',
  kinds: ['state', 'reply'],
  arrows: ['worker~psp'],
  create: () => ({ unknown: new Set(), told: new Set(), guessed: new Map() }),
  step: (state, event) => {
    const psp = factOf<PspFact>(event, 'api', 'psp') ?? factOf<PspFact>(event, 'worker', 'psp')
    if (psp !== null && psp.outcome === 'unknown') state.unknown.add(psp.payment)
    if (psp !== null && (psp.outcome === 'captured' || psp.outcome === 'declined')) state.told.add(psp.payment)
    // The report is the PSP's word, too.
    if (event.kind === 'reply' && event.arrow === 'worker~psp' && Array.isArray(event.data)) {
      for (const { payment } of event.data as { payment: string }[]) state.told.add(payment)
    }
    const journal = factOf<JournalFact>(event, 'ledger', 'journal')
    if (journal === null || journal.kind === 'pending') return
    const { payment, kind } = journal
    if (!state.unknown.has(payment) || state.told.has(payment)) return
    state.guessed.set(payment, {
      summary: `payment ${payment.slice(0, 8)}… was ${kind} although nobody knew what the PSP had done`,
      request: event.id,
      did: 'The payment was ended by a guess',
      decided: event.n,
      figures: { payment, kind },
    })
  },
  broken: ({ guessed }) => {
    const [first] = guessed.values()
    return first === undefined ? null : { ...first, figures: { ...first.figures, guessed: guessed.size } }
  },
  figures: ({ unknown }) => ({ unknown: unknown.size }),
})
