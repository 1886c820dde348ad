import { expect, test } from 'vitest'
import type { ChainEvent } from '../app/event'
import type { Block } from '../consensus/block'
import { matches, parseQuery } from './query-language'
import { Params } from './json-rpc'
import type { ServedChain } from './served-chain'
import { transactionValues, txSearch } from './tx-search'

const event = (type: string, attributes: Readonly<Record<string, string>>): ChainEvent => ({
  type,
  attributes: Object.entries(attributes).map(([key, value]) => ({ key, value })),
})

/** A purchase: the market says that it was bought, and the collection that it moved. */
const events = [
  event('wasm', { _contract_address: 'market', action: 'buy' }),
  event('wasm', { _contract_address: 'collection', action: 'transfer_nft', token_id: '7' }),
  event('transfer', { amount: '150uluna' }),
]
const bytes = new Uint8Array([1])
const block = {
  header: { height: 5 },
  transactions: [bytes],
  results: [{ code: 0, codespace: '', log: '', data: new Uint8Array(), gasUsed: 1, gasWanted: 2, events }],
} as unknown as Block
const chain = { indexedHeights: () => [5], block: () => block } as unknown as ServedChain

function isFound(query: string): boolean {
  const request = { jsonrpc: '2.0', id: 1, method: 'tx_search', params: { query } } as const
  return (txSearch(chain, new Params(request)) as { total_count: string }).total_count === '1'
}

const isTold = (query: string) => matches(parseQuery(query), transactionValues(block, 0, events))

test.each([
  ["wasm._contract_address='market' AND wasm.action='buy'", true],
  ["wasm._contract_address='collection' AND wasm.action='transfer_nft' AND tx.height=5", true],
  ["wasm._contract_address='collection' AND wasm.action='transfer_nft' AND tx.height>5", false],
  ['tx.height>4 AND tx.height<6', true],
  ['wasm.token_id>6 AND wasm.action EXISTS', true],
])('%s: %s, as a subscription is told', (query, expected) => {
  expect([isFound(query), isTold(query)]).toEqual([expected, expected])
})

test.each([
  "wasm._contract_address='market' AND wasm.action='transfer_nft'",
  "wasm.action='buy' AND wasm.token_id=7",
  "wasm.action='buy' AND transfer.amount EXISTS",
  // No number to the index, and one to a subscription.
  'transfer.amount>149',
])('%s is met by no event alone: the index does not find what a subscription is told', (query) => {
  expect([isFound(query), isTold(query)]).toEqual([false, true])
})
