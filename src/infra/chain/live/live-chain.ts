/** What the box of a live chain stands on: a real node, or, where a recording plays, nothing. */
import type { InspectQuery } from '~/kernel/component'
import type { Json } from '~/kernel/json'
import type { LiveHalf } from '~/kernel/live'
import type { LiveCaller } from '../../live-store'
import type { ObservedBlock } from '../observed-block'
import type { ChainPlan } from '../open-chain'
import type { ChainPlace, ChainTerms } from '../place'
import type { RpcRequest, RpcResponse } from '../rpc/json-rpc'
import type { PublishedEvent } from '../rpc/subscriptions'
import type { Signer } from '../send'

/** A block as the box states it. */
export interface LiveBlock extends ObservedBlock {
  /** Transactions that waited for a block when it was read. */
  readonly waiting: number
  /** All coins there were after it, in digits; empty where the node did not say. */
  readonly supply: string
  /** What the chain has minted in it by its own rules, less what it has burnt, in digits. */
  readonly minted: string
}

/** A real node. Everything gives plain data, or rejects with a `CallError` and nothing else. */
export interface LiveChain {
  readonly half: LiveHalf
  /** Has the node answer a request. `connection` is where events of a subscription come. */
  ask(caller: LiveCaller, request: RpcRequest, connection?: string): Promise<RpcResponse>
  /** What has come on a connection, at the latest after `waitMs` of nothing. */
  next(caller: LiveCaller, connection: string, waitMs: number): Promise<readonly PublishedEvent[]>
  /** Blocks from a height on, in their order, as far as there are any. */
  blocks(fromHeight: number): Promise<readonly LiveBlock[]>
  /** Closes every connection on which events come. */
  dropSockets(): Promise<null>
  /** Signs and sends what somebody typed, with the keys of the run; gives what to show. */
  send(line: string, signers: readonly Signer[]): Promise<string>
  /** Stores a file as code; gives what to show. */
  store(signer: Signer, code: Uint8Array): Promise<string>
}

/** Looks into a node beside the run, for the inspector. */
export type LookAtChain = (query: InspectQuery, wallets: RunWallets) => Promise<Json>

/** Wallets of a run, and what people call addresses. */
export interface RunWallets {
  readonly signers: readonly Signer[]
  readonly nameOf: (address: string) => string | undefined
}

/** A live chain in the place of an engine. */
export interface LiveChainEngine {
  readonly name: 'live'
  readonly title: string
  readonly version: string
  readonly live: LiveChain
  /** Null where there is nobody to look into. */
  readonly look: LookAtChain | null
  /** Makes on the chain what the run needs. @throws Error with the reason if it cannot be made */
  prepare(plan: (terms: ChainTerms) => ChainPlan): Promise<ChainPlace>
}
