/** A span that is not over. */
import type { AttributeValue } from '~/kernel/span-terms'
import {
  keyValues,
  STATUS_ERROR,
  unixNano,
  type KeyValue,
  type OtlpSpan,
  type SpanEvent,
  type SpanLink,
} from './otlp-json'

/** The most events and links that a span keeps, as in the limits of OpenTelemetry's own libraries. */
const EVENTS_MAX = 128
const LINKS_MAX = 128

/** How a span begins. */
export interface SpanStart {
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId?: string | undefined
  readonly name: string
  readonly kind: number
  readonly attributes?: Readonly<Record<string, AttributeValue>>
  readonly link?: SpanLink | undefined
  /** Where it happens. */
  readonly box: string
  readonly instance: number
  readonly startMs: number
}

/** Why something failed: a word of the kernel, and a sentence for people. */
export interface SpanFailure {
  readonly type: string
  readonly message: string
}

/** A call without its outcome. */
export interface OpenCall {
  readonly span: OpenSpan
  readonly serverAttributes: SpanStart['attributes']
  readonly isHttp: boolean
  readonly isInProcess: boolean
}

/** A request that is not over. */
export interface OpenRequest {
  readonly span: OpenSpan
  lastMs: number
  /** When the outside world last had an answer, and what was wrong with it. */
  answer: { readonly atMs: number; readonly failure: SpanFailure | undefined } | undefined
  calls: number
}

/** A span that is not over. */
export class OpenSpan {
  readonly start: SpanStart
  name: string
  private readonly epochMs: number
  private readonly attributes: KeyValue[]
  private readonly events: SpanEvent[] = []
  private eventsDropped = 0
  private readonly links: SpanLink[]
  private linksDropped = 0

  constructor(start: SpanStart, epochMs: number) {
    this.start = start
    this.name = start.name
    this.epochMs = epochMs
    this.attributes = keyValues(start.attributes ?? {})
    this.links = start.link === undefined ? [] : [start.link]
  }

  set(attributes: Readonly<Record<string, AttributeValue>>): void {
    this.attributes.push(...keyValues(attributes))
  }

  note(atMs: number, name: string, attributes: Readonly<Record<string, AttributeValue>>): void {
    if (this.events.length === EVENTS_MAX) {
      this.eventsDropped++
      return
    }
    const event = { timeUnixNano: unixNano(this.epochMs, atMs), name }
    const written = keyValues(attributes)
    this.events.push(written.length === 0 ? event : { ...event, attributes: written })
  }

  /** Adds a link to another span. */
  link(to: SpanLink): void {
    if (this.links.length < LINKS_MAX) this.links.push(to)
    else this.linksDropped++
  }

  /** The span as it is written. */
  end(atMs: number, failure?: SpanFailure): OtlpSpan {
    const { traceId, spanId, parentSpanId, kind, startMs } = this.start
    if (failure !== undefined) this.set({ 'error.type': failure.type })
    return {
      traceId,
      spanId,
      ...(parentSpanId === undefined ? {} : { parentSpanId }),
      name: this.name,
      kind,
      startTimeUnixNano: unixNano(this.epochMs, startMs),
      endTimeUnixNano: unixNano(this.epochMs, atMs),
      ...(this.attributes.length === 0 ? {} : { attributes: this.attributes }),
      ...(this.events.length === 0 ? {} : { events: this.events }),
      ...(this.eventsDropped === 0 ? {} : { droppedEventsCount: this.eventsDropped }),
      ...(this.links.length === 0 ? {} : { links: this.links }),
      ...(this.linksDropped === 0 ? {} : { droppedLinksCount: this.linksDropped }),
      ...(failure === undefined ? {} : { status: { code: STATUS_ERROR, message: failure.message } }),
    }
  }
}

/** Of a span that was not over when the trace ends. */
export const UNFINISHED: SpanFailure = { type: 'unfinished', message: 'it was not over when the trace ends' }

/** A link to a span. */
export function linkTo({ traceId, spanId }: SpanStart): SpanLink {
  return { traceId, spanId }
}
