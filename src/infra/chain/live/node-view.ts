/** A real node as the inspector looks at it: what it says of blocks, contracts and accounts when it is asked, and no more. */
import { base64 } from '@scure/base'
import * as wasm from 'cosmjs-types/cosmwasm/wasm/v1/query'
import { ContractInfo } from 'cosmjs-types/cosmwasm/wasm/v1/types'
import { LookError, NamedContracts, type ContractView } from '../inspect/named-contracts'
import type { FoundTx } from '../inspect/tx-page'
import { hashText } from '../inspect/tx-rows'
import { addressOf } from '../address'
import { resultOf } from './blocks'
import type { RunWallets } from './live-chain'
import { NodeRefusal, type NodeClient } from './node-client'
import type { Prepared } from './prepare-node'

const WASM = '/cosmwasm.wasm.v1.Query/'
/** Codes that are asked for, newest first: those of the run are among them, unless the chain is busy. */
const CODES_MAX = 20
/** Keys of a contract that are asked for. */
export const KEYS_MAX = 200
/** Transactions that wait and are asked for. */
const WAITING_MAX = 100

/** A code as lists show it. */
export interface CodeView {
  readonly id: number
  readonly creator: string
  readonly checksum: Uint8Array
}

/** One look: made anew for every question. */
export class NodeView extends NamedContracts {
  readonly client: NodeClient
  readonly prepared: Prepared
  private readonly wallets: RunWallets
  private known: readonly ContractView[] = []

  constructor(client: NodeClient, prepared: Prepared, wallets: RunWallets) {
    super((address) => wallets.nameOf(address))
    this.client = client
    this.prepared = prepared
    this.wallets = wallets
  }

  /** Learns what contracts there are of codes of the run, and of newer ones. @throws {NodeRefusal} */
  async learn(): Promise<void> {
    const first = Math.min(...this.prepared.codeIds)
    const codes = (await this.codes()).filter(({ id }) => id >= first)
    const found = await Promise.all(codes.map(({ id }) => this.contractsOf(id)))
    this.known = (await Promise.all(found.flat().map((address) => this.contractAt(address)))).toSorted(
      (a, b) => a.height - b.height || a.codeId - b.codeId,
    )
  }

  /** What was learnt, oldest first. */
  override contracts(): readonly ContractView[] {
    return this.known
  }

  /** An address that was typed: in bech32, or as the name of a wallet or contract. @throws {LookError} */
  address(named: string): string {
    const { prefix } = this.prepared.place
    try {
      addressOf(prefix, named)
      return named
    } catch {
      const wanted = named.toLowerCase()
      const wallet = this.wallets.signers.find(({ name }) => name.toLowerCase() === wanted)
      const contract = this.known.find(({ label }) => label.toLowerCase() === wanted)
      const found = wallet?.address ?? contract?.address
      if (found !== undefined) return found
    }
    throw new LookError(`(error) "${named.slice(0, 80)}" is no address of this chain (${prefix}1…) and no name of one`)
  }

  /** Codes, newest first. */
  async codes(): Promise<readonly CodeView[]> {
    const pagination = { key: new Uint8Array(), offset: 0n, limit: BigInt(CODES_MAX), countTotal: false, reverse: true }
    const request = wasm.QueryCodesRequest.encode({ pagination }).finish()
    const { codeInfos } = wasm.QueryCodesResponse.decode(await this.client.query(`${WASM}Codes`, request))
    return codeInfos.map(({ codeId, creator, dataHash }) => ({ id: Number(codeId), creator, checksum: dataHash }))
  }

  /** The bytes of a code. */
  async codeBytes(id: number): Promise<Uint8Array> {
    const request = wasm.QueryCodeRequest.encode({ codeId: BigInt(id) }).finish()
    return wasm.QueryCodeResponse.decode(await this.client.query(`${WASM}Code`, request)).data
  }

  /** Keys and values of a contract, in byte order, as far as they are asked for; whether there are more. */
  async stateOf(address: string) {
    const pagination = { key: new Uint8Array(), offset: 0n, limit: BigInt(KEYS_MAX), countTotal: false, reverse: false }
    const request = wasm.QueryAllContractStateRequest.encode({ address, pagination }).finish()
    const answer = await this.client.query(`${WASM}AllContractState`, request)
    const { models, pagination: page } = wasm.QueryAllContractStateResponse.decode(answer)
    return { models, isMore: (page?.nextKey.length ?? 0) > 0 }
  }

  async historyOf(address: string) {
    const request = wasm.QueryContractHistoryRequest.encode(wasm.QueryContractHistoryRequest.fromPartial({ address }))
    const answer = await this.client.query(`${WASM}ContractHistory`, request.finish())
    return wasm.QueryContractHistoryResponse.decode(answer).entries
  }

  /** What a contract answers. @throws {NodeRefusal} with its error */
  async smart(address: string, queryData: Uint8Array): Promise<Uint8Array> {
    const request = wasm.QuerySmartContractStateRequest.encode({ address, queryData }).finish()
    return wasm.QuerySmartContractStateResponse.decode(await this.client.query(`${WASM}SmartContractState`, request)).data // prettier-ignore
  }

  async waiting(): Promise<readonly Uint8Array[]> {
    const { txs } = await this.client.result('unconfirmed_txs', { limit: String(WAITING_MAX) })
    return (txs ?? []).map((text) => base64.decode(text))
  }

  /** A block with what became of its transactions. @throws {NodeRefusal} if it is not there */
  async block(height: number) {
    const asked = { height: String(height) }
    const [block, { txs_results: results }] = await Promise.all([
      this.client.result('block', asked),
      this.client.result('block_results', asked),
    ])
    const transactions = (block.block.data.txs ?? []).map((text) => base64.decode(text))
    const found = transactions.flatMap((bytes, index): Required<FoundTx>[] => {
      const result = results?.[index]
      return result == null ? [] : [{ bytes, at: { height, index }, result: resultOf(result) }]
    })
    return { id: block.block_id.hash, header: block.block.header, found }
  }

  /** A transaction in a block. */
  async inBlock(height: number, index: number): Promise<FoundTx | undefined> {
    return (await this.block(height)).found.find(({ at }) => at.index === index)
  }

  /** A transaction by its hash, in a block or waiting. */
  async byHash(hash: Uint8Array, text: string): Promise<FoundTx | undefined> {
    const waiting = (await this.waiting()).find((bytes) => hashText(bytes) === text)
    if (waiting !== undefined) return { bytes: waiting }
    try {
      const { height, index, tx, tx_result: result } = await this.client.result('tx', { hash: base64.encode(hash), prove: false }) // prettier-ignore
      return { bytes: base64.decode(tx), at: { height: Number(height), index }, result: resultOf(result) }
    } catch (error) {
      if (error instanceof NodeRefusal) return undefined
      throw error
    }
  }

  private async contractsOf(id: number): Promise<readonly string[]> {
    const request = wasm.QueryContractsByCodeRequest.encode(
      wasm.QueryContractsByCodeRequest.fromPartial({ codeId: BigInt(id) }),
    )
    const answer = await this.client.query(`${WASM}ContractsByCode`, request.finish())
    return wasm.QueryContractsByCodeResponse.decode(answer).contracts
  }

  private async contractAt(address: string): Promise<ContractView> {
    const { prefix, tag } = this.prepared.place
    const request = wasm.QueryContractInfoRequest.encode({ address }).finish()
    const answer = await this.client.query(`${WASM}ContractInfo`, request)
    const info = wasm.QueryContractInfoResponse.decode(answer).contractInfo ?? ContractInfo.fromPartial({})
    const { label, codeId, creator, admin, created } = info
    // What it bears of the run says nothing that is not known here.
    const shown = label.replace(` ${tag}`, '')
    const height = Number(created?.blockHeight ?? 0n)
    return { address, bytes: addressOf(prefix, address), label: shown, codeId: Number(codeId), creator, admin, height }
  }
}
