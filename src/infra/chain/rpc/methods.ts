/** The methods of CometBFT's JSON-RPC that a client of a contract chain asks for. */
import { base64 } from '@scure/base'
import type { TxResult } from '../app/application'
import { transactionHash } from '../app/transaction'
import { MempoolError } from '../consensus/node'
import { abciQuery } from './abci-query'
import { Params, RPC_CODES, RpcError, type RpcRequest } from './json-rpc'
import type { ServedChain } from './served-chain'
import { blockResultsShape, blockShape, headerShape, upperHex } from './shapes'
import { statusShape } from './status'
import { txByHash, txSearch } from './tx-search'

type Method = (chain: ServedChain, params: Params) => unknown

const METHODS: Readonly<Record<string, Method>> = {
  health: () => ({}),
  status: statusShape,
  abci_info: ({ node, latestHeight }) => ({
    response: {
      data: 'boxes-and-arrows',
      version: '0.1.0',
      last_block_height: String(latestHeight),
      last_block_app_hash: base64.encode(node.latestAppHash),
    },
  }),
  abci_query: abciQuery,
  block: (chain, params) => blockShape(chain.block(params.count('height'))),
  block_results(chain, params) {
    const block = chain.block(params.count('height'))
    const { node } = chain
    return blockResultsShape(block, node.block(block.header.height + 1)?.header.appHash ?? node.latestAppHash)
  },
  header: (chain, params) => ({ header: headerShape(chain.block(params.count('height')).header) }),
  num_unconfirmed_txs: ({ node }) => ({
    n_txs: String(node.waiting.length),
    total: String(node.waiting.length),
    total_bytes: String(node.waiting.reduce((sum, bytes) => sum + bytes.length, 0)),
    txs: null,
  }),
  tx: (chain, params) => txByHash(chain, bytesIn(params, 'hash')),
  tx_search: txSearch,
  broadcast_tx_sync(chain, params) {
    const bytes = bytesIn(params, 'tx')
    const { code, codespace, log, data } = checked(chain, bytes)
    return { code, data: base64.encode(data), log, codespace, hash: upperHex(transactionHash(bytes)) }
  },
  broadcast_tx_async(chain, params) {
    const bytes = bytesIn(params, 'tx')
    checked(chain, bytes)
    return { code: 0, data: '', log: '', codespace: '', hash: upperHex(transactionHash(bytes)) }
  },
  validators: ({ node: { validator }, latestHeight }) => ({
    block_height: String(latestHeight),
    validators: [
      {
        address: upperHex(validator.address),
        pub_key: { type: 'tendermint/PubKeyEd25519', value: base64.encode(validator.publicKey) },
        voting_power: String(validator.power),
        proposer_priority: '0',
      },
    ],
    count: '1',
    total: '1',
  }),
}

/** Answers a request by its method. @throws {RpcError} no such method, wrong parameters, or what the method cannot do */
export function callMethod(chain: ServedChain, request: RpcRequest): unknown {
  const method = Object.hasOwn(METHODS, request.method) ? METHODS[request.method] : undefined
  if (method === undefined) {
    throw new RpcError(
      RPC_CODES.noMethod,
      `${request.method}: there are ${Object.keys(METHODS).join(', ')}, subscribe and unsubscribe`,
    )
  }
  return method(chain, new Params(request))
}

function checked({ node }: ServedChain, bytes: Uint8Array): TxResult {
  try {
    return node.checkTx(bytes)
  } catch (error) {
    throw error instanceof MempoolError ? new RpcError(RPC_CODES.internal, error.message) : error
  }
}

function bytesIn(params: Params, name: string): Uint8Array {
  try {
    return base64.decode(params.text(name))
  } catch {
    throw new RpcError(RPC_CODES.invalidParams, `${name} is base 64`)
  }
}
