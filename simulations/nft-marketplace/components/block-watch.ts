/**
 * What became of transactions, as a page finds out: it follows the blocks by their heights and looks into each for the hashes that
 * it waits for. An index that is late or off changes nothing, and a block that is past the height a transaction is good for
 * settles that it will never be included.
 */
import type { Comet38Client } from '@cosmjs/tendermint-rpc'
import { hex } from '@scure/base'
import { transactionHash } from '~/infra/chain/port'
import type { Clock } from '~/kernel/time'

/** How a transaction ended. */
export type Ending =
  | { readonly isIncluded: true; readonly height: number; readonly code: number; readonly log: string }
  | { readonly isIncluded: false }

interface Waiting {
  readonly timeoutHeight: number
  resolve(ending: Ending): void
}

export interface BlockWatchOptions {
  readonly clock: Clock
  readonly comet: Comet38Client
  /** A node that keeps every block, for those that the other one has pruned. */
  readonly archive: Comet38Client
  /** How often it looks while it waits for something, in milliseconds. */
  readonly everyMs: number
  readonly chainId: string
  /** The mistake: to wait for a transaction that can never be included any more. */
  readonly neverExpires: boolean
}

export class BlockWatch {
  private readonly options: BlockWatchOptions
  private readonly waiting = new Map<string, Waiting>()
  /** The last block that was looked into by anybody. */
  private height = 0
  /** The last block that was looked into for everybody who waits. */
  private lookedAt = 0
  private isWatching = false

  constructor(options: BlockWatchOptions) {
    this.options = options
  }

  /** The last height that is known; 0 before the first answer. */
  get latestHeight(): number {
    return this.height
  }

  /**
   * Waits for the end of a transaction that is good up to a height. Resolves as soon as a block settles it.
   * @param sinceHeight the height at which it was signed: no block up to it can have it
   */
  until(hash: string, timeoutHeight: number, sinceHeight: number): Promise<Ending> {
    return new Promise((resolve) => {
      // What has passed while nobody waited for anything is of no interest, and may be pruned by now. Where the answer of the node was
      // lost, the block may have come, and been looked into for others, before this one begins to wait: it is looked into again.
      this.lookedAt = this.waiting.size === 0 ? sinceHeight : Math.min(this.lookedAt, sinceHeight)
      this.waiting.set(hash, { timeoutHeight, resolve })
      if (!this.isWatching) void this.watch()
    })
  }

  /** Asks for the height. @throws what the way to the chain throws; Error, if the node is of another chain */
  async learnHeight(): Promise<number> {
    return (await this.learnHead()).latest
  }

  private async learnHead(): Promise<Head> {
    const { latest, earliest } = await headOf(this.options.comet, this.options.chainId)
    if (this.height === 0) this.height = latest
    return { latest: Math.max(this.height, latest), earliest }
  }

  private async watch(): Promise<void> {
    this.isWatching = true
    while (this.waiting.size > 0) {
      await this.options.clock.sleep(this.options.everyMs)
      try {
        const { latest, earliest } = await this.learnHead()
        while (this.lookedAt < latest) await this.look(this.lookedAt + 1, earliest)
      } catch {
        // Nobody answered, or the wrong node did: the same blocks are asked for again.
      }
    }
    this.isWatching = false
  }

  private async look(height: number, earliest: number): Promise<void> {
    const node = height < earliest ? this.options.archive : this.options.comet
    const { block } = await node.block(height)
    const hashes = block.txs.map((bytes) => hex.encode(transactionHash(bytes)).toUpperCase())
    if (hashes.some((hash) => this.waiting.has(hash))) {
      const { results } = await node.blockResults(height)
      hashes.forEach((hash, index) => {
        const { code, log = '' } = results[index]!
        this.end(hash, { isIncluded: true, height, code, log })
      })
    }
    this.height = Math.max(this.height, height)
    // Somebody has begun to wait meanwhile who needs blocks before this one.
    if (this.lookedAt !== height - 1) return
    this.lookedAt = height
    if (this.options.neverExpires) return
    for (const [hash, { timeoutHeight }] of this.waiting) {
      if (height >= timeoutHeight) this.end(hash, { isIncluded: false })
    }
  }

  private end(hash: string, ending: Ending): void {
    this.waiting.get(hash)?.resolve(ending)
    this.waiting.delete(hash)
  }
}

/** The last block that a node has, and the first that it still keeps. */
interface Head {
  readonly latest: number
  readonly earliest: number
}

/** @throws what the way to the chain throws; Error, if the node is of another chain */
export async function headOf(comet: Comet38Client, chainId: string): Promise<Head> {
  const { nodeInfo, syncInfo } = await comet.status()
  if (nodeInfo.network !== chainId) throw new Error(`the node is of ${nodeInfo.network}, and this page of ${chainId}`)
  return { latest: syncInfo.latestBlockHeight, earliest: syncInfo.earliestBlockHeight ?? 1 }
}
