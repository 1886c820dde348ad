/** Times in record batches, moved from the run's clock to the brokers' and back: retention goes by them. */
import { BATCH_AT, BATCH_MAGIC, BATCH_OVERHEAD } from '../records/batch-layout'
import { crc32c } from '../records/crc32c'

/**
 * A copy of whole batches with all times later by `byMs`. Records bear the distance to the time of their batch, so they stay as they are. A
 * batch that is damaged, cut off, or has no time is left so.
 */
export function shiftTimes(records: Uint8Array, byMs: number): Uint8Array {
  if (records.length === 0 || byMs === 0) return records
  const bytes = Uint8Array.from(records)
  const view = new DataView(bytes.buffer)
  for (let at = 0; at + BATCH_AT.records <= bytes.length;) {
    const end = at + BATCH_OVERHEAD + view.getInt32(at + BATCH_AT.length)
    if (end > bytes.length || end < at + BATCH_AT.records || bytes[at + BATCH_AT.magic] !== BATCH_MAGIC) break
    shiftBatch(bytes, view, at, end, BigInt(byMs))
    at = end
  }
  return bytes
}

function shiftBatch(bytes: Uint8Array, view: DataView, at: number, end: number, by: bigint): void {
  if (view.getUint32(at + BATCH_AT.checksum) !== crc32c(bytes, at + BATCH_AT.attributes, end)) return
  for (const field of [at + BATCH_AT.baseTimestamp, at + BATCH_AT.maxTimestamp]) {
    const time = view.getBigInt64(field)
    if (time >= 0n) view.setBigInt64(field, time + by)
  }
  view.setUint32(at + BATCH_AT.checksum, crc32c(bytes, at + BATCH_AT.attributes, end))
}
