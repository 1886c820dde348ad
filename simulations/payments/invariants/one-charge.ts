/** S1: one charge for each key, at the PSP and in the ledger. */
import { defineInvariant, type Evidence } from '~/kernel/invariant'
import type { Capture, JournalFact } from '../messages'
import { formatMoney } from '../money'
import { factOf } from './books'

interface State {
  readonly captured: Map<string, { readonly request: number; readonly payment: string; count: number }>
  readonly posted: Map<string, Set<string>>
  captures: number
  found: Evidence | null
}

function nameOf({ tenant, key, chargeNo }: Pick<Capture, 'tenant' | 'key' | 'chargeNo'>): string {
  return `${tenant} ${key} #${chargeNo}`
}

/** At most one capture and one posting for each tenant and key, as long as the key lives. */
export const oneCharge = defineInvariant<State>({
  id: 'one-charge',
  kind: 'safety',
  label: 'one charge per key',
  statement: 'The PSP captures at most once, and the ledger posts at most once, for each tenant and Idempotency-Key.',
  kinds: ['state'],
  create: () => ({ captured: new Map(), posted: new Map(), captures: 0, found: null }),
  step: (state, event) => {
    state.found = null
    const capture = factOf<Capture>(event, 'psp', 'capture')
    if (capture !== null && capture.key !== '') {
      state.captures++
      const name = nameOf(capture)
      const known = state.captured.get(name)
      if (known === undefined) {
        state.captured.set(name, { request: event.id, payment: capture.payment, count: 1 })
        return
      }
      known.count++
      state.found = {
        summary: `${capture.tenant} was charged ${known.count} times for key ${capture.key.slice(0, 8)}…: ${formatMoney(capture.amount, capture.currency)} again`,
        request: event.id,
        others: [known.request],
        did: 'The PSP captured a second time for one key',
        measure: { value: known.count, bound: 1, unit: 'captures for one key' },
        figures: { key: capture.key, captures: known.count, payments: [known.payment, capture.payment] },
      }
    }
    const journal = factOf<JournalFact>(event, 'ledger', 'journal')
    if (journal === null || journal.kind !== 'posted') return
    const postings = state.posted.get(nameOf(journal)) ?? new Set()
    state.posted.set(nameOf(journal), postings.add(journal.payment))
    if (postings.size < 2) return
    state.found = {
      summary: `the ledger holds ${postings.size} posted charges for key ${journal.key.slice(0, 8)}… of ${journal.tenant}`,
      request: event.id,
      did: 'The ledger posted a second charge for one key',
      measure: { value: postings.size, bound: 1, unit: 'postings for one key' },
      figures: { key: journal.key, payments: [...postings] },
    }
  },
  broken: ({ found }) => found,
  figures: ({ captures }) => ({ captures }),
})
