/** L1, L2: once all is well again, the tables reach the chain, and every transaction that was sent has ended. */
import { defineInvariant, sinceSettled } from '~/kernel/invariant'
import type { Outside } from '~/kernel/unhealed'
import { factOf, type BlockFact, type IntentFact, type SentFact, type WrittenFact } from '../facts'
import { placeIn } from '../place-fact'
import { blockMsOf, type Parameters } from '../parameters'

/** The tables are at most so many blocks behind. */
const BLOCKS_BEHIND = 2

/** The tables reach the chain. */
export function catchesUp(outside: Outside) {
  const isOwed = !['chain', 'indexer', 'postgres'].some((box) => outside.has(box))
  return defineInvariant<{ chain: number; written: number }>({
    id: 'catches-up',
    kind: 'liveness',
    label: 'the tables reach the chain',
    statement: `Once all is well again the tables are at most ${BLOCKS_BEHIND} blocks behind the chain.`,
    kinds: ['state'],
    create: () => ({ chain: 0, written: 0 }),
    step(state, event) {
      state.written = placeIn(event)?.height ?? state.written
      const block = factOf<BlockFact>(event, 'chain', 'block')
      if (block !== null) state.chain = block.height
      const row = factOf<WrittenFact>(event, 'postgres', 'written')
      if (row !== null) state.written = Math.max(state.written, row.height)
    },
    broken: ({ chain, written }) =>
      !isOwed || chain - written <= BLOCKS_BEHIND
        ? null
        : {
            summary: `the chain is at block ${chain}, and the tables at ${written}`,
            request: 0,
            measure: { value: chain - written, bound: BLOCKS_BEHIND, unit: 'blocks behind' },
            figures: { chain, written },
          },
    figures: ({ chain, written }) => ({ behind: chain - written }),
  })
}

interface Sent extends SentFact {
  readonly atMs: number
  readonly request: number
}

/** Every transaction that was sent ends, and its page says how. */
export function everyTxEnds(parameters: Parameters, outside: Outside) {
  const isOwed = !['chain', 'web'].some((box) => outside.has(box))
  // It is good for so many blocks, and is looked for a little longer.
  const graceMs = (parameters.timeoutBlocks + 3) * blockMsOf(parameters)
  return defineInvariant<{ open: Map<string, Sent>; settledAtMs: number; nowMs: number }>({
    id: 'every-tx-ends',
    kind: 'liveness',
    label: 'every transaction ends',
    statement: 'Every transaction that a page has sent ends as included, failed or expired, and the page says which.',
    kinds: ['state', 'phase', 'crash'],
    create: () => ({ open: new Map(), settledAtMs: Infinity, nowMs: 0 }),
    step(state, event) {
      sinceSettled(state, event)
      state.nowMs = event.t
      const sent = factOf<SentFact>(event, 'web', 'sent')
      if (sent !== null) state.open.set(sent.hash, { ...sent, atMs: event.t, request: event.id })
      const intent = factOf<IntentFact>(event, 'web', 'intent')
      if (intent !== null) state.open.delete(intent.hash)
      // A page that is gone tells nobody anything.
      if (event.kind === 'crash' && event.node === 'web') state.open.clear()
    },
    broken({ open, nowMs }) {
      const late = isOwed ? [...open.values()].find(({ atMs }) => nowMs - atMs > graceMs) : undefined
      if (late === undefined) return null
      const { wallet, hash, request, atMs } = late
      const summary = `${wallet} has sent ${hash.slice(0, 8)}… ${Math.round((nowMs - atMs) / 1000)} s ago and was never told how it ended`
      return { summary, request, figures: { hash, open: open.size } }
    },
    figures: ({ open }) => ({ open: open.size }),
  })
}
