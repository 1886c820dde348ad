/** Sends spans to somebody's own collector while a run goes on, and never holds the run up. */
import { resourceSpans, type OtlpSpan, type Resource, type ResourceSpans } from '~/projections/otlp/otlp-json'
import { post, tracesUrl } from './collector'

/** The most spans in one request, as OpenTelemetry's own libraries send them. */
const BATCH_SPANS = 512
/** How long a request waits to become full, in milliseconds. */
const LINGER_MS = 1000
/** The most spans that wait; what comes beyond is dropped. */
const WAITING_MAX = 32_768
const ATTEMPTS_MAX = 5
const BACKOFF_MS = 500
const BACKOFF_MS_MAX = 10_000

/** What became of the spans. */
export interface Sent {
  readonly taken: number
  /** Not taken by the collector, or not wanted by it. */
  readonly rejected: number
  /** Never sent: too many waited, or the collector did not answer. */
  readonly dropped: number
  /** What was last wrong. */
  readonly problem?: string
}

/** Who sends. */
export interface OtlpSender {
  /** Takes a span at once. */
  take(resource: Resource, span: OtlpSpan): void
  /** Resolves once there is room again, for whoever can wait: a run in virtual time can, one on the clock of the wall cannot. */
  keepUp(): Promise<void>
  /** Sends what waits, and tells what became of everything. Nothing is taken after it. */
  close(): Promise<Sent>
}

/** How to send, where it is not as usual. */
export interface SendOptions {
  /** Hears when the collector begins to fail, and when it takes spans again. */
  readonly tell?: (line: string) => void
  /** Resolves some milliseconds later. Default: a timer. */
  readonly sleep?: (ms: number) => Promise<void>
  /** Calls off the request that is under way, and all attempts after it. */
  readonly off?: AbortSignal
}

/**
 * Sends spans to the collector at an address. A request that fails in a way that may pass is tried again, a bounded number of times, later
 * and later.
 * @throws TypeError if it is no address of a collector
 */
export function sendOtlp(address: string, options: SendOptions = {}): OtlpSender {
  return new Sender(tracesUrl(address), options)
}

interface Waiting {
  readonly resource: Resource
  readonly span: OtlpSpan
}

class Sender implements OtlpSender {
  private readonly url: URL
  private readonly tell: (line: string) => void
  private readonly sleep: (ms: number) => Promise<void>
  private readonly off: AbortSignal | undefined
  private waiting: Waiting[] = []
  private sending: Promise<void> | undefined
  private isClosed = false
  private wake: () => void = () => undefined
  private sent: () => void = () => undefined
  private taken = 0
  private rejected = 0
  private dropped = 0
  private problem: string | undefined
  private isFailing = false

  constructor(url: URL, { tell = () => undefined, sleep = sleepByTimer, off }: SendOptions) {
    this.url = url
    this.tell = tell
    this.sleep = sleep
    this.off = off
  }

  take(resource: Resource, span: OtlpSpan): void {
    if (this.isClosed || this.waiting.length >= WAITING_MAX) {
      this.dropped++
      return
    }
    this.waiting.push({ resource, span })
    if (this.waiting.length >= BATCH_SPANS) this.wake()
    this.sending ??= this.sendAll()
  }

  async keepUp(): Promise<void> {
    while (this.waiting.length > WAITING_MAX / 2) await this.oneSent()
  }

  async close(): Promise<Sent> {
    this.isClosed = true
    this.wake()
    await this.sending
    const { taken, rejected, dropped, problem } = this
    return { taken, rejected, dropped, ...(problem === undefined ? {} : { problem }) }
  }

  private async sendAll(): Promise<void> {
    while (this.waiting.length > 0) {
      if (this.waiting.length < BATCH_SPANS && !this.isClosed) await this.linger()
      const batch = this.waiting.splice(0, BATCH_SPANS)
      await this.sendOne(batch)
      this.sent()
    }
    this.sending = undefined
  }

  private oneSent(): Promise<void> {
    return new Promise((resolve) => (this.sent = resolve))
  }

  /** Waits until a request is full, or long enough. */
  private linger(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, LINGER_MS)
      timer.unref?.()
      this.wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }

  private async sendOne(batch: readonly Waiting[]): Promise<void> {
    const spans = together(batch)
    for (let attempt = 1; ; attempt++) {
      const posted = await post(this.url, spans, this.off)
      this.problem = posted.problem ?? this.problem
      if (posted.kind === 'taken') {
        const rejected = Math.min(posted.rejected, batch.length)
        this.rejected += rejected
        this.taken += batch.length - rejected
        if (this.isFailing) this.tell('The collector takes spans again.')
        this.isFailing = false
        return
      }
      if (!this.isFailing) this.tell(`The collector at ${this.url.host} does not take spans: ${posted.problem}`)
      this.isFailing = true
      if (posted.kind === 'refused') {
        this.rejected += batch.length
        return
      }
      if (attempt === ATTEMPTS_MAX || this.off?.aborted === true) {
        // Whoever ends waits for one request that fails, not for all.
        const others = this.isClosed ? this.waiting.splice(0).length : 0
        this.dropped += batch.length + others
        return
      }
      await this.sleep(Math.min(BACKOFF_MS_MAX, posted.afterMs ?? BACKOFF_MS * 2 ** (attempt - 1)))
    }
  }
}

/** Spans by process. */
function together(batch: readonly Waiting[]): ResourceSpans[] {
  const groups = new Map<string, { readonly resource: Resource; readonly spans: OtlpSpan[] }>()
  for (const { resource, span } of batch) {
    const key = `${resource.service} ${resource.instance}`
    const group = groups.get(key)
    if (group === undefined) groups.set(key, { resource, spans: [span] })
    else group.spans.push(span)
  }
  return [...groups.values()].map(({ resource, spans }) => resourceSpans(resource, spans))
}

function sleepByTimer(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
