/**
 * What a contract wants done by others (`wasmd/x/wasm/keeper/msg_dispatcher.go`): each message in a branch of its own, depth first, in
 * order. One that fails takes its state and events with it, and the whole call, unless the contract asked to hear of failures.
 */
import { MsgSendResponse } from 'cosmjs-types/cosmos/bank/v1beta1/tx'
import * as wasmTx from 'cosmjs-types/cosmwasm/wasm/v1/tx'
import { base64 } from '@scure/base'
import { bech32Of } from '../../address'
import { utf8 } from '../../bytes'
import { OutOfSdkGas, SdkGasMeter } from '../../state/sdk-gas'
import { checkCoins, type Coin } from '../coin'
import { branch, type TxContext } from '../context'
import { AppError, ERRORS, redacted } from '../errors'
import type { ChainEvent } from '../event'
import { replyCost } from './gas'
import type { WasmKeeper } from './keeper'
import type { SubMessage } from './response'

/** So deep may contracts call each other. */
const CALL_DEPTH_MAX = 100

/** Does all messages of one answer. Gives the data that the last reply with data has set; null if none has. */
export function dispatchAll(
  context: TxContext,
  keeper: WasmKeeper,
  contract: Uint8Array,
  messages: readonly SubMessage[],
): Uint8Array | null {
  let data: Uint8Array | null = null
  for (const message of messages) data = dispatch(context, keeper, contract, message) ?? data
  return data
}

function dispatch(
  context: TxContext,
  keeper: WasmKeeper,
  contract: Uint8Array,
  { id, msg, gas_limit: gasLimit, reply_on: replyOn, payload }: SubMessage,
): Uint8Array | null {
  if (context.depth >= CALL_DEPTH_MAX) throw new AppError(ERRORS.maxCallDepth, String(CALL_DEPTH_MAX))
  const isLimited = gasLimit !== undefined && gasLimit !== null && gasLimit < context.gas.remaining
  const gas = isLimited ? new SdkGasMeter(gasLimit) : context.gas
  const sub = branch(context, { gas, depth: context.depth + 1 })
  let result: { readonly data: Uint8Array; readonly type: string } | AppError
  try {
    result = doMessage(sub.context, keeper, contract, msg)
  } catch (error) {
    if (error instanceof OutOfSdkGas && isLimited) {
      result = new AppError(ERRORS.outOfGas, 'SubMsg hit gas limit')
    } else if (error instanceof AppError) result = error
    else throw error
  } finally {
    // An overrun costs the whole limit, and no more.
    if (isLimited) {
      const parts = gas.used <= gasLimit ? gas.parts : undefined
      context.gas.charge(Math.min(gas.used, gasLimit), 'From limited Sub-Message', parts)
    }
  }
  const isFailure = result instanceof AppError
  let events: ChainEvent[] = []
  if (!isFailure) {
    sub.commit()
    events = sub.context.events.filter(({ type }) => type !== 'message')
    // wasmd sorts the attributes of what wasm messages tell in place, so that those of the transaction are sorted, too.
    if ('wasm' in msg) events = events.map(sorted)
    context.events.push(...events)
    if (!('wasm' in msg)) events = []
  }
  if (result instanceof AppError && (replyOn === 'never' || replyOn === 'success')) throw result
  if (replyOn === 'never' || (replyOn === 'error' && !isFailure)) return null
  return keeper.reply(context, contract, replyOf(id, payload, result, events), replyCost(events))
}

function sorted({ type, attributes }: ChainEvent): ChainEvent {
  return { type, attributes: attributes.toSorted((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)) }
}

/** As wasmvm writes it: what is empty is left out, and the gas of the message is not told. */
function replyOf(
  id: number,
  payload: string | undefined,
  result: { readonly data: Uint8Array; readonly type: string } | AppError,
  events: readonly ChainEvent[],
): Uint8Array {
  const isEmpty = !(result instanceof AppError) && result.data.length === 0
  const told =
    result instanceof AppError
      ? { error: redacted(result) }
      : {
          ok: {
            events,
            ...(isEmpty ? {} : { data: base64.encode(result.data) }),
            msg_responses: [{ type_url: result.type, value: base64.encode(result.data) }],
          },
        }
  const isPaid = payload !== undefined && payload !== ''
  return utf8(JSON.stringify({ gas_used: 0, id, result: told, ...(isPaid ? { payload } : {}) }))
}

/** A message of a contract in JSON, as `cosmwasm-std` writes it. */
type Fields = Readonly<Record<string, unknown>>

function doMessage(
  context: TxContext,
  keeper: WasmKeeper,
  contract: Uint8Array,
  msg: Fields,
): { readonly data: Uint8Array; readonly type: string } {
  const [[family, body] = ['', {}]] = Object.entries(msg)
  const [[name, fields] = ['', {}]] = Object.entries((body ?? {}) as Fields) as [string, Fields][]
  const sender = bech32Of(keeper.prefix, contract)
  switch (`${family}.${name}`) {
    case 'bank.send': {
      const coins = fields['amount'] as Coin[]
      const to = keeper.address(text(fields, 'to_address'))
      checkCoins(coins)
      keeper.bank.checkSend(context, to, coins)
      keeper.bank.move(context, contract, to, coins)
      return { data: MsgSendResponse.encode({}).finish(), type: '/cosmos.bank.v1beta1.MsgSendResponse' }
    }
    case 'wasm.execute': {
      const data = keeper.execute(context, text(fields, 'contract_addr'), contract, payload(fields), funds(fields))
      const response = wasmTx.MsgExecuteContractResponse.fromPartial({ data: data ?? new Uint8Array() })
      return {
        data: wasmTx.MsgExecuteContractResponse.encode(response).finish(),
        type: '/cosmwasm.wasm.v1.MsgExecuteContractResponse',
      }
    }
    case 'wasm.instantiate':
    case 'wasm.instantiate2': {
      const { address, data } = keeper.instantiate(context, {
        creator: contract,
        admin: typeof fields['admin'] === 'string' ? fields['admin'] : '',
        codeId: BigInt(fields['code_id'] as number),
        label: text(fields, 'label'),
        message: payload(fields),
        funds: funds(fields),
        ...(name === 'instantiate2' ? { salt: base64.decode(text(fields, 'salt')) } : {}),
      })
      const response = { address: bech32Of(keeper.prefix, address), data }
      return {
        data: wasmTx.MsgInstantiateContractResponse.encode(response).finish(),
        type: '/cosmwasm.wasm.v1.MsgInstantiateContractResponse',
      }
    }
    case 'wasm.migrate': {
      const codeId = BigInt(fields['new_code_id'] as number)
      const data = keeper.migrate(context, text(fields, 'contract_addr'), sender, codeId, payload(fields))
      const response = wasmTx.MsgMigrateContractResponse.fromPartial({ data: data ?? new Uint8Array() })
      return {
        data: wasmTx.MsgMigrateContractResponse.encode(response).finish(),
        type: '/cosmwasm.wasm.v1.MsgMigrateContractResponse',
      }
    }
    case 'wasm.update_admin':
      keeper.setAdmin(context, text(fields, 'contract_addr'), sender, text(fields, 'admin'))
      return { data: new Uint8Array(), type: '/cosmwasm.wasm.v1.MsgUpdateAdminResponse' }
    case 'wasm.clear_admin':
      keeper.setAdmin(context, text(fields, 'contract_addr'), sender, '')
      return { data: new Uint8Array(), type: '/cosmwasm.wasm.v1.MsgClearAdminResponse' }
    default:
      throw new AppError(ERRORS.unknownMsg, `${family}.${name}: this chain does bank.send and messages of wasm`)
  }
}

function text(fields: Fields, name: string): string {
  const value = fields[name]
  if (typeof value !== 'string') throw new AppError(ERRORS.invalidMsg, `${name} is a text`)
  return value
}

function payload(fields: Fields): Uint8Array {
  return base64.decode(text(fields, 'msg'))
}

function funds(fields: Fields): Coin[] {
  const value = fields['funds']
  if (!Array.isArray(value)) throw new AppError(ERRORS.invalidMsg, 'funds is a list')
  return value as Coin[]
}
