/** A run's way to a node, on one in this process: what is asked and heard, and what becomes of it when the node is not what it should be. */
import { createServer, type AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { isCallError } from '~/kernel/call-error'
import { ADA } from '../testing/wallets'
import { startFakeNode, type FakeNode } from '../testing/fake-node'
import type { RpcRequest } from '../rpc/json-rpc'
import { ANSWER_BYTES_MAX } from './answer'
import { prepareChain, type Prepared } from './prepare-node'
import { payerOf } from './payer-node'
import { LiveChainServer } from './server-node'

const CALLER = { from: 'web', fromInstance: 0 }
const NEW_BLOCKS = { query: "tm.event='NewBlock'" }

let node: FakeNode
let server: LiveChainServer

beforeEach(async () => {
  node = await startFakeNode({ blockMs: 50 })
  server = new LiveChainServer({ kind: 'chain', url: node.url, isDisposable: true })
})

afterEach(async () => {
  server.close()
  await node.stop()
})

function request(method: string, params: Readonly<Record<string, unknown>> = {}): RpcRequest {
  return { jsonrpc: '2.0', id: 1, method, params: { ...params } }
}

/** What is wrong, in the words of a call. */
async function failureOf(work: Promise<unknown>): Promise<string> {
  try {
    await work
  } catch (error) {
    if (isCallError(error)) return `${error.code}: ${error.message}`
    throw error
  }
  return 'nothing'
}

async function prepared(amount = '1000000'): Promise<Prepared> {
  const terms = await server.client.terms('t1')
  const genesis = { timeNs: 0n, balances: [{ address: ADA.address, coins: [{ denom: terms.denom, amount }] }] }
  const options = { ...terms, genesis }
  const maker = { name: 'ada', address: ADA.address, secret: ADA.secret }
  return prepareChain(server.client, await payerOf(node.url), terms, { options: { ...options, genesis }, maker })
}

test('a request is answered as the node answers it, and what is not for a run does not go out', async () => {
  expect(await server.ask(CALLER, request('status'))).toMatchObject({ result: { node_info: { network: 'fake-7' } } })
  const refused = await server.ask(CALLER, request('unsafe_flush_mempool'))
  expect(refused).toMatchObject({
    error: { code: -32601, data: expect.stringContaining('does not ask a real node') as string },
  })
  expect(node.asked.has('unsafe_flush_mempool')).toBe(false)
})

test('many are under way at once', async () => {
  const answers = await Promise.all(Array.from({ length: 300 }, () => server.ask(CALLER, request('status'))))
  expect(answers.every((answer) => 'result' in answer)).toBe(true)
})

test('blocks come on a connection, and who drops it hears of it', async () => {
  expect(await server.ask(CALLER, request('subscribe', NEW_BLOCKS), 'one')).toMatchObject({ result: {} })
  const [event] = await server.next(CALLER, 'one', 10_000)
  expect(event!.result).toMatchObject({ query: NEW_BLOCKS.query, data: { type: 'tendermint/event/NewBlock' } })
  await server.dropSockets()
  expect(await failureOf(server.next(CALLER, 'one', 1_000))).toMatch(/^reset: the node has closed/)
})

test('a process that begins anew subscribes anew under the same name', async () => {
  await server.ask(CALLER, request('subscribe', NEW_BLOCKS), 'one')
  expect(await server.ask(CALLER, request('subscribe', NEW_BLOCKS), 'one')).toMatchObject({ result: {} })
  expect((await server.next(CALLER, 'one', 10_000)).length).toBeGreaterThan(0)
})

test('who waits on a connection that the node breaks off hears of it', async () => {
  await server.ask(CALLER, request('subscribe', { query: "tm.event='Tx'" }), 'one')
  const waiting = failureOf(server.next(CALLER, 'one', 60_000))
  node.dropAll()
  expect(await waiting).toMatch(/^reset: /)
})

test('blocks are read with their results and the coins there were', async () => {
  server.prepared = await prepared()
  const { height } = server.prepared.place
  await expect.poll(() => node.node.latestHeight, { timeout: 120_000 }).toBeGreaterThan(height + 2)
  const blocks = await server.blocks(height)
  expect(blocks.map(({ header }) => header.height).slice(0, 3)).toEqual([height, height + 1, height + 2])
  expect(blocks.every(({ supply }) => supply === '10000000000000000')).toBe(true)
})

describe('a node that is none', () => {
  test.each([
    ['an answer that is no JSON', () => '<html>', /^reset: node: it sent what is no JSON/],
    ['an answer to something else', () => ({ jsonrpc: '2.0', id: 99, result: {} }), /^reset: node: it answered request 99/],
    ['no block', () => ({ jsonrpc: '2.0', id: 1, result: { block: 7 } }), /^reset: node: its block is none/],
    ['too much', () => `"${'x'.repeat(ANSWER_BYTES_MAX)}"`, /^reset: node: it sent more than/],
  ])('%s', async (_, instead, why) => {
    node.instead = instead
    expect(await failureOf(server.ask(CALLER, request('block')))).toMatch(why)
  }) // prettier-ignore

  test('garbage on a connection closes it, with the reason', async () => {
    await server.ask(CALLER, request('subscribe', NEW_BLOCKS), 'one')
    node.instead = () => '{"jsonrpc":"2.0","id":5,"result":{"query":1}}'
    void server.ask(CALLER, request('unsubscribe', { query: 'q' }), 'one').catch(() => undefined)
    await expect
      .poll(() => failureOf(server.next(CALLER, 'one', 0)), { timeout: 120_000 })
      .toMatch(/^reset: node: its event is none/)
  })

  test('another block than was asked for is not stated', async () => {
    server.prepared = await prepared()
    const { height } = server.prepared.place
    const own = node.node
    node.instead = ({ method, id }) =>
      method === 'block_results' ? { jsonrpc: '2.0', id, result: { height: String(own.latestHeight + 1_000), txs_results: null } } : undefined // prettier-ignore
    expect(await failureOf(server.blocks(height))).toMatch(/^reset: node: it sent another block than/)
  })

  test('nobody there', async () => {
    await node.stop()
    expect(await failureOf(server.ask(CALLER, request('status')))).toMatch(/^refused: node: ECONNREFUSED/)
    expect(await failureOf(server.ask(CALLER, request('subscribe', NEW_BLOCKS), 'two'))).toMatch(/^refused: node: /)
  })

  test('one that breaks off', async () => {
    const breaking = createServer((socket) => socket.once('data', () => socket.destroy()))
    await new Promise<void>((resolve) => breaking.listen(0, '127.0.0.1', resolve))
    const { port } = breaking.address() as AddressInfo
    const other = new LiveChainServer({ kind: 'chain', url: `http://127.0.0.1:${port}`, isDisposable: true })
    expect(await failureOf(other.ask(CALLER, request('status')))).toMatch(/^reset: node: /)
    other.close()
    breaking.close()
  })
})

describe('what a run begins with', () => {
  test('is made for several at once that one account pays for', async () => {
    const made = await Promise.all(['1', '2', '3'].map(prepared))
    expect(new Set(made.map(({ place }) => place.height)).size).toBe(3)
  })

  test('is refused where nobody can pay for it', async () => {
    const poor = await startFakeNode({ coins: '1' })
    const other = new LiveChainServer({ kind: 'chain', url: poor.url, isDisposable: true })
    server.close()
    server = other
    // What can be done about it is told with the trouble of the store (`src/live/trouble.ts`).
    await expect(prepared()).rejects.toThrow(/^terra1\S+, which is to pay for the run, has 1 uluna on fake-7$/)
    await poor.stop()
  })

  test('is less for each where there are fewer coins', async () => {
    const modest = await startFakeNode({ coins: '1000000' })
    server.close()
    server = new LiveChainServer({ kind: 'chain', url: modest.url, isDisposable: true })
    await prepared()
    expect(Number(await server.client.balance(ADA.address, 'uluna'))).toBeLessThan(1_000_000)
    expect(Number(await server.client.balance(ADA.address, 'uluna'))).toBeGreaterThan(500_000)
    await modest.stop()
  })

  test('is refused with a defect that only the modelled chain can have', async () => {
    const terms = await server.client.terms('t2')
    const options = { ...terms, genesis: { timeNs: 0n, balances: [] }, defects: new Set(['burns-fees'] as const) }
    const maker = { name: 'ada', address: ADA.address, secret: ADA.secret }
    await expect(prepareChain(server.client, await payerOf(node.url), terms, { options, maker })).rejects.toThrow(
      /cannot be made to have the defect "burns-fees"/,
    )
  })

  test('is paid for by no words of a wallet: they are not repeated', async () => {
    await expect(payerOf('http://:correct-horse-battery@127.0.0.1:1')).rejects.toThrow(
      /^(?!.*horse).*are not the 12 to 24 words/,
    )
  })
})
