import { describe, expect, test } from 'vitest'
import { AvroDecoder } from './decode'
import { encode } from './encode'
import { parseSchemaJson } from './parse-schema'

const record = (...fields: unknown[]) => ({ type: 'record', name: 'Order', fields })
const x = (type: unknown, rest: object = {}) => ({ name: 'x', type, ...rest })
const enumeration = (symbols: string[], rest: object = {}) => ({ type: 'enum', name: 'E', symbols, ...rest })

/** What the reader finds in its way, in short. */
function reasons(writer: unknown, reader: unknown): string[] {
  const { incompatibilities } = new AvroDecoder(parseSchemaJson(writer), parseSchemaJson(reader))
  return incompatibilities.map(({ reason, path, field, detail }) => `${reason} ${path} ${field} ${detail}`)
}

function read(writer: unknown, reader: unknown, value: unknown): unknown {
  const schema = parseSchemaJson(writer)
  return new AvroDecoder(schema, parseSchemaJson(reader)).decode(encode(schema, value))
}

describe('what can be read, and as what', () => {
  const node = (...more: unknown[]) => ({
    type: 'record',
    name: 'Node',
    fields: [{ name: 'next', type: ['null', 'Node'] }, ...more],
  })
  test.each<[string, unknown, unknown, unknown, unknown]>([
    [
      'a field more, with null as its default',
      record(),
      record(x(['null', 'int'], { default: null })),
      {},
      { x: null },
    ],
    ['a field less', record(x('int')), record(), { x: 1 }, {}],
    [
      'fields in another order',
      record(x('int'), { name: 'y', type: 'int' }),
      record({ name: 'y', type: 'int' }, x('int')),
      { x: 1, y: 2 },
      { x: 1, y: 2 },
    ],
    ['an int as a long', 'int', 'long', 5, 5],
    ['an int as a float', 'int', 'float', 16_777_217, 16_777_216],
    ['an int as a double', 'int', 'double', 5, 5],
    ['a long as a float', 'long', 'float', 5, 5],
    ['a long as a double', 'long', 'double', 2n ** 60n, 2 ** 60],
    ['a float as a double', 'float', 'double', 0.5, 0.5],
    ['text as bytes', 'string', 'bytes', 'hi', Uint8Array.of(104, 105)],
    ['bytes as text', 'bytes', 'string', Uint8Array.of(104, 105), 'hi'],
    ['a type in a union', 'int', ['null', 'int'], 5, 5],
    ['a type in a union, promoted', 'int', ['null', 'double'], 5, 5],
    ['the exact branch rather than a wider one', 'int', ['float', 'int'], 16_777_217, 16_777_217],
    ['a union whose branch is the type', ['int'], 'long', 5, 5],
    ['a union in a larger one', ['int', 'string'], ['string', 'long', 'null'], 'a', 'a'],
    ['a symbol less, with a default', enumeration(['A', 'B']), enumeration(['A'], { default: 'A' }), 'B', 'A'],
    ['symbols in another order', enumeration(['A', 'B']), enumeration(['B', 'A']), 'B', 'B'],
    [
      'a record under an alias',
      record(x('int')),
      { ...record(x('int')), name: 'Purchase', aliases: ['Order'] },
      { x: 1 },
      { x: 1 },
    ],
    ['a record of another namespace', record(x('int')), { ...record(x('int')), namespace: 'shop' }, { x: 1 }, { x: 1 }],
    [
      'a field under an alias',
      record(x('int')),
      record({ name: 'z', type: 'int', aliases: ['x'] }),
      { x: 1 },
      { z: 1 },
    ],
    [
      'a name before an alias',
      record(x('int')),
      record(x('int'), { name: 'z', type: 'int', aliases: ['x'], default: 0 }),
      { x: 1 },
      { x: 1, z: 0 },
    ],
    [
      'recursion with a field more',
      node(),
      node({ name: 'n', type: 'int', default: 7 }),
      { next: { next: null } },
      { next: { next: null, n: 7 }, n: 7 },
    ],
    [
      'the branch of the same full name',
      { ...record(x('int')), namespace: 'b' },
      [
        { ...record(x('int')), namespace: 'a' },
        { ...record(x('long')), namespace: 'b' },
      ],
      { x: 1 },
      { x: 1 },
    ],
    [
      'a record, an array and a map over which is skipped',
      record(x({ type: 'map', values: { type: 'array', items: { ...record(x('string')), name: 'I' } } }), {
        name: 'y',
        type: 'int',
      }),
      record({ name: 'y', type: 'int' }),
      { x: { a: [{ x: 'b' }] }, y: 3 },
      { y: 3 },
    ],
  ])('%s', (_, writer, reader, value, expected) => {
    expect(reasons(writer, reader)).toEqual([])
    expect(read(writer, reader, value)).toEqual(expected)
  })
})

describe('what cannot be read, and why', () => {
  test.each<[string, unknown, unknown, string[]]>([
    [
      'a field more, without a default',
      record(),
      record(x(['null', 'int'])),
      ['READER_FIELD_MISSING_DEFAULT_VALUE /fields/0 x x'],
    ],
    [
      'another type',
      record(x('double')),
      record(x('string')),
      ['TYPE_MISMATCH /fields/0/type x reader type: STRING not compatible with writer type: DOUBLE'],
    ],
    ['a narrower type', 'long', 'int', ['TYPE_MISMATCH /  reader type: INT not compatible with writer type: LONG']],
    ['another name', record(), { ...record(), name: 'Purchase' }, ['NAME_MISMATCH /name  expected: Order']],
    [
      "an alias of the writer's",
      { ...record(), aliases: ['Purchase'] },
      { ...record(), name: 'Purchase' },
      ['NAME_MISMATCH /name  expected: Order'],
    ],
    [
      "a field's alias of the writer's",
      record(x('int', { aliases: ['z'] })),
      record({ name: 'z', type: 'int' }),
      ['READER_FIELD_MISSING_DEFAULT_VALUE /fields/0 z z'],
    ],
    ['a symbol less', enumeration(['A', 'B', 'C']), enumeration(['B']), ['MISSING_ENUM_SYMBOLS /symbols  [A, C]']],
    [
      "a symbol less, with the writer's default",
      enumeration(['A', 'B'], { default: 'A' }),
      enumeration(['A']),
      ['MISSING_ENUM_SYMBOLS /symbols  [B]'],
    ],
    [
      'another size',
      { type: 'fixed', name: 'F', size: 16 },
      { type: 'fixed', name: 'F', size: 8 },
      ['FIXED_SIZE_MISMATCH /size  expected: 16, found: 8'],
    ],
    [
      'a branch less',
      record(x(['null', 'string', 'int'])),
      record(x(['null', 'string'])),
      ['MISSING_UNION_BRANCH /fields/0/type/2 x reader union lacking writer type: INT'],
    ],
    [
      'no union any more',
      record(x(['null', 'string'])),
      record(x('string')),
      ['TYPE_MISMATCH /fields/0/type/0 x reader type: STRING not compatible with writer type: NULL'],
    ],
    [
      'a union without the type',
      'string',
      ['null', 'int'],
      ['MISSING_UNION_BRANCH /  reader union lacking writer type: STRING'],
    ],
    [
      'within items of a union',
      record(x(['null', { type: 'array', items: 'string' }])),
      record(x(['null', { type: 'array', items: 'int' }])),
      ['TYPE_MISMATCH /fields/0/type/1/1/items x reader type: INT not compatible with writer type: STRING'],
    ],
    [
      'two things at once, one of them deep',
      record(x({ type: 'record', name: 'Inner', fields: [{ name: 'zip', type: 'string' }] })),
      record(x({ type: 'record', name: 'Inner', fields: [{ name: 'zip', type: 'int' }] }), { name: 'y', type: 'int' }),
      [
        'TYPE_MISMATCH /fields/0/type/fields/0/type x.zip reader type: INT not compatible with writer type: STRING',
        'READER_FIELD_MISSING_DEFAULT_VALUE /fields/1 y y',
      ],
    ],
  ])('%s', (_, writer, reader, expected) => {
    expect(reasons(writer, reader)).toEqual(expected)
  })

  test('data without what is missing can be read all the same', () => {
    expect(read(enumeration(['A', 'B']), enumeration(['A']), 'A')).toBe('A')
    expect(() => read(enumeration(['A', 'B']), enumeration(['A']), 'B')).toThrow(/MISSING_ENUM_SYMBOLS at \/symbols/)
    expect(read(['null', 'int'], ['null'], null)).toBeNull()
  })
})
