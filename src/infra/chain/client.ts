/** A chain over an arrow: JSON-RPC whose requests travel the drawn network to a chain's box. */
import type { CallOptions, Context, Message } from '~/kernel/component'
import type { ChainRpc, ChainSocket, PublishedEvent, RpcRequest, RpcResponse } from './port'

/** A request to a chain's box. Its answer is an {@link RpcResponse}. */
export interface RpcMessage extends Message {
  readonly type: 'rpc'
  readonly body: RpcRequest
  /** The connection it comes on, for subscriptions. */
  readonly connection?: string
  /** True if it goes to an archive node, which keeps every block and takes longer to find them. */
  readonly isArchive?: boolean
}

/** Asks what has come on a connection. Its answer is a list of {@link PublishedEvent}. */
export interface NextMessage extends Message {
  readonly type: 'rpc-next'
  readonly connection: string
  readonly waitMs: number
}

/** Terms that hold for every call of a client. */
export interface ChainClientOptions extends Omit<CallOptions, 'instance'> {
  /** The request of the outside world that it is for. Default 0: none. */
  readonly request?: number
  /** True to ask an archive node. */
  readonly isArchive?: boolean
}

/** JSON-RPC to the box `box`. Calls reject with `CallError` when the network or the box fails them. */
export function createChainRpc<Box extends string>(
  context: Pick<Context<Box>, 'call'>,
  box: Box,
  { request = 0, isArchive, ...options }: ChainClientOptions,
): ChainRpc {
  let asked = 0
  return {
    async execute({ id, ...asks }) {
      // Clients draw the ids of their requests by chance; on the way they are counted, so that runs agree.
      const body: RpcRequest = { ...asks, id: ++asked }
      const message: RpcMessage = { type: 'rpc', request, body, ...(isArchive === true ? { isArchive } : {}) }
      return { ...resultOf(await context.call<RpcResponse>(box, message, options)), id }
    },
    disconnect: () => undefined,
  }
}

/**
 * A connection to the box `box` on which it rings. Make another one after it was closed.
 * @param connection tells it from others of the same process
 */
export function createChainSocket<Box extends string>(
  context: Pick<Context<Box>, 'call'>,
  box: Box,
  connection: string,
  { request = 0, ...options }: ChainClientOptions,
): ChainSocket {
  return {
    async subscribe(query) {
      const body: RpcRequest = { jsonrpc: '2.0', id: 1, method: 'subscribe', params: { query } }
      const message: RpcMessage = { type: 'rpc', request, body, connection }
      resultOf(await context.call<RpcResponse>(box, message, options))
    },
    next(waitMs) {
      const message: NextMessage = { type: 'rpc-next', request, connection, waitMs }
      const timeoutMs = options.timeoutMs + waitMs
      return context.call<readonly PublishedEvent[]>(box, message, { ...options, timeoutMs })
    },
  }
}

/** As CosmJS' own clients do: an error answer is an error of the call. */
function resultOf(response: RpcResponse): RpcResponse {
  if ('error' in response) throw new Error(JSON.stringify(response.error))
  return response
}
