/** Transactions that wait for a block (`cometbft/mempool`): in the order in which they came, each once. */
import { byteText } from '../bytes'
import { transactionHash } from '../app/transaction'

/** CometBFT's defaults. */
export const MEMPOOL_LIMITS = { transactions: 5_000, transactionBytes: 1024 * 1024, cache: 10_000 } as const

/** Why a transaction does not get to be looked at. The text is CometBFT's. */
export class MempoolError extends Error {
  override readonly name = 'MempoolError'
}

export class Mempool {
  private waiting: Uint8Array[] = []
  /** Hashes of what came lately, whatever became of it, as byte texts. */
  private readonly cache = new Set<string>()

  get size(): number {
    return this.waiting.length
  }

  /** What waits, oldest first. */
  get transactions(): readonly Uint8Array[] {
    return this.waiting
  }

  /**
   * Lets a transaction be looked at, once.
   * @throws {MempoolError} it is there already, is too large, or there is no room
   */
  announce(bytes: Uint8Array): void {
    const { transactions, transactionBytes, cache } = MEMPOOL_LIMITS
    if (bytes.length > transactionBytes) {
      throw new MempoolError(`Tx too large. Max size is ${transactionBytes}, but got ${bytes.length}`)
    }
    if (this.waiting.length >= transactions) {
      throw new MempoolError(`mempool is full: number of txs ${this.waiting.length} (max: ${transactions})`)
    }
    const hash = byteText(transactionHash(bytes))
    if (this.cache.has(hash)) throw new MempoolError('tx already exists in cache')
    this.cache.add(hash)
    if (this.cache.size > cache) this.cache.delete(this.cache.values().next().value!)
  }

  /** Puts a transaction that was found good behind the others. */
  add(bytes: Uint8Array): void {
    this.waiting.push(bytes)
  }

  /** Forgets a transaction that was found bad, so that it may come again. */
  forget(bytes: Uint8Array): void {
    this.cache.delete(byteText(transactionHash(bytes)))
  }

  /** Takes out what is in a block now. It stays in the cache: the same bytes do not come in again. */
  remove(included: readonly Uint8Array[]): void {
    const gone = new Set(included.map((bytes) => byteText(transactionHash(bytes))))
    for (const hash of gone) this.cache.add(hash)
    this.waiting = this.waiting.filter((bytes) => !gone.has(byteText(transactionHash(bytes))))
  }

  /** Keeps what is still good. What goes may come again. */
  keep(isGood: (bytes: Uint8Array) => boolean): Uint8Array[] {
    const gone: Uint8Array[] = []
    this.waiting = this.waiting.filter((bytes) => {
      if (isGood(bytes)) return true
      gone.push(bytes)
      this.forget(bytes)
      return false
    })
    return gone
  }
}
