import { expect, test } from 'vitest'
import { createRedactor } from './redact'

test.each([
  ['login failed for me:s@cret', 'login failed for me:…'],
  ['postgres://me:s%40cret@host', 'postgres://me:…@host'],
  ['nothing to hide', 'nothing to hide'],
])('%s', (text, redacted) => {
  expect(createRedactor(['s@cret'])(text)).toBe(redacted)
})

test('secrets that hold one another, or what JSON escapes, go whole', () => {
  expect(createRedactor(['ab', 'abc'])('abcd')).toBe('…d')
  expect(createRedactor(['a"b'])(JSON.stringify({ text: 'x a"b' }))).toBe('{"text":"x …"}')
})
