/** What a node may send in the place of an answer: each gets a reason, and nothing of it reaches the run. */
import { describe, expect, test } from 'vitest'
import type { RpcRequest } from '../rpc/json-rpc'
import { answerTo, eventIn, isNodeMethod, NoAnswer, readJson } from './answer'

const STATUS: RpcRequest = { jsonrpc: '2.0', id: 7, method: 'status', params: {} }
const RESULT = {
  node_info: { network: 'phoenix-1', version: '0.38.0' },
  sync_info: {
    latest_block_hash: 'AB',
    latest_app_hash: 'CD',
    latest_block_height: '12',
    latest_block_time: '2026-01-01T00:00:00.123456789Z',
    earliest_block_height: '1',
    catching_up: false,
  },
  validator_info: { pub_key: { type: 'tendermint/PubKeyEd25519', value: 'AAAA' } },
}

test('an answer is handed on with all it says', () => {
  const read = { jsonrpc: '2.0', id: 7, result: { ...RESULT, more: [1] } }
  expect(answerTo(STATUS, read)).toEqual(read)
})

test('an error is an answer, cut to a length that can be kept', () => {
  const error = { code: -32603, message: 'Internal error', data: 'x'.repeat(10_000) }
  expect(answerTo(STATUS, { jsonrpc: '2.0', id: 7, error })).toMatchObject({
    error: { code: -32603, data: 'x'.repeat(4_000) },
  })
})

describe('is no answer', () => {
  test.each([
    ['nothing', null, /no JSON-RPC/],
    ['a list', [], /no JSON-RPC/],
    ['another protocol', { id: 7, result: RESULT }, /no JSON-RPC 2.0/],
    ['one to another request', { jsonrpc: '2.0', id: 8, result: RESULT }, /answered request 8 instead of 7/],
    ['neither result nor error', { jsonrpc: '2.0', id: 7 }, /its status is none/],
    ['an error without words', { jsonrpc: '2.0', id: 7, error: { code: 'no' } }, /its error is none: code/],
    ['no height', { jsonrpc: '2.0', id: 7, result: { ...RESULT, sync_info: {} } }, /status is none: sync_info/],
    ['a height that is none', { jsonrpc: '2.0', id: 7, result: { ...RESULT, sync_info: { ...RESULT.sync_info, latest_block_height: '1e9' } } }, /latest_block_height: it is a number in digits/],
    ['no time', { jsonrpc: '2.0', id: 7, result: { ...RESULT, sync_info: { ...RESULT.sync_info, latest_block_time: 'now' } } }, /latest_block_time: it is a time/],
    ['a key that is none', { jsonrpc: '2.0', id: 7, result: { ...RESULT, validator_info: { pub_key: { type: 't', value: '<b>' } } } }, /value: it is base 64/],
  ])('%s', (_, read, why) => {
    expect(() => answerTo(STATUS, read)).toThrow(why)
    expect(() => answerTo(STATUS, read)).toThrow(NoAnswer)
  }) // prettier-ignore

  test.each([
    ['what is no JSON', '<html>502', /no JSON: "<html>502"/],
    ['nothing at all', '', /no JSON/],
    ['JSON without end', `${'['.repeat(100)}${']'.repeat(100)}`, /nests deeper than 64/],
  ])('%s', (_, text, why) => {
    expect(() => readJson(text)).toThrow(why)
  })

  test.each([
    ['an event of nothing', undefined, /its event is none/],
    ['a block without a height', { query: 'q', data: { type: 'tendermint/event/NewBlock', value: {} } }, /its new block is none/],
  ])('%s', (_, result, why) => {
    expect(() => eventIn(1, result)).toThrow(why)
  }) // prettier-ignore
})

test('lists that a node leaves out of an event are empty', () => {
  const header = { chain_id: 'c', height: '5', time: '2026-01-01T00:00:00Z', proposer_address: '' }
  const value = { block: { header, data: { txs: null } }, result_finalize_block: { tx_results: [{ code: 0 }] } }
  const { result } = eventIn(1, { query: 'q', data: { type: 'tendermint/event/NewBlock', value } })
  expect(result.events).toEqual({})
  expect(result.data).toMatchObject({ value: { result_finalize_block: { tx_results: [{ code: 0, events: [] }] } } })
})

test('what changes a node is nothing that it is asked', () => {
  expect(['status', 'broadcast_tx_sync', 'subscribe'].every(isNodeMethod)).toBe(true)
  expect(['unsafe_flush_mempool', 'dial_peers', 'constructor', '__proto__'].some(isNodeMethod)).toBe(false)
})
