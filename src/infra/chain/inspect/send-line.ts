/** Lines of the prompt that are signed by a wallet of the run: a message to a contract, and a contract that is made of stored code. */
import { MsgExecuteContract, MsgInstantiateContract } from 'cosmjs-types/cosmwasm/wasm/v1/tx'
import type { Any } from 'cosmjs-types/google/protobuf/any'
import { utf8 } from '../bytes'
import type { ChainNode } from '../consensus/node'
import { signAndSend, type Signer } from '../send'
import { ChainView } from './chain-view'
import { LookError } from './named-contracts'
import { parsePromptLine, parseSending, type Sending } from './prompt-line'

/**
 * Does such a line; what is wrong with it is the answer.
 * @param signers the wallets whose keys there are
 */
export function sendLine(node: ChainNode, line: string, signers: readonly Signer[]): string {
  try {
    const { signer, message } = sendingOf(line, signers, (named) => new ChainView(node).contract(named).address)
    return signAndSend(node, signer, [message])
  } catch (error) {
    if (error instanceof LookError) return error.message
    throw error
  }
}

/**
 * Who is to sign what.
 * @param contractAt the address of a contract by its address or its label
 * @throws {LookError} for a line that says neither, or names what is not there
 */
export function sendingOf(
  line: string,
  signers: readonly Signer[],
  contractAt: (named: string) => string,
): { readonly signer: Signer; readonly message: Any } {
  const sending = parseSending(parsePromptLine(line))
  const signer = signerOf(sending, signers)
  return { signer, message: messageOf(sending, signer, contractAt) }
}

function signerOf({ wallet }: Sending, signers: readonly Signer[]): Signer {
  const signer = signers.find(({ name, address }) => name === wallet.toLowerCase() || address === wallet)
  if (signer !== undefined) return signer
  const names = signers.map(({ name }) => name).join(', ')
  throw new LookError(`(error) nobody here has the key of "${wallet.slice(0, 80)}"; there are ${names || 'no wallets'}`)
}

function messageOf(sending: Sending, { address: sender }: Signer, contractAt: (named: string) => string): Any {
  const msg = utf8(sending.message)
  const funds = sending.coins.map((each) => ({ ...each }))
  if (sending.command === 'send') {
    const contract = contractAt(sending.contract)
    const value = MsgExecuteContract.encode({ sender, contract, msg, funds }).finish()
    return { typeUrl: '/cosmwasm.wasm.v1.MsgExecuteContract', value }
  }
  const { codeId, label } = sending
  const making = { sender, admin: sender, codeId: BigInt(codeId), label, msg, funds }
  return { typeUrl: '/cosmwasm.wasm.v1.MsgInstantiateContract', value: MsgInstantiateContract.encode(making).finish() }
}
