/** What a node says of itself and of how far it is. */
import { base64, hex } from '@scure/base'
import type { Block } from '../consensus/block'
import { BLOCK_PROTOCOL } from '../consensus/header'
import { rfc3339 } from './rfc3339'
import type { ServedChain } from './served-chain'
import { upperHex } from './shapes'

/** The result of `status`. */
export function statusShape(chain: ServedChain): object {
  const { node, latestHeight, earliestHeight, chainId } = chain
  const { validator } = node
  const [latest, earliest] = [node.block(latestHeight), node.block(earliestHeight)]
  const told = (block: Block | undefined, height: number, name: string) => ({
    [`${name}_block_hash`]: block === undefined ? '' : upperHex(block.id.hash),
    [`${name}_app_hash`]: upperHex(block?.header.appHash ?? node.latestAppHash),
    [`${name}_block_height`]: String(height),
    [`${name}_block_time`]: rfc3339(block?.header.timeNs ?? node.nextBlock().timeNs),
  })
  return {
    node_info: {
      protocol_version: { p2p: '8', block: String(BLOCK_PROTOCOL), app: '0' },
      id: hex.encode(validator.nodeId),
      listen_addr: 'tcp://0.0.0.0:26656',
      network: chainId,
      version: '0.38.0',
      channels: '40202122233038606100',
      moniker: 'boxes-and-arrows',
      other: { tx_index: 'on', rpc_address: 'tcp://0.0.0.0:26657' },
    },
    sync_info: {
      ...told(latest, latestHeight, 'latest'),
      ...told(earliest, earliestHeight, 'earliest'),
      catching_up: false,
    },
    validator_info: {
      address: upperHex(validator.address),
      pub_key: { type: 'tendermint/PubKeyEd25519', value: base64.encode(validator.publicKey) },
      voting_power: String(validator.power),
    },
  }
}
