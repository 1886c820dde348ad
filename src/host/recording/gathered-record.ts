/** The record of a live run as its page has gathered it: a recording, when its live server is gone. */
import type { Lag } from '~/kernel/real-time-pace'
import type { Run } from '~/kernel/run'
import type { RecordNews, RecordSubject } from './record-news'
import { headOf } from './recording-lines'

/** A record that is longer, in characters, is gathered no more: the page has other things to hold. */
const LENGTH_MAX = 256 * 1_048_576

/** Where the page's run stands. */
export interface Standing {
  readonly run: Run
  readonly hash: string
  readonly events: number
  readonly nowMs: number
}

/** The record of one run. */
export class GatheredRecord {
  private readonly parts: string[] = []
  private subject: RecordSubject | undefined
  private lag: Lag = { maxMs: 0, meanMs: 0, lastMs: 0 }
  private completions = 0
  private length = 0

  /** Takes what is new. */
  take({ lines, completions, lag, subject }: RecordNews): void {
    this.subject ??= subject
    this.lag = lag
    this.length += lines.length
    if (this.length > LENGTH_MAX) {
      this.parts.length = 0
      return
    }
    if (lines !== '') this.parts.push(lines)
    this.completions += completions
  }

  /** The recording of the run up to where it stands, as the bytes of a file; null if it has become too long. */
  async file({ run, hash, events, nowMs }: Standing): Promise<Uint8Array<ArrayBuffer> | null> {
    const { subject, lag } = this
    if (subject === undefined || this.length > LENGTH_MAX) return null
    const head = headOf({ run, traceHash: hash, events, endMs: nowMs, lag, ...subject }, this.completions)
    // The browser's own gzip works beside the page.
    const text = new Blob([`${JSON.stringify(head)}\n`, ...this.parts]).stream()
    return new Uint8Array(await new Response(text.pipeThrough(new CompressionStream('gzip'))).arrayBuffer())
  }
}
