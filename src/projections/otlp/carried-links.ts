/**
 * What is sent or received for many requests at once, such as a batch of records, links to the span of each of them, as the conventions
 * for messaging ask for: it is in the trace of none of them. Source: semantic conventions 1.45, docs/messaging/messaging-spans.md, "Span links".
 */
import type { Ids } from './ids'
import type { OpenSpan } from './open-span'
import type { OtlpOptions } from './otlp-options'
import type { SeenRequests } from './seen-requests'

/** Links of one run. */
export class CarriedLinks {
  private readonly options: OtlpOptions
  private readonly ids: Ids
  private readonly seen: SeenRequests

  constructor(options: OtlpOptions, ids: Ids, seen: SeenRequests) {
    this.options = options
    this.ids = ids
    this.seen = seen
  }

  /** Links a call to the requests that a message to a box, or a reply of it, has something of: to those that have a span. */
  note(span: OpenSpan, box: string, message: unknown): void {
    const carried = this.options.carriedBy(box, message)
    if (carried === null) return
    span.set(carried.attributes)
    for (const request of carried.requests) {
      if (!this.seen.isTraced(request)) continue
      span.link({ traceId: this.ids.trace('request', request), spanId: this.ids.span('request', request) })
    }
  }
}
