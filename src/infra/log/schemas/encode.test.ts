import { describe, expect, test } from 'vitest'
import { ByteWriter } from '../bytes/byte-writer'
import { AvroError } from './avro-error'
import { AvroDecoder } from './decode'
import { encode, encodeInto } from './encode'
import { parseSchemaJson } from './parse-schema'
import { UnionBranch } from './union-branch'

function errorOf(write: () => unknown): AvroError {
  try {
    write()
  } catch (error) {
    if (error instanceof AvroError) return error
    throw error
  }
  throw new Error('nothing was found wrong')
}

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')
const point = (name: string) => ({ type: 'record', name, fields: [{ name: 'x', type: 'int' }] })
const ORDER = {
  type: 'record',
  name: 'Order',
  fields: [
    { name: 'id', type: 'string' },
    {
      name: 'items',
      type: { type: 'array', items: { type: 'record', name: 'Item', fields: [{ name: 'price', type: 'int' }] } },
    },
    { name: 'note', type: ['null', 'string'], default: null },
  ],
}

test.each<[string, unknown, unknown, string]>([
  ['null', 'null', null, ''],
  ['a boolean', 'boolean', true, '01'],
  ['an int', 'int', -64, '7f'],
  ['a long beyond what a double holds', 'long', -(2n ** 63n), 'ffffffffffffffffff01'],
  ['a float', 'float', 1.5, '0000c03f'],
  ['a double', 'double', -2, '00000000000000c0'],
  ['text', 'string', 'abc', '06616263'],
  ['bytes', 'bytes', Uint8Array.of(1, 2), '040102'],
  ['fixed', { type: 'fixed', name: 'F', size: 2 }, Uint8Array.of(1, 2), '0102'],
  ['a symbol', { type: 'enum', name: 'E', symbols: ['A', 'B', 'C', 'D'] }, 'D', '06'],
  ['the list of the specification', { type: 'array', items: 'long' }, [3, 27], '04063600'],
  ['a map', { type: 'map', values: 'int' }, { a: 1 }, '0202610200'],
  ['a null branch', ['null', 'string'], null, '00'],
  ['a text branch', ['null', 'string'], 'a', '020261'],
  ['a record', ORDER, { id: 'a', items: [{ price: 5 }], note: 'n' }, '0261020a0002026e'],
])('%s has known bytes', (_, json, value, bytes) => {
  const schema = parseSchemaJson(json)
  expect(hex(encode(schema, value))).toBe(bytes)
  expect(new AvroDecoder(schema).decode(encode(schema, value))).toEqual(value)
})

describe('a value goes to the first branch that it fits', () => {
  const maps = [{ type: 'map', values: 'string' }, point('A'), point('B')]
  const state = { type: 'enum', name: 'State', symbols: ['NEW'] }
  test.each<[string, unknown, unknown, number]>([
    ['a whole number', ['double', 'int'], 1, 0],
    ['a whole number, by size', ['null', 'int', 'long'], 2 ** 40, 2],
    ['a fraction', ['int', 'double'], 0.5, 1],
    ['a bigint', ['double', 'long'], 5n, 1],
    ['text that is a symbol', [state, 'string'], 'NEW', 0],
    ['text that is none', [state, 'string'], 'OLD', 1],
    ['bytes of the size', [{ type: 'fixed', name: 'F', size: 2 }, 'bytes'], Uint8Array.of(1), 1],
    ['an object by what is in it', maps, { x: 1 }, 1],
    ['an object of texts', maps, { x: 'a' }, 0],
    ['a list', ['null', { type: 'array', items: 'int' }], [1], 1],
    ['what is named', maps, new UnionBranch('B', { x: 1 }), 2],
  ])('%s', (_, json, value, index) => {
    expect(encode(parseSchemaJson(json), value)[0]).toBe(index * 2)
  })
})

test('a field that is missing has its default', () => {
  const schema = parseSchemaJson(ORDER)
  expect(new AvroDecoder(schema).decode(encode(schema, { id: 'a', items: [] }))).toEqual({
    id: 'a',
    items: [],
    note: null,
  })
})

test('a field may be called as a method that every object has', () => {
  const fields = [{ name: 'toString', type: 'string', default: 'none' }]
  const schema = parseSchemaJson({ type: 'record', name: 'R', fields })
  const decoder = new AvroDecoder(schema)
  expect(Object.entries(decoder.decode(encode(schema, {})) as object)).toEqual([['toString', 'none']])
})

describe('a value that does not fit is refused, with its path and what is allowed', () => {
  test.each<[string, unknown, unknown, string]>([
    [
      'deep inside',
      ORDER,
      { id: 'a', items: [{ price: 1 }, { price: 1.5 }] },
      'items[1].price: 1.5 does not fit; allowed is a whole number of 32 bits',
    ],
    ['missing', ORDER, { items: [] }, 'id: a missing value does not fit; allowed is string'],
    ['of no branch', ORDER, { id: 'a', items: [], note: 7 }, 'note: 7 does not fit; allowed is one of null, string'],
    [
      'in a map',
      { type: 'map', values: 'int' },
      { a: 1, b: 'x' },
      'b: "x" does not fit; allowed is a whole number of 32 bits',
    ],
    [
      'a number beyond 2^53',
      'long',
      2 ** 60,
      '1152921504606847000 does not fit; allowed is a whole number within ±2^53, or a bigint of 64 bits',
    ],
    [
      'a bigint beyond 64 bits',
      'long',
      2n ** 63n,
      '9223372036854775808n does not fit; allowed is a whole number within ±2^53, or a bigint of 64 bits',
    ],
    ['no symbol', { type: 'enum', name: 'E', symbols: ['A', 'B'] }, 'C', '"C" does not fit; allowed is one of A, B'],
    [
      'too few bytes',
      { type: 'fixed', name: 'F', size: 2 },
      Uint8Array.of(1),
      'a value of 1 bytes does not fit; allowed is 2 bytes of F',
    ],
    [
      'an unknown branch',
      ['null', 'int'],
      new UnionBranch('long', 1),
      'a value of the branch "long" does not fit; allowed is one of null, int',
    ],
  ])('%s', (_, json, value, message) => {
    const schema = parseSchemaJson(json)
    expect(errorOf(() => encode(schema, value))).toMatchObject({ problem: 'invalid-value', message })
  })
})

test('what was written before stays when a value is refused', () => {
  const writer = new ByteWriter()
  writer.int8(7)
  expect(() => encodeInto(writer, parseSchemaJson(ORDER), { id: 'a' })).toThrow(AvroError)
  expect([...writer.copy()]).toEqual([7])
})

test('values that never end, and branches that nobody can tell apart, are refused', () => {
  const nodes = ['A', 'B'].map((name) => ({
    type: 'record',
    name,
    fields: [{ name: 'next', type: ['null', 'A', ...(name === 'B' ? ['B'] : [])] }],
  }))
  const schema = parseSchemaJson(nodes)
  const circle: Record<string, unknown> = {}
  circle.next = circle
  expect(() => encode(schema, circle)).toThrow(AvroError)
  expect(() => encode(schema, new UnionBranch('A', circle))).toThrow(AvroError)
})

test('a value that encodes another one while it is read leaves both whole', () => {
  const schema = parseSchemaJson({ type: 'array', items: 'int' })
  let inner: Uint8Array | null = null
  const outer = {
    get id() {
      inner = encode(schema, [1, 2])
      return 'a'
    },
    items: [],
  }
  expect(hex(encode(parseSchemaJson(ORDER), outer))).toBe('02610000')
  expect(hex(inner!)).toBe('04020400')
})
