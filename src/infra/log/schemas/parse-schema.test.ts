import { describe, expect, test } from 'vitest'
import { AvroError } from './avro-error'
import { LIMITS } from './limits'
import { parseSchema, parseSchemaJson } from './parse-schema'
import { copyDefault, type RecordSchema, type UnionSchema } from './schema'

function errorOf(parse: () => unknown): AvroError {
  try {
    parse()
  } catch (error) {
    if (error instanceof AvroError) return error
    throw error
  }
  throw new Error('nothing was found wrong')
}

const record = (...fields: unknown[]) => ({ type: 'record', name: 'Order', fields })

describe('what a schema says', () => {
  test('names get the namespace around them, and those with dots keep their own', () => {
    const schema = parseSchemaJson({
      type: 'record',
      name: 'Order',
      namespace: 'shop.orders',
      aliases: ['Purchase', 'old.Order'],
      fields: [
        { name: 'state', type: { type: 'enum', name: 'State', symbols: ['NEW', 'PAID'] } },
        { name: 'sum', type: { type: 'fixed', name: 'other.Sum', size: 4 } },
        { name: 'before', type: 'State' },
        { name: 'plain', type: { type: 'record', name: 'Plain', namespace: '', fields: [] } },
      ],
    }) as RecordSchema
    expect(schema).toMatchObject({ name: 'shop.orders.Order', aliases: ['shop.orders.Purchase', 'old.Order'] })
    expect(schema.fields.map((field) => 'name' in field.schema && field.schema.name)).toEqual([
      'shop.orders.State',
      'other.Sum',
      'shop.orders.State',
      'Plain',
    ])
    expect(schema.fields[2]?.schema).toBe(schema.fields[0]?.schema)
  })

  test('a recursive type contains itself', () => {
    const schema = parseSchemaJson({
      type: 'record',
      name: 'Node',
      fields: [{ name: 'next', type: ['null', 'Node'], default: null }],
    }) as RecordSchema
    expect((schema.fields[0]!.schema as UnionSchema).branches[1]).toBe(schema)
  })

  test('what has no meaning to Avro stays as an attribute', () => {
    const schema = parseSchema(
      '{"type":"bytes","logicalType":"decimal","precision":9,"scale":2,"__proto__":{"polluted":true}}',
    )
    expect(schema).toMatchObject({ kind: 'bytes', attributes: { logicalType: 'decimal', precision: 9, scale: 2 } })
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
    expect(parseSchema('{"type":"int"}')).toBe(parseSchema('"int"'))
  })

  test('an explicit default of null is a default, and none is none', () => {
    const fields = [
      { name: 'explicit', type: ['null', 'int'], default: null },
      { name: 'none', type: ['null', 'int'] },
    ]
    const schema = parseSchemaJson(record(...fields)) as RecordSchema
    expect(schema.fields.map(({ hasDefault }) => hasDefault)).toEqual([true, false])
    expect(schema.fields[0]?.default).toBeNull()
  })

  test('defaults are values, and a copy of one can be changed', () => {
    const inner = {
      type: 'record',
      name: 'Inner',
      fields: [
        { name: 'x', type: 'int' },
        { name: 'y', type: 'float', default: 0.1 },
      ],
    }
    const fields = [
      { name: 'inner', type: inner, default: { x: 1 } },
      { name: 'raw', type: 'bytes', default: '\u0000\u00ff' },
      { name: 'tags', type: { type: 'map', values: { type: 'array', items: 'string' } }, default: { a: ['b'] } },
    ]
    const schema = parseSchemaJson(record(...fields)) as RecordSchema
    const defaults = schema.fields.map((field) => field.default)
    expect(defaults).toEqual([{ x: 1, y: Math.fround(0.1) }, Uint8Array.of(0, 255), { a: ['b'] }])
    const copies = copyDefault(defaults) as [{ x: number }, Uint8Array, { a: string[] }]
    copies[0].x = 2
    copies[1][0] = 9
    copies[2].a.push('c')
    expect(schema.fields.map((field) => field.default)).toEqual([
      { x: 1, y: Math.fround(0.1) },
      Uint8Array.of(0, 255),
      { a: ['b'] },
    ])
  })
})

describe('what is no schema is refused, with its path and what is allowed', () => {
  const field = (rest: object) => record({ name: 'a', ...rest })
  test.each<[string, unknown, string, RegExp]>([
    ['an unknown type', field({ type: 'Money' }), '/fields/0/type', /no type "Money".*allowed are null, boolean, int/],
    [
      'a type before it is written out',
      [field({ type: 'Late' }), { type: 'fixed', name: 'Late', size: 1 }],
      '/0/fields/0/type',
      /"Late"/,
    ],
    ['a number for a type', 7, '', /a type is 7; allowed are a name, an object and a list/],
    ['no type', { name: 'x' }, '/type', /is missing/],
    ['a type within a type', { type: { type: 'int' } }, '/type', /allowed is the name of a type/],
    ['no fields', { type: 'record', name: 'R' }, '/fields', /a list of fields/],
    ['a field without a name', record({ type: 'int' }), '/fields/0/name', /the name is missing; allowed are letters/],
    ['a field twice', record({ name: 'a', type: 'int' }, { name: 'a', type: 'int' }), '/fields/1/name', /"a" already/],
    [
      'a field that an object has no place for',
      record({ name: '__proto__', type: 'int' }),
      '/fields/0/name',
      /__proto__/,
    ],
    ['an order that is none', field({ type: 'int', order: 'up' }), '/fields/0/order', /ascending, descending, ignore/],
    ['a name with a space', { type: 'enum', name: 'a b', symbols: ['A'] }, '/name', /"a b"; allowed are letters/],
    ['a namespace with a dash', { type: 'enum', name: 'E', namespace: 'a-b', symbols: ['A'] }, '/namespace', /"a-b"/],
    ['the name of a primitive type', { type: 'fixed', name: 'x.string', size: 1 }, '/name', /of a primitive type/],
    [
      'a name twice',
      ['null', field({ type: { type: 'fixed', name: 'Order', size: 1 } })],
      '/1/fields/0/type/name',
      /"Order" already/,
    ],
    ['an enum without symbols', { type: 'enum', name: 'E', symbols: [] }, '/symbols', /a list of names/],
    ['a symbol twice', { type: 'enum', name: 'E', symbols: ['A', 'A'] }, '/symbols/1', /"A" twice/],
    [
      'an enum whose default is no symbol',
      { type: 'enum', name: 'E', symbols: ['A', 'B'], default: 'C' },
      '/default',
      /one of A, B/,
    ],
    ['a size below zero', { type: 'fixed', name: 'F', size: -1 }, '/size', /is -1; allowed is a whole number from 0/],
    ['a branch twice', ['int', 'string', 'int'], '/2', /"int" twice/],
    ['a union in a union', ['int', ['string']], '/1', /union directly in a union/],
    ['aliases that are no list', { ...record(), aliases: 'Old' }, '/aliases', /a list of names/],
    [
      'a default of another type',
      field({ type: 'int', default: '7' }),
      '/fields/0/default',
      /is "7"; allowed is a whole number of 32 bits/,
    ],
    [
      'a default of another branch than the first',
      field({ type: ['null', 'int'], default: 7 }),
      '/fields/0/default',
      /is 7; allowed is null/,
    ],
    [
      'a default with an unfit part',
      field({ type: { type: 'array', items: 'int' }, default: [1, null] }),
      '/fields/0/default/1',
      /is null/,
    ],
    [
      'a default for fixed of another size',
      field({ type: { type: 'fixed', name: 'F', size: 2 }, default: 'a' }),
      '/fields/0/default',
      /text of 2/,
    ],
    [
      'a default that lacks a field',
      field({ type: { ...record({ name: 'x', type: 'int' }), name: 'I' }, default: {} }),
      '/fields/0/default',
      /lacks the field "x"/,
    ],
  ])('%s', (_, json, path, message) => {
    const error = errorOf(() => parseSchemaJson(json))
    expect(error).toMatchObject({ problem: 'invalid-schema', path })
    expect(error.message).toMatch(message)
  })

  test('what is no JSON', () => {
    expect(errorOf(() => parseSchema('{"type":')).message).toMatch(/^the schema is not JSON: /)
  })
})

describe('what costs too much is refused', () => {
  const nested = (levels: number): unknown => (levels === 0 ? 'int' : { type: 'array', items: nested(levels - 1) })
  /** Each level has the one below it twice, and an empty default asks for all of them. */
  const doubled = (levels: number): unknown => {
    const fields = (name: string, type: unknown) => [
      { name: 'a', type, default: {} },
      { name: 'b', type: name, default: {} },
    ]
    let json: unknown = { type: 'record', name: 'L0', fields: [] }
    for (let level = 1; level <= levels; level += 1) {
      json = { type: 'record', name: `L${level}`, fields: fields(`L${level - 1}`, json) }
    }
    return json
  }
  test.each<[string, () => unknown, string]>([
    ['a long text', () => parseSchema(`"${' '.repeat(LIMITS.schemaCharacters)}"`), 'too-large'],
    [
      'many types',
      () =>
        parseSchemaJson(
          Array.from({ length: LIMITS.schemaNodes }, (_, i) => ({ type: 'fixed', name: `F${i}`, size: 1 })),
        ),
      'too-large',
    ],
    ['deep nesting', () => parseSchemaJson(nested(LIMITS.schemaDepth + 1)), 'too-deep'],
    ['text that is nested deep', () => parseSchema(`${'['.repeat(100_000)}${']'.repeat(100_000)}`), 'too-deep'],
    ['defaults that double', () => parseSchemaJson(doubled(25)), 'too-large'],
    [
      'a default that never ends',
      () => parseSchemaJson({ type: 'record', name: 'N', fields: [{ name: 'n', type: 'N', default: {} }] }),
      'too-deep',
    ],
  ])('%s', (_, parse, problem) => {
    expect(errorOf(parse).problem).toBe(problem)
  })
})
