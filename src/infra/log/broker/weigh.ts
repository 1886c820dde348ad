/** How many bytes of records a request or an answer carries: 0 for those that carry none. */
export function bytesOf(message: unknown): number {
  const { partitions } = message as { readonly partitions?: unknown }
  if (!Array.isArray(partitions)) return 0
  let bytes = 0
  for (const { records } of partitions as readonly { readonly records?: unknown }[]) {
    if (records instanceof Uint8Array) bytes += records.length
  }
  return bytes
}
