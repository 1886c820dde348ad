/** Protobuf inside of the JSON of answers as JSON, so that it is compared field by field, too. */
import { base64 } from '@scure/base'
import { BaseAccount } from 'cosmjs-types/cosmos/auth/v1beta1/auth'
import { QueryAccountResponse } from 'cosmjs-types/cosmos/auth/v1beta1/query'
import { QueryBalanceResponse } from 'cosmjs-types/cosmos/bank/v1beta1/query'
import { TxMsgData } from 'cosmjs-types/cosmos/base/abci/v1beta1/abci'
import { SimulateResponse } from 'cosmjs-types/cosmos/tx/v1beta1/service'
import * as wasm from 'cosmjs-types/cosmwasm/wasm/v1/query'
import type { Exchange } from './session'

type Decode = (bytes: Uint8Array) => unknown

const WASM = '/cosmwasm.wasm.v1.Query/'
const ANSWERS: Readonly<Record<string, Decode>> = {
  '/cosmos.auth.v1beta1.Query/Account'(bytes) {
    const { account } = QueryAccountResponse.decode(bytes)
    const { typeUrl, value } = account as { typeUrl: string; value: Uint8Array }
    return { typeUrl, account: BaseAccount.decode(value) }
  },
  '/cosmos.bank.v1beta1.Query/Balance': (bytes) => QueryBalanceResponse.decode(bytes),
  '/cosmos.tx.v1beta1.Service/Simulate'(bytes) {
    const { gasInfo, result } = SimulateResponse.decode(bytes)
    return { gasInfo, result: { ...result, data: TxMsgData.decode(result!.data) } }
  },
  [`${WASM}SmartContractState`]: (bytes) => wasm.QuerySmartContractStateResponse.decode(bytes),
  [`${WASM}RawContractState`]: (bytes) => wasm.QueryRawContractStateResponse.decode(bytes),
  [`${WASM}ContractInfo`]: (bytes) => wasm.QueryContractInfoResponse.decode(bytes),
  [`${WASM}Codes`]: (bytes) => wasm.QueryCodesResponse.decode(bytes),
  [`${WASM}ContractsByCode`]: (bytes) => wasm.QueryContractsByCodeResponse.decode(bytes),
}

/** An exchange with what is encoded in it taken apart. */
export function decoded({ method, params, ...said }: Exchange): unknown {
  return { method, params: paramsOf(params), ...(unpacked(params['path'], plain(said)) as object) }
}

/** Of what is sent along, only that it is: it depends on keys. */
function paramsOf(params: Exchange['params']): object {
  return Object.fromEntries(
    Object.entries(params).map(([key, value]) => [key, key === 'data' || key === 'tx' ? typeof value : value]),
  )
}

function unpacked(path: unknown, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => unpacked(path, item))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, field]) => {
      const decode =
        key === 'value' && 'proofOps' in value
          ? ANSWERS[String(path)]
          : key === 'data' && 'gas_used' in value
            ? dataOf
            : undefined
      const isCut = typeof field === 'string' && field.endsWith('…')
      if (decode === undefined || typeof field !== 'string' || isCut) return [key, unpacked(path, field)]
      return [key, plain(decode(base64.decode(field)))]
    }),
  )
}

function dataOf(bytes: Uint8Array): unknown {
  return TxMsgData.decode(bytes)
}

/** What JSON can hold: bytes as base 64, large numbers as digits. */
function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return base64.encode(value)
  if (typeof value === 'bigint') return String(value)
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, field]) => (field === undefined ? [] : [[key, plain(field)]])),
  )
}
