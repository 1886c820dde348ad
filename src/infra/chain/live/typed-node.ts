/** What somebody typed at the prompt, signed with a key of the run and sent to a real node; answers in lines what the node has said. */
import { hex } from '@scure/base'
import type { Any } from 'cosmjs-types/google/protobuf/any'
import { transactionHash } from '../app/transaction'
import type { ChainTerms } from '../place'
import type { Signer } from '../send'
import { signTransaction } from '../sign'
import { NodeRefusal, type NodeClient } from './node-client'

/** Of the gas that a simulation used, so much is asked for. */
const GAS_FACTOR = 1.5

/** Simulates, signs and broadcasts. Nothing is sent that the simulation refuses. */
export async function signAndSendTo(
  client: NodeClient,
  terms: ChainTerms,
  { name, address, secret }: Signer,
  messages: readonly Any[],
): Promise<string> {
  const { chainId, denom, gasPriceThousandths } = terms
  try {
    const numbers = await client.account(address)
    const signed = (gasLimit: number): Uint8Array => {
      const amount = Math.ceil((gasLimit * gasPriceThousandths) / 1_000)
      const fee = amount === 0 ? [] : [{ denom, amount: String(amount) }]
      return signTransaction(secret, messages, { chainId, ...numbers, gasLimit, fee })
    }
    const gasLimit = Math.ceil((await client.simulate(signed(0))) * GAS_FACTOR)
    const bytes = signed(gasLimit)
    await client.broadcast(bytes)
    const hash = hex.encode(transactionHash(bytes)).toUpperCase()
    return `tx ${hash}\n${name}, sequence ${numbers.sequence}, gas wanted ${gasLimit}: waiting for a block`
  } catch (error) {
    if (error instanceof NodeRefusal) return `(error) not sent: ${error.message.slice(0, 2_000)}`
    throw error
  }
}
