/**
 * A node on the loopback whose chain is ours: JSON-RPC over HTTP and a WebSocket, a block whenever its time has come. What the modelled chain
 * is not asked in a run is answered here. A test may put an answer of its own in the place of any.
 */
import { createServer } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { base64 } from '@scure/base'
import { Bech32PrefixResponse } from 'cosmjs-types/cosmos/auth/v1beta1/query'
import { ConfigResponse } from 'cosmjs-types/cosmos/base/node/v1beta1/query'
import { QuerySupplyOfResponse } from 'cosmjs-types/cosmos/bank/v1beta1/query'
import { WebSocketServer, type WebSocket } from 'ws'
import { supplyOf } from '../app/bank'
import { ChainNode } from '../consensus/node'
import { answerRequest, type RpcRequest } from '../rpc/json-rpc'
import { callMethod } from '../rpc/methods'
import { ServedChain } from '../rpc/served-chain'
import { blockShape } from '../rpc/shapes'
import { Subscriptions } from '../rpc/subscriptions'

/** Who pays on it: the first account of the words that everybody knows. */
const PAYER = 'terra19rl4cm2hmr8afy4kldpxz3fka4jguq0a6yhaa4'
const DENOM = 'uluna'

/** What a test says instead of the node; undefined for nothing. A text is sent as it is. */
export type Instead = (request: RpcRequest) => unknown

/** A node that this process serves. */
export interface FakeNode {
  readonly url: string
  readonly node: ChainNode
  /** How often each method was asked for. */
  readonly asked: Map<string, number>
  instead: Instead
  /** Breaks off whatever is open; it goes on listening. */
  dropAll(): void
  stop(): Promise<void>
}

/** Starts one. @param coins what whoever pays owns */
export async function startFakeNode({
  blockMs = 100,
  coins = '10000000000000000',
  gasPrice = '0.015',
} = {}): Promise<FakeNode> {
  const node = new ChainNode({
    chainId: 'fake-7',
    prefix: 'terra',
    denom: DENOM,
    gasPriceThousandths: Number(gasPrice) * 1_000,
    genesis: { timeNs: nowNs(), balances: [{ address: PAYER, coins: [{ denom: DENOM, amount: coins }] }] },
  })
  const served = new ServedChain(node)
  const subscriptions = new Subscriptions()
  const sockets = new Map<string, WebSocket>()
  const connections = new Set<Socket>()
  const asked = new Map<string, number>()
  const makeBlock = () => {
    subscriptions.publish(node.produceBlock(nowNs()), node.latestAppHash)
    for (const [name, socket] of sockets) {
      for (const event of subscriptions.drain(name)) socket.send(JSON.stringify(event))
    }
  }
  makeBlock()
  makeBlock()
  const timer = setInterval(makeBlock, blockMs)

  function answer(text: string, connection: string): string {
    const request = JSON.parse(text) as RpcRequest
    asked.set(request.method, (asked.get(request.method) ?? 0) + 1)
    const instead = fake.instead(request)
    if (instead !== undefined) return typeof instead === 'string' ? instead : JSON.stringify(instead)
    const response = answerRequest(request, (checked) => {
      if (/^(?:un)?subscribe/.test(checked.method)) return subscriptions.take(connection, checked)
      return besides(node, checked, gasPrice) ?? callMethod(served, checked)
    })
    return JSON.stringify(response)
  }

  const server = createServer((request, response) => {
    const pieces: Buffer[] = []
    request.on('data', (piece: Buffer) => pieces.push(piece))
    request.on('end', () => response.end(answer(Buffer.concat(pieces).toString('utf8'), '')))
  })
  server.on('connection', (socket) => {
    connections.add(socket)
    socket.on('close', () => connections.delete(socket))
  })
  let opened = 0
  new WebSocketServer({ server, path: '/websocket' }).on('connection', (socket) => {
    const name = `socket ${++opened}`
    sockets.set(name, socket)
    socket.on('message', (data) => socket.send(answer(String(data), name)))
    socket.on('close', () => sockets.delete(name))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const dropAll = () => {
    for (const socket of connections) socket.destroy()
  }
  const fake: FakeNode = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    node,
    asked,
    instead: () => undefined,
    dropAll,
    stop() {
      clearInterval(timer)
      dropAll()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
  return fake
}

/** What a real node has besides. */
function besides(node: ChainNode, { method, params }: RpcRequest, gasPrice: string): object | undefined {
  if (method === 'unconfirmed_txs') {
    return { n_txs: '0', total: String(node.waiting.length), txs: node.waiting.map((bytes) => base64.encode(bytes)) }
  }
  if (method === 'blockchain') return blocksOf(node, Number(params['minHeight']), Number(params['maxHeight']))
  if (method !== 'abci_query') return undefined
  const value = (bytes: Uint8Array) => ({
    response: { code: 0, log: '', value: base64.encode(bytes), height: String(node.latestHeight) },
  })
  switch (params['path']) {
    case '/cosmos.auth.v1beta1.Query/Bech32Prefix':
      return value(Bech32PrefixResponse.encode({ bech32Prefix: 'terra' }).finish())
    case '/cosmos.base.node.v1beta1.Service/Config':
      return value(
        ConfigResponse.encode(ConfigResponse.fromPartial({ minimumGasPrice: `${gasPrice}${DENOM}` })).finish(),
      )
    case '/cosmos.bank.v1beta1.Query/SupplyOf': {
      const state = node.stateAt(Number(params['height']))
      if (state === undefined) return { response: { code: 38, log: 'the state of this height is gone' } }
      const amount = { denom: DENOM, amount: String(supplyOf(state, DENOM)) }
      return value(QuerySupplyOfResponse.encode({ amount }).finish())
    }
    default:
      return undefined
  }
}

/** Newest first. */
function blocksOf(node: ChainNode, from: number, until: number): object {
  const metas = Array.from({ length: until - from + 1 }, (_, place) => {
    const block = node.block(until - place)!
    const { block_id: id, block: shape } = blockShape(block) as { block_id: object; block: { header: object } }
    return { block_id: id, block_size: '0', header: shape.header, num_txs: String(block.transactions.length) }
  })
  return { last_height: String(node.latestHeight), block_metas: metas }
}

function nowNs(): bigint {
  return BigInt(Math.round((performance.timeOrigin + performance.now()) * 1_000)) * 1_000n
}
