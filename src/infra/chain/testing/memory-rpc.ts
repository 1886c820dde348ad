/** A chain in memory that a stock client can drive: every request is answered at once, and a block follows what is broadcast. */
import type { RpcClient } from '@cosmjs/tendermint-rpc'
import { ChainNode, type ChainOptions } from '../consensus/node'
import { answerRequest } from '../rpc/json-rpc'
import { callMethod } from '../rpc/methods'
import { ServedChain } from '../rpc/served-chain'

export interface Exchange {
  readonly request: { readonly method: string; readonly params: unknown }
  readonly response: unknown
}

export interface MemoryChain {
  readonly node: ChainNode
  readonly served: ServedChain
  readonly rpc: RpcClient
  readonly exchanges: Exchange[]
  /** Makes a block, a second after the last. */
  nextBlock(): void
}

/** A chain with its first block made. */
export function memoryChain(options: ChainOptions): MemoryChain {
  const node = new ChainNode(options)
  const served = new ServedChain(node)
  const exchanges: Exchange[] = []
  const nextBlock = () => {
    node.produceBlock(node.nextBlock().timeNs + 1_000_000_000n)
  }
  nextBlock()
  nextBlock()
  const rpc = {
    execute: (request: { method: string; params: unknown }) => {
      // A transaction is found at the second time of asking, as on a chain with blocks.
      if (request.method === 'tx_search' && node.waiting.length > 0) nextBlock()
      const response = answerRequest(request, (checked) => callMethod(served, checked))
      exchanges.push({ request, response })
      if ('error' in response) return Promise.reject(new Error(JSON.stringify(response.error)))
      return Promise.resolve(JSON.parse(JSON.stringify(response)))
    },
    disconnect: () => undefined,
  } as unknown as RpcClient
  return { node, served, rpc, exchanges, nextBlock }
}
