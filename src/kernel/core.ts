/** What the parts of a running engine share: the instant, the queue, the record, and whether any code ran. */
import { Later } from './later'
import { Scheduler, type Entry } from './scheduler'
import { delayUs } from './time'
import type { Trace } from './trace'

interface PendingIo {
  readonly promise: Promise<unknown>
  readonly resolve: (value: unknown) => void
  readonly reject: (error: unknown) => void
}

/** Shared state of one engine. */
export class Core {
  nowUs = 0
  /** Set whenever component code may have been woken, so that the instant must be drained. */
  woke = false
  readonly scheduler = new Scheduler()
  readonly trace: Trace
  /** Does a little of what is to be done up to an event, while the run waits for it; false if there is nothing to do. */
  meanwhile: ((before: number) => boolean) | undefined
  private opNow = 0
  private requestNow = 0
  private io: PendingIo[] = []
  private ioStarted = 0
  private defectNow: { readonly error: unknown } | undefined

  constructor(trace: Trace) {
    this.trace = trace
  }

  /** Grows whenever anything comes to the kernel: an event, something to be done later, or real work. */
  get activity(): number {
    return this.trace.length + this.scheduler.pushes + this.ioStarted
  }

  nextOp(): number {
    return ++this.opNow
  }

  nextRequest(): number {
    return ++this.requestNow
  }

  /** Queues an entry after a delay in milliseconds, rounded up to the grid. */
  after(durationMs: number, entry: Entry): void {
    this.scheduler.push(this.nowUs + delayUs(durationMs), entry)
  }

  /** Starts real work; its result is handed over while virtual time stands still, in the order of asking. */
  startIo<Result>(start: () => Promise<Result>): Promise<Result> {
    this.ioStarted++
    return new Promise<Result>((resolve, reject) => {
      this.io.push({ promise: start(), resolve: resolve as (value: unknown) => void, reject })
    })
  }

  /** Notes an error that is nobody's outcome but a mistake in the code: the engine stops with the first of them. */
  defect(error: unknown): void {
    this.defectNow ??= { error }
  }

  /** Throws the first defect, if there was one. */
  throwDefect(): void {
    if (this.defectNow !== undefined) throw this.defectNow.error
  }

  /** The content of the reply that an event sent off. Waiting for it is time to read the trace so far. */
  contentOf(reply: unknown, event: number): unknown {
    if (!(reply instanceof Later)) return reply
    while (!reply.isReady() && this.meanwhile?.(event) === true);
    return reply.take()
  }

  get hasIo(): boolean {
    return this.io.length > 0
  }

  /** Waits for all real work asked for so far and hands the results over in order. */
  async finishIo(): Promise<void> {
    const batch = this.io
    this.io = []
    const results = await Promise.allSettled(batch.map(({ promise }) => promise))
    results.forEach((result, index) => {
      const waiting = batch[index]!
      if (result.status === 'fulfilled') waiting.resolve(result.value)
      else waiting.reject(result.reason)
    })
  }
}
