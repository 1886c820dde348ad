/**
 * How the request of the outside world that a record belongs to travels through the log: as a header in the form of W3C Trace Context
 * (https://www.w3.org/TR/trace-context/), as real producers send it. Brokers and the port know nothing of it; whoever handles a
 * record passes the number on to what it sends and states.
 */
import type { RecordHeader } from '../records/record-batch-builder'

const NAME = 'traceparent'
const FORM = /^00-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$/
const decoder = new TextDecoder()
const encoder = new TextEncoder()
/** Each byte is a character. */
const oneByOne = new TextDecoder('latin1')

/** @param request a whole number from 1 on: all zeros are no trace */
export function traceHeader(request: number): RecordHeader {
  return { key: NAME, value: encoder.encode(`${traceOf(request)}${request.toString(16).padStart(16, '0')}-01`) }
}

function traceOf(request: number): string {
  return `00-${request.toString(16).padStart(32, '0')}-`
}

/**
 * True if a message between clients and brokers, or between brokers, has records of a request in it. The bytes are searched for its
 * header rather than decoded: that is quick enough to look through all messages of some seconds.
 */
export function hasRecordsOf(message: unknown, request: number): boolean {
  const { partitions } = (message ?? {}) as { readonly partitions?: unknown }
  if (!Array.isArray(partitions)) return false
  const wanted = traceOf(request)
  return partitions.some(({ records }: { readonly records?: unknown }) => {
    return records instanceof Uint8Array && records.length > 0 && oneByOne.decode(records).includes(wanted)
  })
}

/** The request that a record belongs to; 0 if it says none, or names one that is no number of a run. */
export function requestOfHeaders(headers: readonly RecordHeader[]): number {
  for (const { key, value } of headers) {
    if (key !== NAME || value === null) continue
    const request = Number.parseInt(FORM.exec(decoder.decode(value))?.[1] ?? '0', 16)
    return Number.isSafeInteger(request) ? request : 0
  }
  return 0
}
