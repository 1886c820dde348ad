/** The index of transactions: found by hash, by height, and by what their events say. */
import { hex } from '@scure/base'
import type { ChainEvent } from '../app/event'
import type { Block } from '../consensus/block'
import { RPC_CODES, RpcError, type Params } from './json-rpc'
import { matches, parseQuery, type Condition, type ValuesOf } from './query-language'
import type { ServedChain } from './served-chain'
import { inclusionShape, upperHex } from './shapes'
import { transactionHash } from '../app/transaction'

const PER_PAGE = 30
const PER_PAGE_MAX = 100

/** The result of `tx_search`: a page of transactions, in the order of the chain or its reverse. */
export function txSearch(chain: ServedChain, params: Params): object {
  const conditions = parseQuery(params.text('query'))
  const order = params.text('order_by', 'asc')
  if (order !== 'asc' && order !== 'desc' && order !== '') {
    throw new RpcError(RPC_CODES.internal, 'expected order_by to be either `asc` or `desc` or empty')
  }
  const found = find(chain, conditions)
  if (order === 'desc') found.reverse()
  const perPage = Math.min(params.count('per_page') ?? PER_PAGE, PER_PAGE_MAX)
  const page = params.count('page') ?? 1
  const pages = Math.max(1, Math.ceil(found.length / perPage))
  if (page > pages) throw new RpcError(RPC_CODES.internal, `page should be within [1, ${pages}] range, given ${page}`)
  const shown = found.slice((page - 1) * perPage, page * perPage)
  return {
    txs: shown.map(({ block, index }) => inclusionShape(block, index)),
    total_count: String(found.length),
  }
}

/** The result of `tx`. @throws {RpcError} with the words of CometBFT, if the index knows none */
export function txByHash(chain: ServedChain, hash: Uint8Array): object {
  // The index keeps one place for a hash: that of the last inclusion.
  const inclusion = chain.inclusionsOf(hash).at(-1)
  if (inclusion === undefined) throw new RpcError(RPC_CODES.internal, `tx (${upperHex(hash)}) not found`)
  return inclusionShape(chain.block(inclusion.height), inclusion.index)
}

function find(chain: ServedChain, conditions: readonly Condition[]): { block: Block; index: number }[] {
  const hash = conditions.find(({ key, operator }) => key === 'tx.hash' && operator === '=')
  if (hash !== undefined) {
    const text = String(hash.operand)
    if (!/^[0-9a-fA-F]{64}$/.test(text)) throw new RpcError(RPC_CODES.internal, 'tx.hash is 64 digits in hex')
    return chain
      .inclusionsOf(hex.decode(text.toLowerCase()))
      .slice(-1)
      .map(({ height, index }) => ({ block: chain.block(height), index }))
  }
  const [ofBlock, ofEvent] = [conditions.filter(isOfHeight), conditions.filter((each) => !isOfHeight(each))]
  return chain.indexedHeights().flatMap((height) => {
    if (!matches(ofBlock, () => [String(height)])) return []
    const block = chain.block(height)
    return block.results.flatMap(({ events }, index) =>
      ofEvent.length === 0 || events.some((event) => isMetBy(event, ofEvent)) ? [{ block, index }] : [],
    )
  })
}

function isOfHeight({ key }: Condition): boolean {
  return key === 'tx.height'
}

/** Values that a range finds: the index reads no number out of one that has a unit. */
const NUMBER = /^-?\d+(?:\.\d+)?$/

/**
 * Whether one event meets all conditions. Since 0.37 the index keeps which event an attribute is of, and joins what AND joins within
 * one event (`state/txindex/kv`, `eventSeq`): what two events of a transaction meet together is not found.
 */
function isMetBy({ type, attributes }: ChainEvent, conditions: readonly Condition[]): boolean {
  return conditions.every((condition) => {
    const isNumber = typeof condition.operand === 'number'
    const values = attributes.flatMap(({ key, value }) =>
      `${type}.${key}` === condition.key && (!isNumber || NUMBER.test(value)) ? [value] : [],
    )
    return matches([condition], () => values)
  })
}

/**
 * What a subscription knows of a transaction, under a key of the query language: all events of it together, as CometBFT's `pubsub` does
 * and its index does not.
 */
export function transactionValues(block: Block, index: number, events: readonly ChainEvent[]): ValuesOf {
  return (key) => {
    if (key === 'tx.height') return [String(block.header.height)]
    if (key === 'tx.hash') return [upperHex(transactionHash(block.transactions[index]!))]
    if (key === 'tm.event') return ['Tx']
    const dot = key.indexOf('.')
    const [type, name] = [key.slice(0, dot), key.slice(dot + 1)]
    return events
      .filter((event) => event.type === type)
      .flatMap(({ attributes }) => attributes.filter((each) => each.key === name).map(({ value }) => value))
  }
}
