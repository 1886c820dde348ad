/** Messages of tests, of wallets and of contracts. */
import { base64 } from '@scure/base'
import { MsgSend } from 'cosmjs-types/cosmos/bank/v1beta1/tx'
import { MsgExecuteContract } from 'cosmjs-types/cosmwasm/wasm/v1/tx'
import type { Any } from 'cosmjs-types/google/protobuf/any'
import type { Coin } from '../app/coin'
import { utf8 } from '../bytes'
import type { Wallet } from './wallets'

export function uluna(amount: number | bigint): Coin[] {
  return [{ denom: 'uluna', amount: String(amount) }]
}

export function sendMessage(from: Wallet, to: string, amount: readonly Coin[]): Any {
  const value = MsgSend.encode({ fromAddress: from.address, toAddress: to, amount: [...amount] }).finish()
  return { typeUrl: '/cosmos.bank.v1beta1.MsgSend', value }
}

export function executeMessage(from: Wallet, contract: string, message: unknown, funds: readonly Coin[] = []): Any {
  const msg = utf8(JSON.stringify(message))
  const value = MsgExecuteContract.encode({ sender: from.address, contract, msg, funds: [...funds] }).finish()
  return { typeUrl: '/cosmwasm.wasm.v1.MsgExecuteContract', value }
}

/** A message of a contract to a contract. */
export function wasmMessage(contract: string, message: unknown, funds: readonly Coin[] = []): object {
  return { wasm: { execute: { contract_addr: contract, msg: base64Of(JSON.stringify(message)), funds } } }
}

/** A message of a contract that sends coins. */
export function bankMessage(to: string, amount: readonly Coin[]): object {
  return { bank: { send: { to_address: to, amount } } }
}

export function base64Of(text: string): string {
  return base64.encode(utf8(text))
}
