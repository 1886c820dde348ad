/** `send` at the prompt: a message to a contract, signed by a wallet of the run. */
import { MsgExecuteContract } from 'cosmjs-types/cosmwasm/wasm/v1/tx'
import { utf8 } from '../bytes'
import type { ChainNode } from '../consensus/node'
import { signAndSend, type Signer } from '../send'
import { ChainView, LookError } from './chain-view'
import { parsePromptLine, parseSending } from './prompt-line'

/**
 * Does such a line; what is wrong with it is the answer.
 * @param signers the wallets whose keys there are
 */
export function sendLine(node: ChainNode, line: string, signers: readonly Signer[]): string {
  try {
    const parsed = parsePromptLine(line)
    if (parsed.command !== 'send') throw new LookError('(error) only a line that begins with send is signed')
    const { wallet, contract, message, coins } = parseSending(parsed)
    const signer = signers.find(({ name, address }) => name === wallet.toLowerCase() || address === wallet)
    if (signer === undefined) {
      const names = signers.map(({ name }) => name).join(', ')
      throw new LookError(
        `(error) nobody here has the key of "${wallet.slice(0, 80)}"; there are ${names || 'no wallets'}`,
      )
    }
    const { address } = new ChainView(node).contract(contract)
    const value = MsgExecuteContract.encode({
      sender: signer.address,
      contract: address,
      msg: utf8(message),
      funds: coins.map((each) => ({ ...each })),
    }).finish()
    return signAndSend(node, signer, [{ typeUrl: '/cosmwasm.wasm.v1.MsgExecuteContract', value }])
  } catch (error) {
    if (error instanceof LookError) return error.message
    throw error
  }
}
