import { expect, test } from 'vitest'
import { bytesOf, textOf } from './testing/texts'
import { hasRecordsOf, requestOfHeaders, traceHeader } from './trace-header'

test.each([1, 255, 2 ** 40, Number.MAX_SAFE_INTEGER])('request %d comes back', (request) => {
  expect(requestOfHeaders([{ key: 'type', value: null }, traceHeader(request)])).toBe(request)
})

test('it is a W3C traceparent', () => {
  expect(textOf(traceHeader(255).value)).toBe('00-000000000000000000000000000000ff-00000000000000ff-01')
})

test.each(['', 'nonsense', '00-ffffffffffffffffffffffffffffffff-00000000000000ff-01'])('%j is no request', (text) => {
  expect(requestOfHeaders([{ key: 'traceparent', value: bytesOf(text) }])).toBe(0)
})

test('no header is no request', () => {
  expect(requestOfHeaders([])).toBe(0)
})

test('a message has records of a request if the header of one is in its bytes', () => {
  const records = Uint8Array.of(0xff, ...traceHeader(17).value!, 0x80)
  const message = { type: 'Produce', partitions: [{ records: new Uint8Array(0) }, { records }] }
  expect([17, 1, 7].map((request) => hasRecordsOf(message, request))).toEqual([true, false, false])
  expect([null, undefined, 'text', { partitions: [{ offset: 3 }] }].some((other) => hasRecordsOf(other, 17))).toBe(
    false,
  )
})
