/** Requests to brokers in the words of OpenTelemetry. Source: semantic conventions 1.45, docs/messaging/kafka.md and messaging-spans.md. */
import type { AttributeValue, SpanTerms } from '~/kernel/span-terms'

/** The sort of an operation, and its name where clients of Kafka have one for it. */
const OPERATIONS: Readonly<Record<string, { readonly type: string; readonly name: string }>> = {
  Produce: { type: 'send', name: 'send' },
  Fetch: { type: 'receive', name: 'poll' },
  OffsetCommit: { type: 'settle', name: 'commit' },
}

/**
 * Names the operation and its topic, if it is one; no record goes along. Requests that only brokers and clients have among themselves
 * keep their names in the protocol. Null for what is no request.
 */
export function spanTerms(message: unknown): SpanTerms | null {
  const { type, partitions, groupId, method, path } = (message ?? {}) as Record<string, unknown>
  if (typeof type !== 'string') return null
  if (type === 'Registry') return registryTerms(String(method), String(path))
  const operation = OPERATIONS[type]
  const places = (Array.isArray(partitions) ? partitions : []) as {
    readonly topic?: unknown
    readonly partition?: unknown
  }[]
  const topics = new Set(places.map(({ topic }) => topic))
  const [topic] = topics.size === 1 ? topics : []
  const name = operation?.name ?? type
  const attributes: Record<string, AttributeValue> = { 'messaging.system': 'kafka', 'messaging.operation.name': name }
  if (operation !== undefined) attributes['messaging.operation.type'] = operation.type
  if (typeof topic === 'string') attributes['messaging.destination.name'] = topic
  if (places.length === 1) attributes['messaging.destination.partition.id'] = String(places[0]!.partition)
  if (typeof groupId === 'string') attributes['messaging.consumer.group.name'] = groupId
  return {
    name: typeof topic === 'string' ? `${name} ${topic}` : name,
    kind: type === 'Produce' ? 'producer' : 'client',
    attributes,
  }
}

/** The registry of schemas is asked over HTTP. */
function registryTerms(method: string, path: string): SpanTerms {
  return { name: method, kind: 'client', attributes: { 'http.request.method': method, 'url.path': path } }
}
