/** A bulkhead: so many calls at once to one dependency and no more, so that a slow one cannot take every slot there is. */

/** The bulkhead is full, and so is the queue in front of it. Nothing was done. */
export class BulkheadFull extends Error {
  override readonly name = 'BulkheadFull'

  constructor(concurrencyMax: number) {
    super(`${concurrencyMax} calls are in flight already`)
  }
}

/** The size of a bulkhead. */
export interface BulkheadOptions {
  /** Calls in flight at once. */
  readonly concurrencyMax: number
  /** Calls that wait for a slot at once; 0 for none. */
  readonly queueLengthMax: number
}

/** The slots of one dependency. */
export class Bulkhead {
  private inFlightNow = 0
  private readonly queue: (() => void)[] = []
  private readonly options: BulkheadOptions

  /** @throws {RangeError} if a size is out of its bounds */
  constructor(options: BulkheadOptions) {
    const { concurrencyMax, queueLengthMax } = options
    if (!(concurrencyMax >= 1)) throw new RangeError(`concurrencyMax is 1 or more, not ${concurrencyMax}`)
    if (!(queueLengthMax >= 0)) throw new RangeError(`queueLengthMax is 0 or more, not ${queueLengthMax}`)
    this.options = options
  }

  /** Calls in flight. */
  get inFlight(): number {
    return this.inFlightNow
  }

  /** Calls that wait for a slot. */
  get waiting(): number {
    return this.queue.length
  }

  /**
   * Runs a call when there is a slot for it. Aborting the signal gives up waiting for one.
   * @throws {BulkheadFull} if there is neither a slot nor a place to wait
   */
  async run<Result>(call: () => Promise<Result>, signal?: AbortSignal): Promise<Result> {
    if (this.inFlightNow < this.options.concurrencyMax) this.inFlightNow++
    else await this.slot(signal)
    try {
      return await call()
    } finally {
      // The slot goes to the next in line; only without one is it free.
      const next = this.queue.shift()
      if (next === undefined) this.inFlightNow--
      else next()
    }
  }

  private slot(signal: AbortSignal | undefined): Promise<void> {
    const { concurrencyMax, queueLengthMax } = this.options
    if (this.queue.length >= queueLengthMax) throw new BulkheadFull(concurrencyMax)
    return new Promise((resolve, reject) => {
      const leave = () => {
        this.queue.splice(this.queue.indexOf(enter), 1)
        reject(signal!.reason as Error)
      }
      const enter = () => {
        signal?.removeEventListener('abort', leave)
        resolve()
      }
      this.queue.push(enter)
      signal?.addEventListener('abort', leave, { once: true })
    })
  }
}
