/**
 * OpenTelemetry's protocol in JSON: what a request to `/v1/traces` holds. Ids are hexadecimal, times and whole numbers of 64 bits are
 * decimal texts, enumerations are numbers.
 *
 * Source: https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding, messages of opentelemetry-proto 1.x.
 */
import type { AttributeValue } from '~/kernel/span-terms'

/** Which version of the semantic conventions the names are of. */
export const SCHEMA_URL = 'https://opentelemetry.io/schemas/1.45.0'

/** `Span.SpanKind`. */
export const SPAN_KIND = { internal: 1, server: 2, client: 3, producer: 4, consumer: 5 } as const

/** `Status.StatusCode` of what failed. What did not says nothing. */
export const STATUS_ERROR = 2

type Value =
  | { readonly stringValue: string }
  | { readonly intValue: string }
  | { readonly doubleValue: number }
  | { readonly boolValue: boolean }

/** An attribute. */
export interface KeyValue {
  readonly key: string
  readonly value: Value
}

/** Something that happened within a span. */
export interface SpanEvent {
  readonly timeUnixNano: string
  readonly name: string
  readonly attributes?: readonly KeyValue[]
}

/** A span of another trace that has to do with this one. */
export interface SpanLink {
  readonly traceId: string
  readonly spanId: string
}

/** A span that has ended. */
export interface OtlpSpan {
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId?: string
  readonly name: string
  readonly kind: number
  readonly startTimeUnixNano: string
  readonly endTimeUnixNano: string
  readonly attributes?: readonly KeyValue[]
  readonly events?: readonly SpanEvent[]
  readonly droppedEventsCount?: number
  readonly links?: readonly SpanLink[]
  readonly droppedLinksCount?: number
  readonly status?: { readonly code: number; readonly message: string }
}

/** Whose spans they are. */
export interface Resource {
  /** Of the box, as `service.name`. */
  readonly service: string
  readonly instance: number
  /** Of the diagram, as `service.namespace`. */
  readonly namespace: string
}

/** `ResourceSpans` with spans of one process. */
export interface ResourceSpans {
  readonly resource: { readonly attributes: readonly KeyValue[] }
  readonly scopeSpans: readonly [
    { readonly scope: { readonly name: string }; readonly spans: readonly OtlpSpan[]; readonly schemaUrl: string },
  ]
  readonly schemaUrl: string
}

/** Puts spans of one process together. */
export function resourceSpans({ service, instance, namespace }: Resource, spans: readonly OtlpSpan[]): ResourceSpans {
  const attributes = keyValues({
    'service.name': service,
    'service.namespace': namespace,
    'service.instance.id': `${service}-${instance}`,
  })
  return {
    resource: { attributes },
    scopeSpans: [{ scope: { name: 'boxes-and-arrows' }, spans, schemaUrl: SCHEMA_URL }],
    schemaUrl: SCHEMA_URL,
  }
}

/** Attributes as they are written. */
export function keyValues(attributes: Readonly<Record<string, AttributeValue>>): KeyValue[] {
  return Object.entries(attributes).map(([key, value]) => ({ key, value: valueOf(value) }))
}

function valueOf(value: AttributeValue): Value {
  if (typeof value === 'string') return { stringValue: value }
  if (typeof value === 'boolean') return { boolValue: value }
  return Number.isSafeInteger(value) ? { intValue: String(value) } : { doubleValue: value }
}

/** A moment of a run, in milliseconds with a fraction, as nanoseconds of Unix time: more than a double holds, so by its parts. */
export function unixNano(epochMs: number, nowMs: number): string {
  const microseconds = Math.round(nowMs * 1000)
  const rest = microseconds % 1000
  return `${epochMs + (microseconds - rest) / 1000}${String(rest).padStart(3, '0')}000`
}
