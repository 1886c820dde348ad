/** What the parts of a running engine share: the instant, the queue, the record, and whether any code ran. */
import type { RunFiles } from './files'
import { Later } from './later'
import type { Pace } from './pace'
import { Scheduler, type Entry } from './scheduler'
import { delayUs } from './time'
import type { Trace } from './trace'

/** Shared state of one engine. */
export class Core {
  nowUs = 0
  /** Set whenever component code may have been woken, so that the instant must be drained. */
  woke = false
  readonly scheduler = new Scheduler()
  readonly trace: Trace
  /** Called while the run is blocked on the content of a reply: folds a few events before `before`; false when caught up. */
  meanwhile: ((before: number) => boolean) | undefined
  /** Files that acts of the run name. */
  readonly files: RunFiles | undefined
  /** What time waits for. */
  readonly pace: Pace
  private opNow = 0
  private requestNow = 0
  private defectNow: { readonly error: unknown } | undefined

  constructor(trace: Trace, createPace: (core: Core) => Pace, files?: RunFiles) {
    this.trace = trace
    this.files = files
    this.pace = createPace(this)
  }

  /** Grows whenever an event or something to be done later comes to the kernel. */
  get activity(): number {
    return this.trace.length + this.scheduler.pushes
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
}
