/** Our chain for the conformance suite, in memory. */
import { bech32Of } from '../address'
import { memoryChain } from '../testing/memory-rpc'
import { answerRequest } from '../rpc/json-rpc'
import { callMethod } from '../rpc/methods'
import { CHAIN_ID, COINS, openSession, wallet, type ChainSession } from './session'

/** Accounts that were there before, as on the recorded chain: so ours has the number 3. */
const OTHERS = [1, 2, 3].map((byte) => bech32Of('terra', new Uint8Array(20).fill(byte)))

/** A fresh chain of ours, at height 2. */
export async function memorySession(): Promise<ChainSession> {
  const { address } = (await (await wallet()).getAccounts())[0]!
  const { node, nextBlock, served } = memoryChain({
    chainId: CHAIN_ID,
    prefix: 'terra',
    denom: 'uluna',
    gasPriceThousandths: 15,
    genesis: {
      timeNs: 1_795_000_000_000_000_000n,
      balances: [...OTHERS, address].map((owner) => ({ address: owner, coins: [{ denom: 'uluna', amount: COINS }] })),
    },
  })
  let isAskedFor = false
  const execute = (request: Readonly<Record<string, unknown>>) => {
    // A transaction is found at the second time of asking, as on a chain with blocks.
    if (request['method'] === 'tx_search' && node.waiting.length > 0) {
      if (isAskedFor) nextBlock()
      isAskedFor = !isAskedFor
    }
    const answer = answerRequest(request, (checked) => callMethod(served, checked))
    return Promise.resolve(JSON.parse(JSON.stringify(answer)) as Record<string, unknown>)
  }
  return openSession(execute, 0)
}
