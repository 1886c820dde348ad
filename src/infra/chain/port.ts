/** How one talks to a chain: requests of CometBFT's JSON-RPC, and a connection on which it rings. */
import type { RpcRequest, RpcResponse } from './rpc/json-rpc'
import type { PublishedEvent } from './rpc/subscriptions'

export type { RpcRequest, RpcResponse, PublishedEvent }
export type { TxResult } from './app/application'
export type { ChainEvent } from './app/event'
export type { ObservedBlock, ObservedResult } from './observed-block'
export type { ChainOptions } from './consensus/node'
export type { ChainPlace, ChainTerms } from './place'
export type { ContractCode } from './contracts/contract-code'
export { accountAddress, bech32Of, contractAddress, moduleAddress } from './address'
export { attributeOf } from './app/event'
export { decodeTransaction, transactionHash } from './app/transaction'

/** A chain's RPC. It is what `@cosmjs/tendermint-rpc` takes for an `RpcClient`. */
export interface ChainRpc {
  /** @throws Error with the text of a JSON-RPC error; or what the way there throws, when it is not known what was done */
  execute(request: RpcRequest): Promise<RpcResponse>
  disconnect(): void
}

/** A WebSocket to a node, as far as one needs it: subscribe, then ask for what has come. */
export interface ChainSocket {
  /** Opens a connection and subscribes. @throws Error if it is refused, with the reason; CallError if nobody answers */
  subscribe(query: string): Promise<void>
  /**
   * What has come, at the latest after `waitMs` of nothing.
   * @throws {CallError} reset, when the connection is closed; timeout, when nobody answers
   */
  next(waitMs: number): Promise<readonly PublishedEvent[]>
}
