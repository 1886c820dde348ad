/** `abci_query`: the gRPC queries of the modules, by path, in protobuf both ways. */
import { base64, hex } from '@scure/base'
import { QueryAccountRequest, QueryAccountResponse } from 'cosmjs-types/cosmos/auth/v1beta1/query'
import * as bankQuery from 'cosmjs-types/cosmos/bank/v1beta1/query'
import { SimulateRequest } from 'cosmjs-types/cosmos/tx/v1beta1/service'
import * as wasmQuery from 'cosmjs-types/cosmwasm/wasm/v1/query'
import type { Application } from '../app/application'
import { encodedAccount } from '../app/auth'
import type { BlockInfo, TxContext } from '../app/context'
import { AppError, ERRORS, orFail } from '../app/errors'
import { rawOfTx } from '../app/transaction'
import { allCodes, codeBytes, codeInfo } from '../app/wasm/codes'
import { stateOf } from '../app/wasm/contract-storage'
import { historyOf } from '../app/wasm/contract-history'
import { allContracts, contractInfo } from '../app/wasm/contracts'
import { QUERY_GAS_MAX } from '../app/wasm/gas'
import { addressOf, bech32Of } from '../address'
import { byteText } from '../bytes'
import { OutOfSdkGas, SdkGasMeter } from '../state/sdk-gas'
import type { Params } from './json-rpc'
import type { ServedChain } from './served-chain'

type Query = (application: Application, context: TxContext, data: Uint8Array) => Uint8Array

const WASM = '/cosmwasm.wasm.v1.Query/'
/** A page of a list, as the SDK has it by default. */
const PAGE = 100

/** The queries, by path. */
const QUERIES: Readonly<Record<string, Query>> = {
  '/cosmos.auth.v1beta1.Query/Account'(application, context, data) {
    const { address } = QueryAccountRequest.decode(data)
    const account = encodedAccount(context, addressIn(application, address))
    if (account === undefined) {
      throw new AppError(
        { ...ERRORS.unknownRequest, code: 22, text: 'key not found' },
        `rpc error: code = NotFound desc = account ${address} not found`,
      )
    }
    return QueryAccountResponse.encode({ account: account as never }).finish()
  },
  '/cosmos.bank.v1beta1.Query/Balance'(application, context, data) {
    const { address, denom } = bankQuery.QueryBalanceRequest.decode(data)
    const amount = String(application.keeper.bank.balance(context, addressIn(application, address), denom))
    return bankQuery.QueryBalanceResponse.encode({ balance: { denom, amount } }).finish()
  },
  '/cosmos.bank.v1beta1.Query/AllBalances'(application, context, data) {
    const { address } = bankQuery.QueryAllBalancesRequest.decode(data)
    const balances = application.keeper.bank.balances(context, addressIn(application, address))
    return bankQuery.QueryAllBalancesResponse.encode({ balances }).finish()
  },
  '/cosmos.tx.v1beta1.Service/Simulate'(application, { state, block }, data) {
    const { tx, txBytes } = SimulateRequest.decode(data)
    const bytes = txBytes.length > 0 || tx === undefined ? txBytes : rawOfTx(tx)
    try {
      return application.simulate(state, block, bytes)
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      throw new AppError(ERRORS.unknownRequest, `rpc error: code = Unknown desc = ${error.message}`)
    }
  },
  [`${WASM}SmartContractState`](application, context, data) {
    const { address, queryData } = wasmQuery.QuerySmartContractStateRequest.decode(data)
    const answer = application.keeper.queries.smart(context, address, queryData)
    return wasmQuery.QuerySmartContractStateResponse.encode({ data: answer }).finish()
  },
  [`${WASM}RawContractState`](application, context, data) {
    const { address, queryData } = wasmQuery.QueryRawContractStateRequest.decode(data)
    const bytes = addressIn(application, address)
    contractInfo(context, bytes, address)
    const wanted = byteText(queryData)
    const found = [...stateOf(context.state, bytes)].find(([key]) => byteText(key) === wanted)
    return wasmQuery.QueryRawContractStateResponse.encode({ data: found?.[1] ?? new Uint8Array() }).finish()
  },
  [`${WASM}AllContractState`](application, context, data) {
    const { address } = wasmQuery.QueryAllContractStateRequest.decode(data)
    const bytes = addressIn(application, address)
    contractInfo(context, bytes, address)
    const models = [...stateOf(context.state, bytes)].slice(0, PAGE).map(([key, value]) => ({ key, value }))
    return wasmQuery.QueryAllContractStateResponse.encode({ models }).finish()
  },
  [`${WASM}ContractInfo`](application, context, data) {
    const { address } = wasmQuery.QueryContractInfoRequest.decode(data)
    const info = contractInfo(context, addressIn(application, address), address)
    return wasmQuery.QueryContractInfoResponse.encode({ address, contractInfo: info }).finish()
  },
  [`${WASM}ContractHistory`](application, context, data) {
    const { address } = wasmQuery.QueryContractHistoryRequest.decode(data)
    const entries = historyOf(context.state, addressIn(application, address))
    return wasmQuery.QueryContractHistoryResponse.encode({ entries }).finish()
  },
  [`${WASM}ContractsByCode`](application, { state }, data) {
    const { codeId } = wasmQuery.QueryContractsByCodeRequest.decode(data)
    const contracts = [...allContracts(state)]
      .filter(([, info]) => info.codeId === codeId)
      .toSorted(([, a], [, b]) => Number((a.created?.blockHeight ?? 0n) - (b.created?.blockHeight ?? 0n)))
      .map(([address]) => bech32Of(application.rules.prefix, address))
    return wasmQuery.QueryContractsByCodeResponse.encode({ contracts, pagination: NO_MORE }).finish()
  },
  [`${WASM}ContractsByCreator`](application, { state }, data) {
    const { creatorAddress } = wasmQuery.QueryContractsByCreatorRequest.decode(data)
    const contractAddresses = [...allContracts(state)]
      .filter(([, info]) => info.creator === creatorAddress)
      .map(([address]) => bech32Of(application.rules.prefix, address))
    return wasmQuery.QueryContractsByCreatorResponse.encode({ contractAddresses, pagination: NO_MORE }).finish()
  },
  [`${WASM}Codes`](_application, { state }) {
    const codeInfos = [...allCodes(state)].map(([id, info]) => codeResponse(id, info))
    return wasmQuery.QueryCodesResponse.encode({ codeInfos, pagination: NO_MORE }).finish()
  },
  [`${WASM}Code`](_application, context, data) {
    const { codeId } = wasmQuery.QueryCodeRequest.decode(data)
    const info = codeInfo(context, codeId)
    const response = { codeInfo: codeResponse(codeId, info), data: codeBytes(context.state, info) }
    return wasmQuery.QueryCodeResponse.encode(response).finish()
  },
}

const NO_MORE = { nextKey: new Uint8Array(), total: 0n }

function codeResponse(
  codeId: bigint,
  { creator, codeHash, instantiateConfig }: ReturnType<typeof codeInfo>,
): wasmQuery.CodeInfoResponse {
  return wasmQuery.CodeInfoResponse.fromPartial({
    codeId,
    creator,
    dataHash: codeHash,
    ...(instantiateConfig === undefined ? {} : { instantiatePermission: instantiateConfig }),
  })
}

function addressIn({ rules }: Application, written: string): Uint8Array {
  return orFail(ERRORS.invalidAddress, () => addressOf(rules.prefix, written))
}

/** The result of `abci_query`. What fails is a result, too, with a code that is not 0. */
export function abciQuery(chain: ServedChain, params: Params): object {
  const path = params.text('path')
  const data = params.text('data', '')
  const height = params.count('height') ?? chain.latestHeight
  const answer = (fields: object) => ({
    response: {
      code: 0,
      log: '',
      info: '',
      index: '0',
      key: null,
      value: null,
      proofOps: null,
      height: String(height),
      codespace: '',
      ...fields,
    },
  })
  try {
    const state = chain.state(height)
    if (state === undefined)
      throw new AppError(
        ERRORS.invalidRequest,
        `failed to load state at height ${height}; the latest is ${chain.latestHeight}`,
      )
    const query = QUERIES[path]
    if (query === undefined) throw new AppError(ERRORS.unknownRequest, `unknown query path: ${path}`)
    if (!/^(?:[0-9a-fA-F]{2})*$/.test(data)) throw new AppError(ERRORS.invalidRequest, 'data is hex')
    const { node } = chain
    const header = node.block(height)?.header
    const block: BlockInfo = { chainId: node.chainId, height, timeNs: header?.timeNs ?? node.nextBlock().timeNs }
    const gas = new SdkGasMeter(QUERY_GAS_MAX)
    const context: TxContext = { state, gas, events: [], block, txIndex: undefined, depth: 0 }
    const value = query(node.application, context, hex.decode(data.toLowerCase()))
    return answer({ value: base64.encode(value) })
  } catch (error) {
    const failure = failureOf(error)
    const { codespace, code } = failure.reason
    // Queries pass through gRPC, which knows few codes: what it does not know becomes this one.
    const isKnown = codespace === 'sdk'
    const { unknownRequest } = ERRORS
    return isKnown
      ? answer({ code, log: failure.message, codespace })
      : answer({ code: unknownRequest.code, log: `${failure.message}: ${unknownRequest.text}`, codespace: 'sdk' })
  }
}

function failureOf(error: unknown): AppError {
  if (error instanceof AppError) return error
  if (error instanceof OutOfSdkGas) return new AppError(ERRORS.outOfGas, error.message)
  if (error instanceof RangeError || error instanceof Error) return new AppError(ERRORS.invalidRequest, error.message)
  throw error
}
