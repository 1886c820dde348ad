/** S4, S7 and S8: what clients are told, what the PSP is asked for, and by which key. */
import { defineInvariant, type Evidence } from '~/kernel/invariant'
import type { AnswerFact, Capture, PspFact } from '../messages'
import { formatMoney } from '../money'
import { BOOK_KINDS, factOf, type Books } from './books'

interface BookState {
  checked: number
  found: Evidence | null
}

const createState = (): BookState => ({ checked: 0, found: null })

/** S4: a 2xx that a client sees is backed by a committed row, and a 201 by the PSP as well. */
export function truthfulAnswers(books: Books) {
  return defineInvariant<BookState>({
    id: 'truthful-answers',
    kind: 'safety',
    label: 'a 2xx is true',
    statement: 'A client that sees a 2xx has a committed payment; one that sees a 201 has paid at the PSP.',
    kinds: BOOK_KINDS,
    create: createState,
    step: (state, event) => {
      state.found = null
      books.read(event)
      const answer = factOf<AnswerFact>(event, 'client', 'answer')
      if (answer === null || answer.status >= 300 || answer.payment === null) return
      state.checked++
      const { payment, status } = answer
      const isRecorded = books.everRecorded.has(payment)
      const isCaptured = books.captures.has(payment)
      if (isRecorded && (status !== 201 || isCaptured)) return
      const lack = isRecorded ? 'the PSP has not captured it' : 'the ledger does not hold it'
      state.found = {
        summary: `a client was told ${status} for payment ${payment.slice(0, 8)}…, and ${lack}`,
        request: event.id,
        did: 'A client was told that it has paid',
        figures: { payment, status, isRecorded, isCaptured },
      }
    },
    broken: ({ found }) => found,
    figures: ({ checked }) => ({ answers: checked }),
  })
}

/** S7: the PSP captures nothing that was not recorded before. */
export function noGhostMoney(books: Books) {
  return defineInvariant<BookState>({
    id: 'no-ghost-money',
    kind: 'safety',
    label: 'no ghost money',
    statement: 'The PSP captures only what the ledger had recorded before, in the same amount.',
    kinds: BOOK_KINDS,
    create: createState,
    step: (state, event) => {
      state.found = null
      books.read(event)
      const capture = factOf<Capture>(event, 'psp', 'capture')
      if (capture === null) return
      state.checked++
      const payment = books.payments.get(capture.payment)
      const isRecorded = books.everRecorded.has(capture.payment)
      if (isRecorded && (payment === undefined || payment.recorded.amount === capture.amount)) return
      state.found = {
        summary: `the PSP captured ${formatMoney(capture.amount, capture.currency)} for payment ${capture.payment.slice(0, 8)}…, which the ledger has not recorded`,
        request: event.id,
        did: 'The PSP was asked for money that nobody had recorded',
        figures: { payment: capture.payment, pspKey: capture.pspKey },
      }
    },
    broken: ({ found }) => found,
    figures: ({ checked }) => ({ captures: checked }),
  })
}

interface KeyState {
  readonly keys: Map<string, string>
  attempts: number
  found: Evidence | null
}

/** S8: whoever charges, and however often, one payment has one key at the PSP. */
export const onePspKey = defineInvariant<KeyState>({
  id: 'one-psp-key',
  kind: 'safety',
  label: 'one PSP key per payment',
  statement: 'Every attempt to charge a payment, by the API or by the worker, carries the same key to the PSP.',
  kinds: BOOK_KINDS,
  create: () => ({ keys: new Map(), attempts: 0, found: null }),
  step: (state, event) => {
    state.found = null
    const fact = factOf<PspFact>(event, 'api', 'psp') ?? factOf<PspFact>(event, 'worker', 'psp')
    if (fact === null || fact.call !== 'charge') return
    state.attempts++
    const { payment, pspKey } = fact
    const first = state.keys.get(payment)
    if (first === undefined) state.keys.set(payment, pspKey)
    if (first === undefined || first === pspKey) return
    state.found = {
      summary: `payment ${payment.slice(0, 8)}… was sent to the PSP under a second key`,
      request: event.id,
      did: 'Another attempt carried another key',
      figures: { payment, first, second: pspKey },
    }
  },
  broken: ({ found }) => found,
  figures: ({ attempts }) => ({ attempts }),
})
