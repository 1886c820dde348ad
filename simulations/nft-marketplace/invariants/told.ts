/** L2: what a page tells of a transaction is what the chain did with it. */
import { defineInvariant, type Evidence } from '~/kernel/invariant'
import { factOf, type IntentFact, type TxFact } from '../facts'

interface Denied {
  readonly intent: IntentFact
  readonly request: number
}

interface State {
  /** Where each transaction was included, in the order of blocks: the same bytes may be there again, and fail then. */
  readonly included: Map<string, TxFact[]>
  /** Transactions of which a page has said that they are in no block. */
  readonly denied: Map<string, Denied>
  told: number
  found: Evidence | null
}

/** A page says of a transaction what the chain says. */
export const toldTruly = defineInvariant<State>({
  id: 'told-truly',
  kind: 'safety',
  label: 'pages tell what happened',
  statement:
    'What a page says of a transaction is what the chain did: it is in that block with that code, or it is in none and never will be.',
  kinds: ['state'],
  create: () => ({ included: new Map(), denied: new Map(), told: 0, found: null }),
  step(state, event) {
    state.found = null
    const tx = factOf<TxFact>(event, 'chain', 'tx')
    if (tx !== null) {
      const places = state.included.get(tx.hash) ?? []
      state.included.set(tx.hash, [...places, tx])
      const denied = state.denied.get(tx.hash)
      if (denied !== undefined) state.found = untruth(denied, tx)
    }
    const intent = factOf<IntentFact>(event, 'web', 'intent')
    if (intent === null || intent.hash === '') return
    state.told++
    const said = { intent, request: event.id }
    const places = state.included.get(intent.hash) ?? []
    if (intent.outcome !== 'included' && intent.outcome !== 'failed') {
      if (places[0] === undefined) state.denied.set(intent.hash, said)
      else state.found = untruth(said, places[0])
      return
    }
    const isTrue = places.some(({ height, code }) => height === intent.height && code === intent.code)
    const isDone = places.some(({ code }) => code === 0)
    if (!isTrue || isDone !== (intent.outcome === 'included')) state.found = untruth(said, places[0])
  },
  broken: ({ found }) => found,
  figures: ({ told }) => ({ told }),
})

/** @param tx where it is in truth; undefined if it is in no block */
function untruth({ intent, request }: Denied, tx: TxFact | undefined): Evidence {
  const { what, wallet, outcome, hash, height, code } = intent
  const truth =
    tx === undefined
      ? 'it is in no block'
      : `it is in block ${tx.height}, ${tx.code === 0 ? 'done' : `with code ${tx.code}`}`
  return {
    summary: `${wallet} was told that the ${what} of ${hash.slice(0, 8)}… ended as ${outcome}, and ${truth}`,
    request,
    did: 'The page told something else than the block says',
    figures: { hash, outcome, height, code, inBlock: tx?.height ?? 0, codeInBlock: tx?.code ?? 0 },
  }
}
