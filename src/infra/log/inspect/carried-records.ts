/** The requests that records in a message between clients and brokers belong to, and how many records those are, for OpenTelemetry. */
import type { CarriedRecords } from '~/kernel/span-terms'
import { requestsInBytes } from '../client/trace-header'
import { BATCH_AT, BATCH_OVERHEAD } from '../records/batch-layout'

/** What a request to produce, or the answer to a fetch, carries; null for what has no records. */
export function carriedRecords(message: unknown): CarriedRecords | null {
  const { partitions } = (message ?? {}) as { readonly partitions?: unknown }
  if (!Array.isArray(partitions)) return null
  const all = partitions.flatMap(({ records }: { readonly records?: unknown }) =>
    records instanceof Uint8Array && records.length > 0 ? [records] : [],
  )
  if (all.length === 0) return null
  const count = all.reduce((sum, records) => sum + countOf(records), 0)
  return {
    requests: [...new Set(all.flatMap(requestsInBytes))],
    attributes: { 'messaging.batch.message_count': count },
  }
}

/** Records of whole batches, one after the other; a fetch may end within one. */
function countOf(records: Uint8Array): number {
  const view = new DataView(records.buffer, records.byteOffset, records.byteLength)
  let count = 0
  for (let at = 0; at + BATCH_AT.records <= records.length;) {
    const next = at + BATCH_OVERHEAD + view.getInt32(at + BATCH_AT.length)
    if (next < at + BATCH_AT.records || next > records.length) break
    count += view.getInt32(at + BATCH_AT.recordCount)
    at = next
  }
  return count
}
