/** What a node's RPC serves of its chain. A node behind a balancer may lag, be pruned, or be of another chain altogether. */
import type { Block } from '../consensus/block'
import type { ChainNode, Inclusion } from '../consensus/node'
import type { KeyValues } from '../state/key-value'
import { RPC_CODES, RpcError } from './json-rpc'

/** What is wrong with what is served; nothing by default. */
export interface ServingFaults {
  /** So many blocks it is behind. */
  lagBlocks: number
  /** What it says its chain is called, if not as it is. */
  chainId: string | undefined
  /** So many blocks the index of transactions is behind the blocks. */
  indexLagBlocks: number
}

/** Serves what is there, without faults. */
export function noServingFaults(): ServingFaults {
  return { lagBlocks: 0, chainId: undefined, indexLagBlocks: 0 }
}

export class ServedChain {
  readonly node: ChainNode
  readonly faults: ServingFaults
  private readonly isArchive: boolean

  /** @param isArchive true for a node that keeps every block */
  constructor(node: ChainNode, faults: ServingFaults = noServingFaults(), isArchive = false) {
    this.node = node
    this.faults = faults
    this.isArchive = isArchive
  }

  get chainId(): string {
    return this.faults.chainId ?? this.node.chainId
  }

  get latestHeight(): number {
    return Math.max(Math.min(1, this.node.latestHeight), this.node.latestHeight - this.faults.lagBlocks)
  }

  get earliestHeight(): number {
    return this.isArchive ? Math.min(1, this.node.latestHeight) : this.node.earliestHeight
  }

  /** A block that is kept and has got here. @throws {RpcError} with the words of CometBFT */
  block(height = this.latestHeight): Block {
    const { latestHeight, earliestHeight, node } = this
    if (height > latestHeight) {
      const than = `must be less than or equal to the current blockchain height ${latestHeight}`
      throw new RpcError(RPC_CODES.internal, `height ${height} ${than}`)
    }
    if (height < earliestHeight) {
      throw new RpcError(RPC_CODES.internal, `height ${height} is not available, lowest height is ${earliestHeight}`)
    }
    const found = node.block(height)
    if (found === undefined) throw new RpcError(RPC_CODES.internal, 'there is no block yet')
    return found
  }

  /** The state that queries see. */
  state(height?: number): KeyValues | undefined {
    const { latestHeight } = this
    return height !== undefined && height > latestHeight ? undefined : this.node.stateAt(height ?? latestHeight)
  }

  /** Where transactions of a hash are, as far as they are indexed and kept. */
  inclusionsOf(hash: Uint8Array): readonly Inclusion[] {
    return this.node.inclusionsOf(hash).filter(({ height }) => this.isIndexed(height))
  }

  /** The heights of which the index knows, newest last. */
  indexedHeights(): number[] {
    const { earliestHeight, indexedHeight } = this
    const count = Math.max(0, indexedHeight - earliestHeight + 1)
    return Array.from({ length: count }, (_, place) => earliestHeight + place)
  }

  private get indexedHeight(): number {
    return this.latestHeight - this.faults.indexLagBlocks
  }

  private isIndexed(height: number): boolean {
    return height <= this.indexedHeight && height >= this.earliestHeight
  }
}
