/** Events as they leave the engine: plain data, one line of the NDJSON export each. */
import type { Json } from './json'
import type { TraceEvent } from './trace'

function toJson(data: unknown): Json {
  return JSON.parse(JSON.stringify(data)) as Json
}

/** An event as it is exported. */
export interface PlainEvent {
  readonly n: number
  readonly t: number
  readonly node: string
  readonly kind: string
  readonly instance?: number
  readonly arrow?: string
  readonly op: number
  readonly id: number
  readonly cause: number
  readonly key: string
  readonly data?: Json
  /** True for a message of no request that has something of the request in it that was asked about. */
  readonly concerns?: true
}

/** An event as one line of the NDJSON export: a {@link PlainEvent}. */
export function toPlainEvent(event: TraceEvent): Json {
  const plain: Record<string, Json> = { n: event.n, t: event.t, node: event.node, kind: event.kind }
  if (event.instance > 0) plain['instance'] = event.instance
  if (event.arrow !== '') plain['arrow'] = event.arrow
  plain['op'] = event.op
  plain['id'] = event.id
  plain['cause'] = event.cause
  plain['key'] = event.key
  // Messages may hold errors and bytes: what is exported is what JSON makes of them.
  if (event.data !== undefined) plain['data'] = event.op === 0 ? (event.data as Json) : toJson(event.data)
  return plain
}
