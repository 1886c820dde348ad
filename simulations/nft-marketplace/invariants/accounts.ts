/** S2, S8: coins neither come nor go, every account counts its transactions, and one intention is done at most once. */
import { defineInvariant, type Evidence } from '~/kernel/invariant'
import { factOf, type BlockFact, type PlaceFact, type TxFact } from '../facts'
import { MODELLED, nameIn, placeIn } from '../place-fact'

/** The sum of all balances is what it was. */
export const coinsStay = defineInvariant<{ first: string; found: Evidence | null }>({
  id: 'coins-stay',
  kind: 'safety',
  label: 'coins are conserved',
  statement: 'The sum of all balances never changes.',
  kinds: ['state'],
  create: () => ({ first: '', found: null }),
  step(state, event) {
    state.found = null
    const block = factOf<BlockFact>(event, 'chain', 'block')
    if (block === null || block.supply === '') return
    if (state.first === '') state.first = block.supply
    if (block.supply === state.first) return
    const summary = `after block ${block.height} there are ${block.supply} coins, ${state.first} at first`
    state.found = { summary, request: 0, figures: { height: block.height, supply: block.supply } }
  },
  broken: ({ found }) => found,
})

/** Codes with which a transaction fails before its sequence is counted. */
const ANTE_CODES: ReadonlySet<number> = new Set([2, 4, 5, 8, 9, 12, 13, 15, 18, 30, 32])

/** Sequences of an account go up by one with every transaction that is included. */
export const sequencesCount = defineInvariant<{ place: PlaceFact; next: Map<string, number>; found: Evidence | null }>({
  id: 'sequences-count',
  kind: 'safety',
  label: 'sequences count',
  statement: 'The transactions of an account are included in the order of its sequence, each once.',
  kinds: ['state'],
  create: () => ({ place: MODELLED, next: new Map(), found: null }),
  step(state, event) {
    state.found = null
    state.place = placeIn(event) ?? state.place
    const tx = factOf<TxFact>(event, 'chain', 'tx')
    if (tx === null || tx.signer === '' || (tx.code !== 0 && ANTE_CODES.has(tx.code) && tx.gasUsed === 0)) return
    // Accounts of a chain that was there before have sent something before.
    const expected = state.next.get(tx.signer) ?? (state.place.height === 0 ? 0 : tx.sequence)
    state.next.set(tx.signer, tx.sequence + 1)
    if (tx.sequence === expected) return
    const summary = `${nameIn(state.place, tx.signer)} should have sent number ${expected} and sent ${tx.sequence}`
    state.found = { summary, request: event.id, figures: { signer: tx.signer, expected, sequence: tx.sequence } }
  },
  broken: ({ found }) => found,
})

/** What somebody set out to do once is done at most once. */
export const onceEach = defineInvariant<{ place: PlaceFact; done: Map<number, TxFact>; found: Evidence | null }>({
  id: 'once-each',
  kind: 'safety',
  label: 'done once',
  statement: 'For one intention of a visitor at most one transaction succeeds.',
  kinds: ['state'],
  create: () => ({ place: MODELLED, done: new Map(), found: null }),
  step(state, event) {
    state.found = null
    state.place = placeIn(event) ?? state.place
    const tx = factOf<TxFact>(event, 'chain', 'tx')
    if (tx === null || tx.code !== 0 || event.id === 0) return
    const before = state.done.get(event.id)
    if (before === undefined) {
      state.done.set(event.id, tx)
      return
    }
    state.found = {
      summary: `${nameIn(state.place, tx.signer)} wanted one ${tx.action} and got two: in block ${before.height} and in block ${tx.height}`,
      request: event.id,
      did: 'The page signed a second transaction without knowing what became of the first',
      measure: { value: 2, bound: 1, unit: 'transactions for one intention' },
      figures: { first: before.hash, second: tx.hash, sequences: [before.sequence, tx.sequence] },
    }
  },
  broken: ({ found }) => found,
  figures: ({ done }) => ({ done: done.size }),
})
