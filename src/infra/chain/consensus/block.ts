/** Blocks, as the node keeps them: header, transactions, the commit of the block before, and what became of each transaction. */
import { sha256 } from '@noble/hashes/sha2.js'
import { Timestamp } from 'cosmjs-types/google/protobuf/timestamp'
import { ExecTxResult } from 'cosmjs-types/tendermint/abci/types'
import type { TxResult } from '../app/application'
import { concat, u64, utf8, withLength } from '../bytes'
import { encodedBlockId, headerHash, timestampOf, type BlockId, type Header } from './header'
import { merkleRoot } from './merkle'
import type { Validator } from './validator'

/** The validator's vote for a block. */
export interface Commit {
  readonly height: number
  readonly blockId: BlockId
  readonly timeNs: bigint
  readonly signature: Uint8Array
}

export interface Block {
  readonly id: BlockId
  readonly header: Header
  readonly transactions: readonly Uint8Array[]
  readonly results: readonly TxResult[]
  /** For the block before; undefined in the first. */
  readonly lastCommit: Commit | undefined
}

/** What a new block is made of besides its transactions. */
export interface BlockParts {
  readonly chainId: string
  readonly timeNs: bigint
  readonly validator: Validator
  /** The block before, if there is one. */
  readonly last: Block | undefined
  /** The application's hash after the block before. */
  readonly appHash: Uint8Array
}

const NOTHING = sha256(new Uint8Array())
/** The hash of the consensus parameters, which are the defaults and do not change. */
const CONSENSUS_HASH = sha256(utf8('block.max_bytes=4194304, block.max_gas=-1'))
/** Parts of a block are of 64 KiB. */
const PART_BYTES = 65_536
const PRECOMMIT = 2

/** The header and id of the next block, and the vote for the one before. */
export function proposeBlock(
  { chainId, timeNs, validator, last, appHash }: BlockParts,
  transactions: readonly Uint8Array[],
): Omit<Block, 'results'> {
  const lastCommit = last === undefined ? undefined : voteFor(last, chainId, timeNs, validator)
  const header: Header = {
    chainId,
    height: (last?.header.height ?? 0) + 1,
    timeNs,
    lastBlockId: last?.id,
    lastCommitHash: merkleRoot(lastCommit === undefined ? [] : [lastCommit.signature]),
    dataHash: merkleRoot(transactions.map((bytes) => sha256(bytes))),
    validatorsHash: validator.setHash,
    consensusHash: CONSENSUS_HASH,
    appHash,
    lastResultsHash: last === undefined ? NOTHING : resultsHash(last.results),
    evidenceHash: NOTHING,
    proposerAddress: validator.address,
  }
  const hash = headerHash(header)
  const size = transactions.reduce((sum, bytes) => sum + bytes.length, 1_000)
  const id = { hash, partsTotal: Math.ceil(size / PART_BYTES), partsHash: merkleRoot([hash, ...transactions]) }
  return { id, header, transactions, lastCommit }
}

/** The root over what is decided of each result: its code, data and gas. */
function resultsHash(results: readonly TxResult[]): Uint8Array {
  return merkleRoot(
    results.map(({ code, data, gasWanted, gasUsed }) =>
      ExecTxResult.encode(
        ExecTxResult.fromPartial({ code, data, gasWanted: BigInt(gasWanted), gasUsed: BigInt(gasUsed) }),
      ).finish(),
    ),
  )
}

/** A precommit, signed as CometBFT asks for it: the canonical vote in protobuf, its length in front. */
function voteFor({ header, id }: Block, chainId: string, timeNs: bigint, validator: Validator): Commit {
  const { height } = header
  const timestamp = Timestamp.encode(timestampOf(timeNs)).finish()
  const blockId = encodedBlockId(id)
  const vote = concat(
    Uint8Array.of(0x08, PRECOMMIT, 0x11),
    u64(height).reverse(),
    Uint8Array.of(0x22),
    withLength(blockId),
    Uint8Array.of(0x2a),
    withLength(timestamp),
    Uint8Array.of(0x32),
    withLength(utf8(chainId)),
  )
  return { height, blockId: id, timeNs, signature: validator.sign(withLength(vote)) }
}
