/** A run on a real node: what its processes ask, each on its own way, and the blocks as they come. Node only. */
import { CallError, isCallError } from '~/kernel/call-error'
import type { LiveHalf } from '~/kernel/live'
import type { LiveCaller, LiveStore } from '../../live-store'
import { LookError } from '../inspect/named-contracts'
import { sendingOf } from '../inspect/send-line'
import { RPC_CODES, type RpcRequest, type RpcResponse } from '../rpc/json-rpc'
import type { PublishedEvent } from '../rpc/subscriptions'
import type { Signer } from '../send'
import { stored, storeMessage } from '../store-code'
import { isNodeMethod, NoAnswer } from './answer'
import { blockOf } from './blocks'
import { liveHalf } from './half'
import type { LiveBlock, LiveChain } from './live-chain'
import { NodeClient, NodeRefusal } from './node-client'
import type { Prepared } from './prepare-node'
import { RpcWay } from './rpc-node'
import { NodeSockets } from './sockets-node'
import { signAndSendTo } from './typed-node'

/** So many blocks are read at once; who is further behind asks again. */
const BLOCKS_AT_ONCE = 10
/** A node tells of a block a moment before it tells what became of its transactions. */
const RESULTS_TRIES = 40
const RESULTS_PAUSE_MS = 50

/** Real nodes have a block for each time of theirs; what they are asked is on the way that each caller is given. */
export class LiveChainServer implements LiveChain {
  readonly half: LiveHalf
  readonly client: NodeClient
  private readonly node: LiveStore
  private readonly ways = new Map<string, RpcWay>()
  private readonly sockets = new NodeSockets()
  /** What the run has made; undefined before it has. */
  prepared: Prepared | undefined

  constructor(store: LiveStore) {
    this.node = store
    this.half = liveHalf(store.isDisposable)
    this.client = new NodeClient(this.wayTo(store.url))
  }

  async ask(caller: LiveCaller, request: RpcRequest, connection = ''): Promise<RpcResponse> {
    const { id, method } = request
    if (!isNodeMethod(method)) {
      const data = `${method.slice(0, 64)}: a run does not ask a real node for it`
      return { jsonrpc: '2.0', id, error: { code: RPC_CODES.noMethod, message: 'Method not found', data } }
    }
    const url = this.node.urlFor?.(caller) ?? this.node.url
    if (!/^(?:un)?subscribe/.test(method)) return this.wayTo(url).ask(request)
    return this.sockets.ask(nameOf(caller), connection, socketUrl(url), request)
  }

  next(caller: LiveCaller, connection: string, waitMs: number): Promise<readonly PublishedEvent[]> {
    return this.sockets.next(nameOf(caller), connection, waitMs)
  }

  async blocks(fromHeight: number): Promise<readonly LiveBlock[]> {
    try {
      const { sync_info: sync } = await this.client.result('status')
      const until = Math.min(Number(sync.latest_block_height), fromHeight + BLOCKS_AT_ONCE - 1)
      if (until < fromHeight) return []
      const { total } = await this.client.result('num_unconfirmed_txs')
      const heights = Array.from({ length: until - fromHeight + 1 }, (_, place) => fromHeight + place)
      return await Promise.all(heights.map((height) => this.block(height, Number(total))))
    } catch (error) {
      throw asCallError(error)
    }
  }

  dropSockets(): Promise<null> {
    this.sockets.closeAll()
    return Promise.resolve(null)
  }

  async send(line: string, signers: readonly Signer[]): Promise<string> {
    try {
      const { signer, message } = sendingOf(line, signers, (named) => this.contractAt(named))
      return await signAndSendTo(this.client, this.place, signer, [message])
    } catch (error) {
      if (error instanceof LookError) return error.message
      throw asCallError(error)
    }
  }

  async store(signer: Signer, code: Uint8Array): Promise<string> {
    try {
      return stored(signer, await signAndSendTo(this.client, this.place, signer, [storeMessage(signer, code)]))
    } catch (error) {
      throw asCallError(error)
    }
  }

  /** A contract of the run by its address, or by its label without what it bears of this run. @throws {LookError} */
  contractAt(named: string): string {
    const { labels = [], place } = this.prepared ?? {}
    const wanted = named.toLowerCase()
    const found = labels.findIndex((label) => [label, label.replace(` ${place?.tag}`, '')].some((each) => each.toLowerCase() === wanted)) // prettier-ignore
    if (found >= 0) return place!.contracts[found]!
    if (place !== undefined && named.startsWith(`${place.prefix}1`)) return named
    throw new LookError(`(error) there is no contract "${named.slice(0, 80)}"; by label there are ${labels.join(', ')}`)
  }

  close(): void {
    this.sockets.closeAll()
    for (const way of this.ways.values()) way.close()
  }

  private get place() {
    if (this.prepared === undefined) throw new NodeRefusal('nothing of this run is on the chain yet')
    return this.prepared.place
  }

  private async block(height: number, waiting: number): Promise<LiveBlock> {
    const { denom } = this.place
    const asked = { height: String(height) }
    const [block, results, supply] = await Promise.all([
      this.client.result('block', asked),
      this.resultsOf(height),
      // The state of a block is there once its results are; a node may have let go of it.
      this.resultsOf(height).then(() => this.client.supply(denom, height).catch(unlessRefused)),
    ])
    return blockOf(height, block, results, { denom, supply, waiting })
  }

  private async resultsOf(height: number) {
    for (let tries = 1; ; tries++) {
      try {
        return await this.client.result('block_results', { height: String(height) })
      } catch (error) {
        if (!(error instanceof NodeRefusal) || tries >= RESULTS_TRIES) throw error
      }
      await new Promise((resolve) => setTimeout(resolve, RESULTS_PAUSE_MS))
    }
  }

  private wayTo(url: string): RpcWay {
    const bare = withoutCredentials(url)
    const known = this.ways.get(bare)
    if (known !== undefined) return known
    const way = new RpcWay(bare)
    this.ways.set(bare, way)
    return way
  }
}

function nameOf({ from, fromInstance }: LiveCaller): string {
  return `${from}/${fromInstance}`
}

/** The words in an address are whose account pays: no node gets them. */
function withoutCredentials(text: string): string {
  const url = new URL(text)
  url.username = ''
  url.password = ''
  return url.href
}

function socketUrl(text: string): string {
  const url = new URL(withoutCredentials(text))
  url.protocol = 'ws:'
  url.pathname = `${url.pathname.replace(/\/$/, '')}/websocket`
  return url.href
}

function unlessRefused(error: unknown): string {
  if (error instanceof NodeRefusal) return ''
  throw error
}

function asCallError(error: unknown): unknown {
  if (isCallError(error)) return error
  if (error instanceof NodeRefusal || error instanceof NoAnswer) return new CallError('reset', `node: ${error.message}`)
  return error
}
