/** Signs and sends as a person at a terminal would: the sequence and the gas are asked of the node, then it is broadcast. */
import { SimulateResponse } from 'cosmjs-types/cosmos/tx/v1beta1/service'
import type { Any } from 'cosmjs-types/google/protobuf/any'
import { hex } from '@scure/base'
import { addressOf } from './address'
import { findAccount } from './app/auth'
import { AppError } from './app/errors'
import { transactionHash } from './app/transaction'
import { MempoolError, type ChainNode } from './consensus/node'
import { signTransaction } from './sign'
import { SdkGasMeter } from './state/sdk-gas'
import { OutOfSdkGas } from './state/sdk-gas'

/** Of the gas that a simulation used, so much is asked for. CosmJS takes 1.4, of which sending coins leaves half a percent. */
const GAS_FACTOR = 1.5

/** Who signs. */
export interface Signer {
  readonly name: string
  readonly address: string
  /** Its secp256k1 key, 32 bytes. */
  readonly secret: Uint8Array
}

/**
 * The most that what is typed may use, in SDK gas, as for queries from outside. That much is 0.4 s of a validator's work by its table, but seconds
 * here, if a contract is all divisions: a page gives an engine up that is silent for longer.
 */
const TYPED_GAS_MAX = 3_000_000

/**
 * Simulates, signs and broadcasts; answers in a line what the node has said. Nothing is sent that the simulation refuses.
 * @param gasMax the most that it may use, in SDK gas
 */
export function signAndSend(
  node: ChainNode,
  { name, address, secret }: Signer,
  messages: readonly Any[],
  gasMax = TYPED_GAS_MAX,
): string {
  const { prefix, denom, gasPriceThousandths } = node.application.rules
  const state = node.pendingState
  const account = findAccount({ state, gas: new SdkGasMeter(Infinity) }, addressOf(prefix, address))
  if (account === undefined) return `(error) ${name} has no account on this chain yet`
  const signed = (gasLimit: number): Uint8Array => {
    const amount = String(Math.ceil((gasLimit * gasPriceThousandths) / 1000))
    const { accountNumber, sequence } = account
    const { chainId } = node
    return signTransaction(secret, messages, { chainId, accountNumber, sequence, gasLimit, fee: [{ denom, amount }] })
  }
  try {
    const simulated = SimulateResponse.decode(node.application.simulate(state, node.nextBlock(), signed(0), gasMax))
    const gasLimit = Math.ceil(Number(simulated.gasInfo!.gasUsed) * GAS_FACTOR)
    const bytes = signed(gasLimit)
    const { code, log } = node.checkTx(bytes)
    if (code !== 0) return `(error) the node refused it: code ${code}: ${log}`
    const hash = hex.encode(transactionHash(bytes)).toUpperCase()
    return `tx ${hash}\n${name}, sequence ${account.sequence}, gas wanted ${gasLimit}: waiting for block ${node.nextBlock().height}`
  } catch (error) {
    if (error instanceof AppError || error instanceof OutOfSdkGas || error instanceof MempoolError)
      return `(error) not sent: ${error.message}`
    throw error
  }
}
