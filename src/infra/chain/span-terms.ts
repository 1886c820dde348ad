/** What is asked of a chain, in the words of OpenTelemetry. Source: semantic conventions 1.45, docs/rpc/json-rpc.md. */
import type { SpanTerms } from '~/kernel/span-terms'

/** Names the method of JSON-RPC; what is asked of it is left out. Null for what is no message to a node. */
export function spanTerms(message: unknown): SpanTerms | null {
  const { type, body } = (message ?? {}) as Record<string, unknown>
  if (type === 'rpc-next') return termsOf('next_event')
  if (type !== 'rpc') return null
  const { method, id } = (body ?? {}) as { readonly method?: unknown; readonly id?: unknown }
  return termsOf(String(method), id)
}

function termsOf(method: string, id?: unknown): SpanTerms {
  return {
    name: method,
    kind: 'client',
    attributes: {
      'rpc.system.name': 'jsonrpc',
      'rpc.method': method,
      'jsonrpc.protocol.version': '2.0',
      ...(typeof id === 'number' || typeof id === 'string' ? { 'jsonrpc.request.id': String(id) } : {}),
    },
  }
}
