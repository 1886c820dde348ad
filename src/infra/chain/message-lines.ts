/** What is asked of a chain, as lines to read. */

/** A request as one line: its method, and the query path or the query it asks; none for what is no such message. */
export function messageLines(message: unknown): readonly string[] {
  const { type, body, connection } = (message ?? {}) as Record<string, unknown>
  if (type === 'rpc-next') return [`next event of connection ${String(connection)}`]
  if (type !== 'rpc') return []
  const { method, params } = body as { method: string; params: Readonly<Record<string, unknown>> }
  const detail = params['path'] ?? params['query'] ?? params['height'] ?? params['hash']
  return [detail === undefined ? method : `${method} ${String(detail)}`]
}
