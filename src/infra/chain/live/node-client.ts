/** What is asked of a node beside the messages of the run: how its chain is called, who owns what, and transactions of those who prepare it. */
import { base64, hex } from '@scure/base'
import { Bech32PrefixResponse } from 'cosmjs-types/cosmos/auth/v1beta1/query'
import { BaseAccount } from 'cosmjs-types/cosmos/auth/v1beta1/auth'
import { QueryAccountRequest, QueryAccountResponse } from 'cosmjs-types/cosmos/auth/v1beta1/query'
import { QueryBalanceRequest, QueryBalanceResponse, QuerySupplyOfRequest, QuerySupplyOfResponse } from 'cosmjs-types/cosmos/bank/v1beta1/query' // prettier-ignore
import { ConfigResponse } from 'cosmjs-types/cosmos/base/node/v1beta1/query'
import { QueryParamsResponse } from 'cosmjs-types/cosmos/staking/v1beta1/query'
import { SimulateRequest, SimulateResponse } from 'cosmjs-types/cosmos/tx/v1beta1/service'
import { transactionHash } from '../app/transaction'
import type { ChainTerms } from '../place'
import type { RpcRequest, RpcResponse } from '../rpc/json-rpc'
import { checkedResult, type NodeMethod, type NodeResult } from './answer'

/** Why a node would not do what it was asked, in its own words. */
export class NodeRefusal extends Error {
  override readonly name = 'NodeRefusal'
}

/** An account, as whoever signs for it has to know it. */
export interface AccountNumbers {
  readonly accountNumber: bigint
  readonly sequence: bigint
}

/** A transaction in a block. */
export interface Included {
  readonly height: number
  readonly result: NodeResult<'tx'>['tx_result']
}

const BASE_ACCOUNT = '/cosmos.auth.v1beta1.BaseAccount'
const PAUSE_MS = 100
/** A chain that makes no block for so long makes none. */
const INCLUDED_MS_MAX = 60_000

/** A client of one node. */
export class NodeClient {
  private readonly way: { ask(request: RpcRequest): Promise<RpcResponse> }
  private asked = 0

  constructor(way: { ask(request: RpcRequest): Promise<RpcResponse> }) {
    this.way = way
  }

  /** The result of a method. @throws {CallError} if nobody answers; {NodeRefusal} for an error of the node */
  async result<Method extends NodeMethod>(
    method: Method,
    params: Readonly<Record<string, unknown>> = {},
  ): Promise<NodeResult<Method>> {
    const response = await this.way.ask({ jsonrpc: '2.0', id: ++this.asked, method, params: { ...params } })
    if ('error' in response) throw new NodeRefusal(response.error.data || response.error.message)
    return checkedResult(method, response.result)
  }

  /** A query of the application, in protobuf. @throws as {@link result} */
  async query(path: string, request: Uint8Array, height?: number): Promise<Uint8Array> {
    const at = height === undefined ? {} : { height: String(height) }
    const { response } = await this.result('abci_query', { path, data: hex.encode(request), prove: false, ...at })
    const { code, log, value } = response
    if (code !== 0) throw new NodeRefusal((log ?? '') || `code ${code}`)
    return base64.decode(value ?? '')
  }

  /** What the chain says of itself. @throws Error if it does not say what is needed */
  async terms(tag: string): Promise<ChainTerms> {
    const [{ node_info: node }, prefix, price] = await Promise.all([
      this.result('status'),
      this.query('/cosmos.auth.v1beta1.Query/Bech32Prefix', new Uint8Array()),
      this.query('/cosmos.base.node.v1beta1.Service/Config', new Uint8Array()),
    ])
    const { bech32Prefix } = Bech32PrefixResponse.decode(prefix)
    const { minimumGasPrice } = ConfigResponse.decode(price)
    const [, amount, denom] = /^(\d{1,9}(?:\.\d{1,18})?)([a-zA-Z][a-zA-Z0-9/:._-]{2,127})/.exec(minimumGasPrice) ?? []
    if (!/^[a-z]{1,40}$/.test(bech32Prefix)) throw new Error('the chain does not say with what its addresses begin')
    const gasPriceThousandths = Number(amount ?? 0) * 1_000
    return {
      chainId: node.network,
      prefix: bech32Prefix,
      denom: denom ?? (await this.stakedCoin()),
      gasPriceThousandths,
      tag,
    }
  }

  /** @throws {NodeRefusal} if there is no such account */
  async account(address: string): Promise<AccountNumbers> {
    const request = QueryAccountRequest.encode({ address }).finish()
    const { account } = QueryAccountResponse.decode(await this.query('/cosmos.auth.v1beta1.Query/Account', request))
    if (account?.typeUrl !== BASE_ACCOUNT) throw new NodeRefusal(`${address} is no account that signs`)
    const { accountNumber, sequence } = BaseAccount.decode(account.value)
    return { accountNumber, sequence }
  }

  /** What an address has of a coin, in digits. */
  async balance(address: string, denom: string): Promise<string> {
    const request = QueryBalanceRequest.encode({ address, denom }).finish()
    const answer = await this.query('/cosmos.bank.v1beta1.Query/Balance', request)
    const { amount = '' } = QueryBalanceResponse.decode(answer).balance ?? {}
    return /^\d{1,39}$/.test(amount) ? amount : '0'
  }

  /** All there was of a coin after a block, in digits; empty if it says none. */
  async supply(denom: string, height: number): Promise<string> {
    const request = QuerySupplyOfRequest.encode({ denom }).finish()
    const answer = await this.query('/cosmos.bank.v1beta1.Query/SupplyOf', request, height)
    const amount = QuerySupplyOfResponse.decode(answer).amount?.amount ?? ''
    return /^\d{1,39}$/.test(amount) ? amount : ''
  }

  /** The gas that a transaction would use. @throws {NodeRefusal} with what it would fail for */
  async simulate(txBytes: Uint8Array): Promise<number> {
    const request = SimulateRequest.encode(SimulateRequest.fromPartial({ txBytes })).finish()
    const answer = await this.query('/cosmos.tx.v1beta1.Service/Simulate', request)
    return Number(SimulateResponse.decode(answer).gasInfo?.gasUsed ?? 0n)
  }

  /** Gives a transaction to the node. @throws {NodeRefusal} if it does not take it */
  async broadcast(bytes: Uint8Array): Promise<void> {
    const { code, log } = await this.result('broadcast_tx_sync', { tx: base64.encode(bytes) })
    if (code !== 0) throw new NodeRefusal(`code ${code}: ${log ?? ''}`)
  }

  /** Gives a transaction to the node and waits for the block that has it. @throws {NodeRefusal} if it failed there */
  async included(bytes: Uint8Array): Promise<Included> {
    await this.broadcast(bytes)
    const hash = base64.encode(transactionHash(bytes))
    const untilMs = performance.now() + INCLUDED_MS_MAX
    while (performance.now() < untilMs) {
      const found = await this.found(hash)
      if (found === null) await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
      else if (found.tx_result.code === 0) return { height: Number(found.height), result: found.tx_result }
      else throw new NodeRefusal(`code ${found.tx_result.code}: ${found.tx_result.log ?? ''}`)
    }
    throw new NodeRefusal(
      `no block had the transaction in ${INCLUDED_MS_MAX / 1_000} s, or the node has no index of them`,
    )
  }

  private async found(hash: string): Promise<NodeResult<'tx'> | null> {
    try {
      return await this.result('tx', { hash, prove: false })
    } catch (error) {
      // It is in no block that is indexed.
      if (error instanceof NodeRefusal) return null
      throw error
    }
  }

  private async stakedCoin(): Promise<string> {
    const params = await this.query('/cosmos.staking.v1beta1.Query/Params', new Uint8Array())
    const denom = QueryParamsResponse.decode(params).params?.bondDenom ?? ''
    if (denom === '') throw new Error('the chain does not say in which coin its fees are paid')
    return denom
  }
}
