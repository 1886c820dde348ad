/**
 * What a node has answered, checked before anybody in the run reads it: a real one may be something else altogether. What clients of the
 * run take for granted is checked method by method; all that is left out is plain data of a bounded depth.
 */
import * as v from 'valibot'
import type { RpcRequest, RpcResponse } from '../rpc/json-rpc'
import type { PublishedEvent } from '../rpc/subscriptions'

/** The largest answer that is read, in bytes: a block of 4 MiB with its results is some 10 MiB. */
export const ANSWER_BYTES_MAX = 32 * 1024 * 1024
/** The deepest nesting: results of the methods here nest a dozen deep. */
const DEPTH_MAX = 64
const ERROR_TEXT_MAX = 4_000

const digits = v.pipe(v.string('it is a text'), v.regex(/^\d{1,19}$/, 'it is a number in digits'))
const hex = v.pipe(v.string('it is a text'), v.regex(/^[0-9a-fA-F]*$/, 'it is hexadecimal'))
const base64 = v.pipe(v.string('it is a text'), v.regex(/^[A-Za-z0-9+/]*={0,2}$/, 'it is base 64'))
const time = v.pipe(
  v.string('it is a text'),
  v.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z$/, 'it is a time'),
)
const nullable = <Schema extends v.GenericSchema>(schema: Schema) => v.nullish(schema)

const event = v.looseObject({
  type: v.string(),
  attributes: nullable(v.array(v.looseObject({ key: v.string(), value: nullable(v.string()) }))),
})
const txResult = v.looseObject({
  code: v.optional(v.number(), 0),
  codespace: v.optional(v.string(), ''),
  log: nullable(v.string()),
  data: nullable(base64),
  gas_wanted: v.optional(digits, '0'),
  gas_used: v.optional(digits, '0'),
  events: nullable(v.array(event)),
})
const header = v.looseObject({ chain_id: v.string(), height: digits, time, proposer_address: hex })
const blockId = v.looseObject({ hash: hex })
const block = v.looseObject({ header, data: v.looseObject({ txs: nullable(v.array(base64)) }) })
const inclusion = v.looseObject({
  hash: hex,
  height: digits,
  index: v.optional(v.number(), 0),
  tx_result: txResult,
  tx: base64,
})

/** What the results of methods hold at least. */
const RESULTS = {
  health: v.looseObject({}),
  status: v.looseObject({
    node_info: v.looseObject({ network: v.string(), version: v.string() }),
    sync_info: v.looseObject({
      latest_block_hash: hex,
      latest_app_hash: hex,
      latest_block_height: digits,
      latest_block_time: time,
      earliest_block_height: nullable(digits),
      catching_up: v.boolean(),
    }),
    validator_info: v.looseObject({ pub_key: v.looseObject({ type: v.string(), value: base64 }) }),
  }),
  abci_info: v.looseObject({ response: v.looseObject({}) }),
  abci_query: v.looseObject({
    response: v.looseObject({
      code: v.optional(v.number(), 0),
      log: nullable(v.string()),
      key: nullable(base64),
      value: nullable(base64),
      height: nullable(digits),
    }),
  }),
  block: v.looseObject({ block_id: blockId, block }),
  block_results: v.looseObject({
    height: digits,
    txs_results: nullable(v.array(txResult)),
    finalize_block_events: nullable(v.array(event)),
  }),
  header: v.looseObject({ header }),
  num_unconfirmed_txs: v.looseObject({ total: digits }),
  unconfirmed_txs: v.looseObject({ total: digits, txs: nullable(v.array(base64)) }),
  blockchain: v.looseObject({
    last_height: digits,
    block_metas: nullable(v.array(v.looseObject({ block_id: blockId, header, num_txs: digits }))),
  }),
  tx: inclusion,
  tx_search: v.looseObject({ txs: nullable(v.array(inclusion)), total_count: digits }),
  broadcast_tx_sync: v.looseObject({
    code: v.number(),
    log: nullable(v.string()),
    hash: hex,
    data: nullable(v.string()),
  }),
  broadcast_tx_async: v.looseObject({ hash: hex }),
  validators: v.looseObject({ block_height: digits }),
  subscribe: v.looseObject({}),
  unsubscribe: v.looseObject({}),
  unsubscribe_all: v.looseObject({}),
} as const

/** Methods that a node is asked. Nothing else goes out: a node has some that change it. */
export type NodeMethod = keyof typeof RESULTS
/** What such a method gives. */
export type NodeResult<Method extends NodeMethod> = v.InferOutput<(typeof RESULTS)[Method]>

/** True for a method that a node may be asked. */
export function isNodeMethod(method: string): method is NodeMethod {
  return Object.hasOwn(RESULTS, method)
}

/** A node has answered something that is no answer. The message says what of it. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer'
}

const failure = v.looseObject({
  code: v.number('the code of its error is a number'),
  message: v.string('the message of its error is a text'),
  data: nullable(v.string('the data of its error are a text')),
})

/** Reads JSON that a node has sent. @throws {NoAnswer} */
export function readJson(text: string): unknown {
  let read: unknown
  try {
    read = JSON.parse(text)
  } catch {
    throw new NoAnswer(`it sent what is no JSON: ${JSON.stringify(text.slice(0, 60))}`)
  }
  if (isDeeper(read, DEPTH_MAX)) throw new NoAnswer(`it sent JSON that nests deeper than ${DEPTH_MAX}`)
  return read
}

/** The answer to a request. @throws {NoAnswer} */
export function answerTo({ id, method }: RpcRequest, read: unknown): RpcResponse {
  if (typeof read !== 'object' || read === null || Array.isArray(read)) throw new NoAnswer('it sent no JSON-RPC')
  const { jsonrpc, id: theirs, result, error } = read as Readonly<Record<string, unknown>>
  if (jsonrpc !== '2.0') throw new NoAnswer('it sent no JSON-RPC 2.0')
  if (theirs !== id)
    throw new NoAnswer(`it answered request ${String(JSON.stringify(theirs)).slice(0, 40)} instead of ${id}`)
  if (error !== undefined && error !== null) {
    const { code, message, data } = checked(failure, error, 'error')
    const told = { code, message: message.slice(0, ERROR_TEXT_MAX), data: (data ?? '').slice(0, ERROR_TEXT_MAX) }
    return { jsonrpc, id, error: told }
  }
  return { jsonrpc, id, result: isNodeMethod(method) ? checkedResult(method, result) : result }
}

/** The result of a method, with what it holds at least. @throws {NoAnswer} naming what is missing or wrong */
export function checkedResult<Method extends NodeMethod>(method: Method, result: unknown): NodeResult<Method> {
  return checked(RESULTS[method], result, method) as NodeResult<Method>
}

const published = v.looseObject({
  query: v.string(),
  data: v.looseObject({ type: v.string(), value: v.looseObject({}) }),
  events: nullable(v.record(v.string(), v.array(v.string()))),
})
const newBlock = v.looseObject({
  block,
  result_finalize_block: v.looseObject({ tx_results: nullable(v.array(txResult)) }),
})

/** An event that has come on a connection. @throws {NoAnswer} */
export function eventIn(id: RpcRequest['id'], result: unknown): PublishedEvent {
  const { query, data, events } = checked(published, result, 'event')
  const value = data.type === 'tendermint/event/NewBlock' ? withResults(checked(newBlock, data.value, 'new block')) : data.value // prettier-ignore
  return { jsonrpc: '2.0', id, result: { query, data: { type: data.type, value }, events: events ?? {} } }
}

/** A node leaves out lists that are empty. */
function withResults(value: v.InferOutput<typeof newBlock>): object {
  const { result_finalize_block: result } = value
  const results = (result.tx_results ?? []).map((each) => ({ ...each, events: each.events ?? [] }))
  return { ...value, result_finalize_block: { ...result, tx_results: results } }
}

function checked<Schema extends v.GenericSchema>(schema: Schema, value: unknown, what: string): v.InferOutput<Schema> {
  const { issues, output } = v.safeParse(schema, value)
  if (issues === undefined) return output
  const [issue] = issues
  const place = v.getDotPath(issue as v.BaseIssue<unknown>)
  throw new NoAnswer(`its ${what} is none: ${place === null ? '' : `${place}: `}${issue.message.slice(0, 200)}`)
}

function isDeeper(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  if (depth === 0) return true
  return Object.values(value).some((each) => isDeeper(each, depth - 1))
}
