/** Blocks, results and transactions as CometBFT 0.38 writes them in JSON: numbers as texts, hashes in hex, bytes in base 64. */
import { base64, hex } from '@scure/base'
import { TRANSACTION_GAS_MAX } from '../app/ante'
import type { TxResult } from '../app/application'
import type { ChainEvent } from '../app/event'
import { transactionHash } from '../app/transaction'
import type { Block, Commit } from '../consensus/block'
import { BLOCK_PROTOCOL, type BlockId, type Header } from '../consensus/header'
import { rfc3339 } from './rfc3339'

/** Hex as CometBFT writes it. */
export function upperHex(bytes: Uint8Array): string {
  return hex.encode(bytes).toUpperCase()
}

function blockIdShape({ hash, partsTotal, partsHash }: BlockId): object {
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

function resultShape({ code, data, log, gasWanted, gasUsed, events, codespace }: TxResult): object {
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
    consensus_param_updates: { block: { max_bytes: '4194304', max_gas: String(TRANSACTION_GAS_MAX) } },
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
