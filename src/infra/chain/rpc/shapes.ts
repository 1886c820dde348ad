/** Blocks, results and transactions as CometBFT 0.38 writes them in JSON: numbers as texts, hashes in hex, bytes in base 64. */
import { base64, hex } from '@scure/base'
import type { TxResult } from '../app/application'
import type { ChainEvent } from '../app/event'
import { transactionHash } from '../app/transaction'
import type { Block, Commit } from '../consensus/block'
import { BLOCK_PROTOCOL, type BlockId, type Header } from '../consensus/header'
import type { ServedChain } from './served-chain'

/** Hex as CometBFT writes it. */
export function upperHex(bytes: Uint8Array): string {
  return hex.encode(bytes).toUpperCase()
}

/** An instant in RFC 3339, to the nanosecond. */
export function rfc3339(timeNs: bigint): string {
  const seconds = Number(timeNs / 1_000_000_000n)
  const [day, second] = [Math.floor(seconds / 86_400), seconds % 86_400]
  const clock = [second / 3_600, (second / 60) % 60, second % 60].map((part) => padded(Math.floor(part), 2)).join(':')
  const fraction = String(timeNs % 1_000_000_000n).padStart(9, '0').replace(/0+$/, '')
  return `${dateOf(day)}T${clock}${fraction === '' ? '' : `.${fraction}`}Z`
}

/**
 * The date of a day, counted from 1970-01-01: years begin in March, so that the leap day is their last, and four hundred of them are
 * an era of 146,097 days.
 */
function dateOf(day: number): string {
  const shifted = day + 719_468
  const era = Math.floor(shifted / 146_097)
  const inEra = shifted - era * 146_097
  const year = Math.floor((inEra - Math.floor(inEra / 1_460) + Math.floor(inEra / 36_524) - Math.floor(inEra / 146_096)) / 365)
  const inYear = inEra - (365 * year + Math.floor(year / 4) - Math.floor(year / 100))
  const month = Math.floor((5 * inYear + 2) / 153)
  const inMonth = inYear - Math.floor((153 * month + 2) / 5) + 1
  const calendarMonth = month < 10 ? month + 3 : month - 9
  return `${year + era * 400 + (calendarMonth <= 2 ? 1 : 0)}-${padded(calendarMonth, 2)}-${padded(inMonth, 2)}`
}

function padded(value: number, length: number): string {
  return String(value).padStart(length, '0')
}

export function blockIdShape({ hash, partsTotal, partsHash }: BlockId): object {
  return { hash: upperHex(hash), parts: { total: partsTotal, hash: upperHex(partsHash) } }
}

const NO_BLOCK_ID = { hash: '', parts: { total: 0, hash: '' } }

export function headerShape(header: Header): object {
  const { lastBlockId } = header
  return {
    version: { block: String(BLOCK_PROTOCOL) },
    chain_id: header.chainId,
    height: String(header.height),
    time: rfc3339(header.timeNs),
    last_block_id: lastBlockId === undefined ? NO_BLOCK_ID : blockIdShape(lastBlockId),
    last_commit_hash: upperHex(header.lastCommitHash),
    data_hash: upperHex(header.dataHash),
    validators_hash: upperHex(header.validatorsHash),
    next_validators_hash: upperHex(header.validatorsHash),
    consensus_hash: upperHex(header.consensusHash),
    app_hash: upperHex(header.appHash),
    last_results_hash: upperHex(header.lastResultsHash),
    evidence_hash: upperHex(header.evidenceHash),
    proposer_address: upperHex(header.proposerAddress),
  }
}

/** The result of `block`, also inside the event of a new block. */
export function blockShape({ id, header, transactions, lastCommit }: Block): object {
  return {
    block_id: blockIdShape(id),
    block: {
      header: headerShape(header),
      data: { txs: transactions.map((bytes) => base64.encode(bytes)) },
      evidence: { evidence: [] },
      last_commit: commitShape(lastCommit, header),
    },
  }
}

function commitShape(commit: Commit | undefined, { proposerAddress }: Header): object {
  if (commit === undefined) return { height: '0', round: 0, block_id: NO_BLOCK_ID, signatures: [] }
  const { height, blockId, timeNs, signature } = commit
  const signed = {
    block_id_flag: 2,
    validator_address: upperHex(proposerAddress),
    timestamp: rfc3339(timeNs),
    signature: base64.encode(signature),
  }
  return { height: String(height), round: 0, block_id: blockIdShape(blockId), signatures: [signed] }
}

export function eventShape({ type, attributes }: ChainEvent): object {
  return { type, attributes: attributes.map(({ key, value }) => ({ key, value, index: true })) }
}

export function resultShape({ code, data, log, gasWanted, gasUsed, events, codespace }: TxResult): object {
  return {
    code,
    data: data.length === 0 ? null : base64.encode(data),
    log,
    info: '',
    gas_wanted: String(gasWanted),
    gas_used: String(gasUsed),
    events: events.map(eventShape),
    codespace,
  }
}

/** The result of `block_results`. */
export function blockResultsShape({ header, results }: Block, appHash: Uint8Array): object {
  return {
    height: String(header.height),
    txs_results: results.length === 0 ? null : results.map(resultShape),
    finalize_block_events: [],
    validator_updates: [],
    consensus_param_updates: { block: { max_bytes: '4194304', max_gas: '-1' } },
    app_hash: base64.encode(appHash),
  }
}

/** A transaction with its result, as `tx` and `tx_search` give it. */
export function inclusionShape({ header, transactions, results }: Block, index: number): object {
  const bytes = transactions[index]!
  return {
    hash: upperHex(transactionHash(bytes)),
    height: String(header.height),
    index,
    tx_result: resultShape(results[index]!),
    tx: base64.encode(bytes),
  }
}

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
    sync_info: { ...told(latest, latestHeight, 'latest'), ...told(earliest, earliestHeight, 'earliest'), catching_up: false },
    validator_info: {
      address: upperHex(validator.address),
      pub_key: { type: 'tendermint/PubKeyEd25519', value: base64.encode(validator.publicKey) },
      voting_power: String(validator.power),
    },
  }
}
