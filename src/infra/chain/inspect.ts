/** What the inspector shows of a chain: its blocks and transactions, contracts with their state, accounts, and answers at the prompt. */
import type { InspectQuery } from '~/kernel/component'
import type { Json } from '~/kernel/json'
import type { ChainNode } from './consensus/node'

/** Views: `state`, the panels. Nothing of it leaves a mark on the run. */
export function inspectChain(node: ChainNode, query: InspectQuery): Json {
  return query.view === 'state' ? { height: node.latestHeight, waiting: node.waiting.length } : null
}
