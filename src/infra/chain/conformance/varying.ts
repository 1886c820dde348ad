/** Where answers of two chains may have other values. Everything else is equal: keys and their order, types, nulls, codes, logs, events. */
import type { Varying } from './differences'

const HASHES = 'it follows from keys, times and what happened before'
const HEIGHT = 'blocks come when they come'
const CODE = 'another contract was recorded'

/** On every answer. */
export const VARYING: readonly Varying[] = [
  { path: 'node_info.id', why: 'a key of the node' },
  { path: 'node_info.version', why: 'the recorded node is of another version' },
  { path: 'node_info.moniker', why: 'a name' },
  { path: 'node_info.listen_addr', why: 'where it runs' },
  { path: 'other.rpc_address', why: 'where it runs' },
  { path: 'validator_info.address', why: 'a key' },
  { path: 'validator_info.pub_key.value', why: 'a key' },
  { path: 'sync_info.latest_block_hash', why: HASHES },
  { path: 'sync_info.latest_app_hash', why: HASHES },
  { path: 'sync_info.latest_block_height', why: HEIGHT },
  { path: 'sync_info.latest_block_time', why: HEIGHT },
  { path: 'sync_info.earliest_block_hash', why: HASHES },
  { path: 'sync_info.earliest_app_hash', why: HASHES },
  { path: 'sync_info.earliest_block_time', why: HEIGHT },
  { path: 'block_id.hash', why: HASHES },
  { path: 'last_block_id.hash', why: HASHES },
  { path: 'parts.hash', why: HASHES },
  { path: 'header.height', why: HEIGHT },
  { path: 'header.time', why: HEIGHT },
  { path: 'header.last_commit_hash', why: HASHES },
  { path: 'header.validators_hash', why: HASHES },
  { path: 'header.next_validators_hash', why: HASHES },
  { path: 'header.consensus_hash', why: 'parameters of consensus are not the same' },
  { path: 'header.app_hash', why: HASHES },
  { path: 'header.proposer_address', why: 'a key' },
  { path: 'last_commit.height', why: HEIGHT },
  { path: 'signatures.0.validator_address', why: 'a key' },
  { path: 'signatures.0.timestamp', why: HEIGHT },
  { path: 'signatures.0.signature', why: 'a key' },
  { path: 'response.height', why: HEIGHT },
  { path: 'created.blockHeight', why: HEIGHT },
  { path: 'account.accountNumber', why: 'how many accounts there were before' },
  { path: 'account.sequence', why: 'one transaction more was needed to set the villain up' },
  { path: 'pubKey.value', why: 'a key' },
  { path: 'balance.amount', why: 'how much there was' },
  { path: 'result.hash', why: HASHES },
  { path: 'txs.*.hash', why: HASHES },
  { path: 'txs.*.height', why: HEIGHT },
  { path: 'txs.*.tx', why: 'keys' },
  { path: 'tx_result.gas_wanted', why: CODE },
  { path: 'tx_result.gas_used', why: CODE },
  { path: 'gasInfo.gasUsed', why: CODE },
]

/** On the answers of some operations, besides. */
export const VARYING_IN: Readonly<Record<string, readonly Varying[]>> = {
  upload: [
    { path: 'msgResponses.0.value', why: `${CODE}: the checksum` },
    { path: 'attributes.0.value', why: `${CODE}: the checksum` },
  ],
  executeMultiple: attributesOfSale(),
  searchTx: attributesOfSale(),
  'execute-fails-in-simulate': [
    { path: 'response.log', why: 'wasmd adds the line of its source, and the gas is that of another contract' },
  ],
  'execute-fails-out-of-gas': [{ path: 'tx_result.log', why: `${CODE}: the gas in the text` }],
  queryContractSmart: [{ path: 'value.data', why: CODE }],
  'queryContractSmart-fails': [{ path: 'response.log', why: `${CODE}: its own words` }],
  queryContractRaw: [{ path: 'value.data', why: CODE }],
  getCodes: [{ path: 'codeInfos.0.dataHash', why: `${CODE}: the checksum` }],
  getCodeDetails: [{ path: 'response.value', why: `${CODE}: its bytes` }],
}

/** The villain says of its sale that a token came, the recorded contract when. */
function attributesOfSale(): readonly Varying[] {
  // Without the seven events of fees and signatures it is 4 places earlier: a simulation pays no fee.
  return [11, 15].flatMap((event) =>
    ['1.value', '2.key', '2.value'].map((place) => ({ path: `events.${event}.attributes.${place}`, why: CODE })),
  )
}
