/** A block's header and its hash, as CometBFT makes them (`types/block.go`): the root over its fields, each in protobuf. */
import { Timestamp } from 'cosmjs-types/google/protobuf/timestamp'
import { BlockID } from 'cosmjs-types/tendermint/types/types'
import { Consensus } from 'cosmjs-types/tendermint/version/types'
import { utf8 } from '../bytes'
import { merkleRoot } from './merkle'

/** The version of the block protocol that CometBFT 0.37 to 0.39 speak. */
export const BLOCK_PROTOCOL = 11

export interface BlockId {
  readonly hash: Uint8Array
  readonly partsTotal: number
  readonly partsHash: Uint8Array
}

export interface Header {
  readonly chainId: string
  readonly height: number
  /** Nanoseconds since 1970. */
  readonly timeNs: bigint
  /** Undefined in the first block. */
  readonly lastBlockId: BlockId | undefined
  readonly lastCommitHash: Uint8Array
  readonly dataHash: Uint8Array
  readonly validatorsHash: Uint8Array
  readonly consensusHash: Uint8Array
  readonly appHash: Uint8Array
  readonly lastResultsHash: Uint8Array
  readonly evidenceHash: Uint8Array
  readonly proposerAddress: Uint8Array
}

/** The hash of a block: that of its header. */
export function headerHash(header: Header): Uint8Array {
  const { validatorsHash } = header
  return merkleRoot([
    Consensus.encode({ block: BigInt(BLOCK_PROTOCOL), app: 0n }).finish(),
    wrappedBytes(utf8(header.chainId)),
    wrappedNumber(header.height),
    Timestamp.encode(timestampOf(header.timeNs)).finish(),
    encodedBlockId(header.lastBlockId),
    wrappedBytes(header.lastCommitHash),
    wrappedBytes(header.dataHash),
    wrappedBytes(validatorsHash),
    wrappedBytes(validatorsHash),
    wrappedBytes(header.consensusHash),
    wrappedBytes(header.appHash),
    wrappedBytes(header.lastResultsHash),
    wrappedBytes(header.evidenceHash),
    wrappedBytes(header.proposerAddress),
  ])
}

/** A block's id in protobuf; that of the block before the first is empty. */
export function encodedBlockId(id: BlockId | undefined): Uint8Array {
  const { hash = new Uint8Array(), partsTotal: total = 0, partsHash = new Uint8Array() } = id ?? {}
  return BlockID.encode({ hash, partSetHeader: { total, hash: partsHash } }).finish()
}

/** An instant as protobuf has it. */
export function timestampOf(timeNs: bigint): Timestamp {
  return { seconds: timeNs / 1_000_000_000n, nanos: Number(timeNs % 1_000_000_000n) }
}

/** A text or bytes in a message of one field; nothing at all for what is empty. */
function wrappedBytes(bytes: Uint8Array): Uint8Array {
  return bytes.length === 0 ? bytes : Uint8Array.of(0x0a, ...varint(bytes.length), ...bytes)
}

function wrappedNumber(value: number): Uint8Array {
  return value === 0 ? new Uint8Array() : Uint8Array.of(0x08, ...varint(value))
}

function varint(value: number): number[] {
  const bytes = []
  let rest = value
  while (rest >= 128) {
    bytes.push((rest % 128) + 128)
    rest = Math.floor(rest / 128)
  }
  return [...bytes, rest]
}
