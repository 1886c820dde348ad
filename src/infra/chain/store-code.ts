/** Stores a contract that somebody has brought: a wallet of the run signs, and the chain checks it as it checks every upload. */
import { MsgStoreCode } from 'cosmjs-types/cosmwasm/wasm/v1/tx'
import type { Any } from 'cosmjs-types/google/protobuf/any'
import { TRANSACTION_GAS_MAX } from './app/ante'
import type { ChainNode } from './consensus/node'
import { signAndSend, type Signer } from './send'

/** Simulates, signs and broadcasts the upload; answers in lines what the node has said, and what comes next. */
export function storeCode(node: ChainNode, signer: Signer, code: Uint8Array): string {
  return stored(signer, signAndSend(node, signer, [storeMessage(signer, code)], TRANSACTION_GAS_MAX))
}

/** The message of an upload. */
export function storeMessage({ address: sender }: Signer, code: Uint8Array): Any {
  const value = MsgStoreCode.encode(MsgStoreCode.fromPartial({ sender, wasmByteCode: code })).finish()
  return { typeUrl: '/cosmwasm.wasm.v1.MsgStoreCode', value }
}

/** What is told of it: the node's answer, and what comes next. */
export function stored({ name }: Signer, answer: string): string {
  if (answer.startsWith('(error)')) return answer
  return `${answer}\nthen: codes names its number, and instantiate ${name} <code> <label> {json} makes a contract of it`
}
