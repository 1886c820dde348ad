/**
 * How the request of the outside world that a record belongs to travels through the log: as a header in the form of W3C Trace Context
 * (https://www.w3.org/TR/trace-context/), as real producers send it. Brokers and the port know nothing of it; whoever handles a
 * record passes the number on to what it sends and states.
 */
import { utf8Bytes } from '../bytes/utf8'
import type { RecordHeader } from '../records/record-batch-builder'

const NAME = 'traceparent'
/** The version, the trace, its parent and the flags; a trace is 32 digits of 16. */
const FORM = utf8Bytes(`00-${'0'.repeat(32)}-${'0'.repeat(16)}-01`)
const TRACE_AT = 3
const TRACE_END = 35
const PARENT_END = 52
const DASH = '-'.charCodeAt(0)
const ZERO = '0'.charCodeAt(0)
const SMALL_A = 'a'.charCodeAt(0)
const DIGITS = utf8Bytes('0123456789abcdef')
/** A header in a record: its key, the length of its value in one byte, its value. */
const HEADERS = /traceparent[^]00-([0-9a-f]{32})-[0-9a-f]{16}-01/g
/** Each byte is a character. */
const oneByOne = new TextDecoder('latin1')

/** @param request a whole number from 1 on: all zeros are no trace */
export function traceHeader(request: number): RecordHeader {
  const value = FORM.slice()
  for (let left = request, place = 1; left > 0; left = Math.floor(left / 16), place += 1) {
    const digit = DIGITS[left % 16]!
    value[TRACE_END - place] = digit
    value[PARENT_END - place] = digit
  }
  return { key: NAME, value }
}

/**
 * True if a message between clients and brokers, or between brokers, has records of a request in it. The bytes are searched for its
 * header rather than decoded: that is quick enough to look through all messages of some seconds.
 */
export function hasRecordsOf(message: unknown, request: number): boolean {
  const { partitions } = (message ?? {}) as { readonly partitions?: unknown }
  if (!Array.isArray(partitions)) return false
  const wanted = oneByOne.decode(traceHeader(request).value!.subarray(0, TRACE_END + 1))
  return partitions.some(({ records }: { readonly records?: unknown }) => {
    return records instanceof Uint8Array && records.length > 0 && oneByOne.decode(records).includes(wanted)
  })
}

/** Requests whose headers stand in the bytes of records, each once, in their order; found as {@link hasRecordsOf} finds one. */
export function requestsInBytes(records: Uint8Array): readonly number[] {
  const found = Array.from(oneByOne.decode(records).matchAll(HEADERS), ([, trace]) => parseInt(trace!, 16))
  return [...new Set(found.filter((request) => request > 0 && Number.isSafeInteger(request)))]
}

/** The request that a record belongs to; 0 if it says none, or names one that is no number of a run. */
export function requestOfHeaders(headers: readonly RecordHeader[]): number {
  for (const { key, value } of headers) if (key === NAME && value !== null) return requestOf(value)
  return 0
}

function requestOf(value: Uint8Array): number {
  if (value.length !== FORM.length) return 0
  let request = 0
  for (let index = 0; index < FORM.length; index += 1) {
    const byte = value[index]!
    const isDash = FORM[index] === DASH
    const digit = isDash ? 0 : digitOf(byte)
    if (isDash ? byte !== DASH : digit < 0) return 0
    // No other version has been given out.
    if (index < TRACE_AT && digit !== 0) return 0
    if (index >= TRACE_AT && index < TRACE_END) request = request * 16 + digit
  }
  return Number.isSafeInteger(request) ? request : 0
}

/** -1 for what is no digit of 16. */
function digitOf(byte: number): number {
  if (byte >= ZERO && byte < ZERO + 10) return byte - ZERO
  return byte >= SMALL_A && byte < SMALL_A + 6 ? byte - SMALL_A + 10 : -1
}
