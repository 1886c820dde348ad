/** Messages of a transaction out of protobuf, field by field, as people read them. */
import { MsgSend } from 'cosmjs-types/cosmos/bank/v1beta1/tx'
import * as wasm from 'cosmjs-types/cosmwasm/wasm/v1/tx'
import type { Any } from 'cosmjs-types/google/protobuf/any'
import { coinsText, type Coin } from '../app/coin'
import { hexOf, readableBytes } from './readable'

interface Codec {
  decode(bytes: Uint8Array): object
}

const CODECS: Readonly<Record<string, Codec>> = {
  '/cosmos.bank.v1beta1.MsgSend': MsgSend,
  '/cosmwasm.wasm.v1.MsgStoreCode': wasm.MsgStoreCode,
  '/cosmwasm.wasm.v1.MsgInstantiateContract': wasm.MsgInstantiateContract,
  '/cosmwasm.wasm.v1.MsgInstantiateContract2': wasm.MsgInstantiateContract2,
  '/cosmwasm.wasm.v1.MsgExecuteContract': wasm.MsgExecuteContract,
  '/cosmwasm.wasm.v1.MsgMigrateContract': wasm.MsgMigrateContract,
  '/cosmwasm.wasm.v1.MsgUpdateAdmin': wasm.MsgUpdateAdmin,
  '/cosmwasm.wasm.v1.MsgClearAdmin': wasm.MsgClearAdmin,
}

/** A message by its fields. Bytes of a type that this chain does not know stay bytes. */
export function decodedMessage({ typeUrl, value }: Any): readonly (readonly [field: string, text: string])[] {
  const codec = CODECS[typeUrl]
  if (codec === undefined) return [['value', hexOf(value)]]
  return Object.entries(codec.decode(value)).map(([field, each]) => [field, textOfField(field, each)])
}

/** What a message is called: the last part of its type. */
export function messageName({ typeUrl }: Pick<Any, 'typeUrl'>): string {
  return typeUrl.split('.').at(-1)!
}

/** What a message sets out to do: the contract's own word for it where it is JSON of one field. */
export function messageAction(message: Any): string {
  if (message.typeUrl !== '/cosmwasm.wasm.v1.MsgExecuteContract') return messageName(message)
  try {
    const { msg } = wasm.MsgExecuteContract.decode(message.value)
    const [action] = Object.keys(JSON.parse(readableBytes(msg)) as object)
    return action ?? messageName(message)
  } catch {
    // It is not JSON, and the contract has said so.
    return messageName(message)
  }
}

function textOfField(field: string, value: unknown): string {
  if (value instanceof Uint8Array) return field === 'wasmByteCode' ? `${value.length} bytes` : readableBytes(value)
  if (Array.isArray(value)) return coinsText(value as readonly Coin[])
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value)
}
