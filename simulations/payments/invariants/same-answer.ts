/** S2: a key has one answer. */
import { defineInvariant, type Evidence } from '~/kernel/invariant'
import type { ChargeFact, FailoverFact } from '../messages'
import { factOf } from './books'

/** Answers that are stored with the key; the others say that nothing was decided, or that the request was wrong. */
const STORED = new Set([201, 202, 402])

interface State {
  readonly answers: Map<string, ChargeFact>
  compared: number
  found: Evidence | null
}

/** The same key and payload get the same status and body; the same key with another payload does not. */
export const sameAnswer = defineInvariant<State>({
  id: 'same-answer',
  kind: 'safety',
  label: 'one answer per key',
  statement: 'A key is answered with the same status and body every time; with another payload it gets 422.',
  kinds: ['state'],
  create: () => ({ answers: new Map(), compared: 0, found: null }),
  step: (state, event) => {
    state.found = null
    const failover = factOf<FailoverFact>(event, 'ledger', 'failover')
    // A standby that lacks answers gives them anew: the same charge, but perhaps at another stage.
    if (failover !== null && failover.lostMs > 0) state.answers.clear()
    const fact = factOf<ChargeFact>(event, 'api', 'charge')
    if (fact === null || fact.key === '' || !STORED.has(fact.status)) return
    const name = `${fact.tenant} ${fact.key} #${fact.chargeNo}`
    const first = state.answers.get(name)
    if (first === undefined) {
      state.answers.set(name, fact)
      return
    }
    state.compared++
    const isSamePayload = first.fingerprint === fact.fingerprint
    if (isSamePayload && first.status === fact.status && first.body === fact.body) return
    state.found = {
      summary: isSamePayload
        ? `key ${fact.key.slice(0, 8)}… was answered ${first.status} and then ${fact.status}`
        : `key ${fact.key.slice(0, 8)}… was used with another payload and answered ${fact.status} instead of 422`,
      request: fact.request,
      others: [first.request],
      did: 'The API answered a repetition otherwise than the first time',
      figures: { first: first.body, second: fact.body },
    }
  },
  broken: ({ found }) => found,
  figures: ({ compared }) => ({ repetitions: compared }),
})
