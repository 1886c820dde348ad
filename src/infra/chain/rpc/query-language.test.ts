import { describe, expect, test } from 'vitest'
import { matches, parseQuery } from './query-language'

const KNOWN: Readonly<Record<string, readonly string[]>> = {
  'tm.event': ['Tx'],
  'tx.height': ['12'],
  'wasm.action': ['mint', 'list'],
  'wasm.price': ['150uluna'],
  'wasm-sale.price': ['7'],
}
const holds = (query: string) => matches(parseQuery(query), (key) => KNOWN[key] ?? [])

test.each([
  ["tm.event='Tx'", true],
  ["tm.event = 'NewBlock'", false],
  ["wasm.action='list'", true],
  ["wasm.action = 'burn'", false],
  ["wasm.action CONTAINS 'in'", true],
  ["wasm.action CONTAINS 'x'", false],
  ['wasm.action EXISTS', true],
  ['wasm.owner EXISTS', false],
  ['tx.height=12', true],
  ['tx.height > 12', false],
  ['tx.height >= 12', true],
  ['tx.height < 12.5', true],
  ['tx.height <= 11', false],
  ['wasm-sale.price < 8', true],
  // A number with a unit is compared as a number.
  ['wasm.price > 149', true],
  ["tx.height > 5 AND wasm.action='mint' AND wasm.action='list'", true],
  ["tx.height > 5 AND wasm.action='burn'", false],
])('%s: %s', (query, expected) => expect(holds(query)).toBe(expected))

describe('what is no query', () => {
  test.each([
    '',
    'tx.height',
    "tx.height='1' OR tx.height='2'",
    'height=1',
    'tx.hash=abc',
    'tx.height=1 AND',
    "a.b='x' c.d='y'",
  ])('%j is refused', (query) => {
    expect(() => parseQuery(query)).toThrow(/failed to parse query at/)
  })

  test('nor is one of more than 512 characters', () => {
    expect(() => parseQuery(`a.b='${'x'.repeat(506)}'`)).not.toThrow()
    expect(() => parseQuery(`a.b='${'x'.repeat(507)}'`)).toThrow(/maximum query length exceeded/)
  })
})
