/**
 * Subscriptions of WebSocket connections (`subscribe`): what is published goes into a buffer of each, which its connection empties. One
 * that is full loses what comes; CometBFT does the same, and tells nobody. So they are a doorbell and no record.
 */
import { base64 } from '@scure/base'
import type { Block } from '../consensus/block'
import { Params, RPC_CODES, RpcError, type RpcRequest } from './json-rpc'
import { matches, parseQuery, type Condition } from './query-language'
import { blockShape, eventShape, inclusionShape } from './shapes'
import { transactionValues } from './tx-search'

/** CometBFT's defaults. */
export const SUBSCRIPTION_LIMITS = { clients: 100, perClient: 5, buffer: 200 } as const

/** An event on its way to a subscriber: a JSON-RPC response with the id of the request that subscribed. */
export interface PublishedEvent {
  readonly jsonrpc: '2.0'
  readonly id: RpcRequest['id']
  readonly result: {
    readonly query: string
    readonly data: object
    readonly events: Readonly<Record<string, readonly string[]>>
  }
}

interface Subscription {
  readonly id: RpcRequest['id']
  readonly query: string
  readonly conditions: readonly Condition[]
}

interface Connection {
  readonly subscriptions: Map<string, Subscription>
  readonly buffer: PublishedEvent[]
  wake: (() => void) | undefined
}

export class Subscriptions {
  private readonly connections = new Map<string, Connection>()

  /** Connections with a subscription. */
  get count(): number {
    return this.connections.size
  }

  /** Takes `subscribe`, `unsubscribe` and `unsubscribe_all`. @throws {RpcError} with the words of CometBFT */
  take(connection: string, request: RpcRequest): object {
    if (request.method === 'unsubscribe_all') this.connections.delete(connection)
    else {
      const query = new Params(request).text('query')
      if (request.method === 'subscribe') this.subscribe(connection, request.id, query)
      else if (this.connections.get(connection)?.subscriptions.delete(query) !== true) {
        throw new RpcError(RPC_CODES.internal, 'subscription not found')
      }
    }
    return {}
  }

  /** True while a connection has subscriptions here. */
  has(connection: string): boolean {
    return this.connections.has(connection)
  }

  /** Tells everybody whose query it meets of a block and of each of its transactions. `copies` is how often. */
  publish(block: Block, appHash: Uint8Array, copies = 1): void {
    for (const connection of this.connections.values()) {
      for (const subscription of connection.subscriptions.values()) {
        for (const event of eventsFor(subscription, block, appHash)) {
          for (let copy = 0; copy < copies; copy++) {
            if (connection.buffer.length < SUBSCRIPTION_LIMITS.buffer) connection.buffer.push(event)
          }
        }
      }
      if (connection.buffer.length > 0) connection.wake?.()
    }
  }

  /** What has come for a connection since it last asked. */
  drain(connection: string): readonly PublishedEvent[] {
    return this.connections.get(connection)?.buffer.splice(0) ?? []
  }

  /** Resolves once there is something for a connection, or it is gone. */
  untilAny(connection: string): Promise<void> {
    const found = this.connections.get(connection)
    if (found === undefined || found.buffer.length > 0) return Promise.resolve()
    return new Promise((resolve) => {
      found.wake = () => {
        found.wake = undefined
        resolve()
      }
    })
  }

  /** Closes every connection: who waits hears of it. */
  closeAll(): void {
    const open = [...this.connections.values()]
    this.connections.clear()
    for (const { wake } of open) wake?.()
  }

  private subscribe(name: string, id: RpcRequest['id'], query: string): void {
    const conditions = parseQuery(query)
    const known = this.connections.get(name)
    if (known === undefined && this.connections.size >= SUBSCRIPTION_LIMITS.clients) {
      throw new RpcError(RPC_CODES.internal, `max_subscription_clients ${SUBSCRIPTION_LIMITS.clients} reached`)
    }
    const connection = known ?? { subscriptions: new Map(), buffer: [], wake: undefined }
    if (connection.subscriptions.has(query)) throw new RpcError(RPC_CODES.internal, 'already subscribed')
    if (connection.subscriptions.size >= SUBSCRIPTION_LIMITS.perClient) {
      throw new RpcError(RPC_CODES.internal, `max_subscriptions_per_client ${SUBSCRIPTION_LIMITS.perClient} reached`)
    }
    connection.subscriptions.set(query, { id, query, conditions })
    this.connections.set(name, connection)
  }
}

function* eventsFor(
  { id, query, conditions }: Subscription,
  block: Block,
  appHash: Uint8Array,
): Generator<PublishedEvent> {
  const told = (data: object, events: Record<string, readonly string[]>): PublishedEvent => ({
    jsonrpc: '2.0',
    id,
    result: { query, data, events },
  })
  const height = String(block.header.height)
  if (matches(conditions, (key) => (key === 'tm.event' ? ['NewBlock'] : key === 'block.height' ? [height] : []))) {
    const value = {
      ...blockShape(block),
      result_finalize_block: {
        events: [],
        tx_results: block.results.map(({ events }) => ({ events: events.map(eventShape) })),
        app_hash: base64.encode(appHash),
      },
    }
    yield told({ type: 'tendermint/event/NewBlock', value }, { 'tm.event': ['NewBlock'], 'block.height': [height] })
  }
  for (const [index, { events }] of block.results.entries()) {
    if (!matches(conditions, transactionValues(block, index, events))) continue
    const { hash, tx, tx_result: result } = inclusionShape(block, index) as Record<string, unknown>
    const value = { TxResult: { height, index, tx, result } }
    yield told(
      { type: 'tendermint/event/Tx', value },
      { 'tm.event': ['Tx'], 'tx.hash': [String(hash)], 'tx.height': [height] },
    )
  }
}
