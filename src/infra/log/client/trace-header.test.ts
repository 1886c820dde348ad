import { expect, test } from 'vitest'
import { bytesOf, textOf } from './testing/texts'
import { requestOfHeaders, traceHeader } from './trace-header'

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
