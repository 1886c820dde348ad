/**
 * The messages of OpenTelemetry's protocol for traces, by the names, numbers and types of opentelemetry-proto 1.x, and its mapping to
 * JSON: what is written as JSON is read into them as a collector does, strictly, and comes back.
 *
 * Source: opentelemetry/proto/{trace,common,resource}/v1/*.proto; https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding
 */
import protobuf from 'protobufjs'

type Fields = Readonly<Record<string, readonly [number: number, type: string, rule?: 'repeated']>>

const MESSAGES: Readonly<Record<string, Fields>> = {
  ExportTraceServiceRequest: { resourceSpans: [1, 'ResourceSpans', 'repeated'] },
  ResourceSpans: { resource: [1, 'Resource'], scopeSpans: [2, 'ScopeSpans', 'repeated'], schemaUrl: [3, 'string'] },
  Resource: { attributes: [1, 'KeyValue', 'repeated'], droppedAttributesCount: [2, 'uint32'] },
  ScopeSpans: { scope: [1, 'InstrumentationScope'], spans: [2, 'Span', 'repeated'], schemaUrl: [3, 'string'] },
  InstrumentationScope: { name: [1, 'string'], version: [2, 'string'], attributes: [3, 'KeyValue', 'repeated'] },
  Span: {
    traceId: [1, 'bytes'],
    spanId: [2, 'bytes'],
    traceState: [3, 'string'],
    parentSpanId: [4, 'bytes'],
    name: [5, 'string'],
    kind: [6, 'int32'],
    startTimeUnixNano: [7, 'fixed64'],
    endTimeUnixNano: [8, 'fixed64'],
    attributes: [9, 'KeyValue', 'repeated'],
    droppedAttributesCount: [10, 'uint32'],
    events: [11, 'Event', 'repeated'],
    droppedEventsCount: [12, 'uint32'],
    links: [13, 'Link', 'repeated'],
    droppedLinksCount: [14, 'uint32'],
    status: [15, 'Status'],
    flags: [16, 'fixed32'],
  },
  Event: { timeUnixNano: [1, 'fixed64'], name: [2, 'string'], attributes: [3, 'KeyValue', 'repeated'] },
  Link: { traceId: [1, 'bytes'], spanId: [2, 'bytes'], traceState: [3, 'string'], flags: [6, 'fixed32'] },
  Status: { message: [2, 'string'], code: [3, 'int32'] },
  KeyValue: { key: [1, 'string'], value: [2, 'AnyValue'] },
  AnyValue: { stringValue: [1, 'string'], boolValue: [2, 'bool'], intValue: [3, 'int64'], doubleValue: [4, 'double'] },
}

const ID_LENGTHS: Readonly<Record<string, number>> = { traceId: 32, spanId: 16, parentSpanId: 16 }

const root = protobuf.Root.fromJSON({
  nested: Object.fromEntries(
    Object.entries(MESSAGES).map(([name, fields]) => [
      name,
      {
        ...(name === 'AnyValue' ? { oneofs: { value: { oneof: Object.keys(fields) } } } : {}),
        fields: Object.fromEntries(
          Object.entries(fields).map(([field, [id, type, rule]]) => [
            field,
            { id, type, ...(rule === undefined ? {} : { rule }) },
          ]),
        ),
      },
    ]),
  ),
})

/**
 * Reads a request in JSON into bytes of the protocol, and writes what they hold in JSON again: equal, if nothing in it is unknown to the
 * protocol, of another type, or out of range.
 * @throws Error naming what is not of the protocol
 */
export function throughProtobuf(request: unknown): unknown {
  const type = root.lookupType('ExportTraceServiceRequest')
  const given = convert(request, (hex) => Buffer.from(hex, 'hex'))
  const message = type.fromObject(given as Record<string, unknown>)
  const problem = type.verify(message)
  if (problem !== null) throw new Error(problem)
  const bytes = type.encode(message).finish()
  const back = type.toObject(type.decode(bytes), { longs: String })
  return JSON.parse(JSON.stringify(convert(back, (id) => Buffer.from(id as unknown as Uint8Array).toString('hex'))))
}

/** Ids are hexadecimal in this JSON, and bytes in the protocol. */
function convert(value: unknown, convertId: (id: string) => unknown): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => convert(item, convertId))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, item]: [string, unknown]) => {
      const length = ID_LENGTHS[key]
      if (length === undefined) return [key, convert(item, convertId)]
      if (typeof item === 'string' && !new RegExp(`^(?!0+$)[0-9a-f]{${length}}$`).test(item)) {
        throw new Error(`${key} is ${length} digits and not all of them 0, not "${item}"`)
      }
      return [key, convertId(item as string)]
    }),
  )
}
