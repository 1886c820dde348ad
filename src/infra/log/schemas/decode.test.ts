import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createRng } from '~/kernel/random'
import { AvroError } from './avro-error'
import { AvroDecoder } from './decode'
import { encode } from './encode'
import { LIMITS } from './limits'
import { parseSchemaJson } from './parse-schema'
import { drawSchema } from './testing/draw-schema'
import { drawValue, withoutBranches } from './testing/draw-value'
import { mutateSchema } from './testing/mutate-schema'

const seed = 1302
const NODE = { type: 'record', name: 'Node', fields: [{ name: 'next', type: ['null', 'Node'] }] }

function errorOf(read: () => unknown): AvroError {
  try {
    read()
  } catch (error) {
    if (error instanceof AvroError) return error
    throw error
  }
  throw new Error('nothing was found wrong')
}

const decoderOf = (json: unknown) => new AvroDecoder(parseSchemaJson(json))

test('any value comes back', () => {
  fc.assert(
    fc.property(fc.nat(), (drawn) => {
      const rng = createRng(drawn)
      const schema = parseSchemaJson(drawSchema(rng))
      const value = drawValue(rng, schema)
      expect(new AvroDecoder(schema).decode(encode(schema, value))).toEqual(withoutBranches(value))
    }),
    { seed, numRuns: 300 },
  )
})

test('a value begins where it is told to', () => {
  expect(decoderOf('string').decode(Uint8Array.of(9, 9, 4, 104, 105), 2)).toBe('hi')
})

test('blocks that say their size are read', () => {
  expect(decoderOf({ type: 'array', items: 'int' }).decode(Uint8Array.of(3, 4, 2, 4, 2, 6, 0))).toEqual([1, 2, 3])
})

test('a map takes any key', () => {
  const json = { type: 'map', values: 'int' }
  const map = JSON.parse('{"__proto__":1,"constructor":2}') as unknown
  const read = decoderOf(json).decode(encode(parseSchemaJson(json), map)) as object
  expect(Object.entries(read)).toEqual([
    ['__proto__', 1],
    ['constructor', 2],
  ])
})

test('bytes that were read are not those that were given', () => {
  const bytes = Uint8Array.of(2, 7)
  const read = decoderOf('bytes').decode(bytes)
  bytes[1] = 8
  expect(read).toEqual(Uint8Array.of(7))
})

describe('bytes that are not what the schema says are refused, with their place', () => {
  const enumeration = { type: 'enum', name: 'E', symbols: ['A', 'B'] }
  const list = { type: 'record', name: 'R', fields: [{ name: 'list', type: { type: 'array', items: 'string' } }] }
  test.each<[string, unknown, number[], string]>([
    ['nothing', 'int', [], '1 bytes are needed and 0 are left, at byte 0'],
    ['bytes after the value', 'null', [0], '1 bytes follow the value'],
    ['a boolean that is none', 'boolean', [2], 'a boolean is 2; allowed are 0 and 1'],
    ['a symbol that is none', enumeration, [4], 'the symbol is number 2, and there are 2'],
    ['a branch below zero', ['null', 'int'], [1], 'the branch is number -1, and there are 2'],
    ['text that ends early', list, [4, 2, 97, 40, 98], 'list[1]: 20 bytes are needed and 1 are left, at byte 4'],
    ['a length below zero', 'bytes', [3], 'a length is -2, at byte 0'],
    [
      'an int of more than 32 bits',
      'int',
      [255, 255, 255, 255, 31],
      '-4294967296 does not fit into 32 bits, at byte 0',
    ],
    [
      'a block larger than the rest',
      { type: 'array', items: 'int' },
      [1, 40, 0],
      'a block has 20 bytes, and 1 are left, at byte 0',
    ],
  ])('%s', (_, json, bytes, message) => {
    const error = errorOf(() => decoderOf(json).decode(Uint8Array.from(bytes)))
    expect(error).toMatchObject({ problem: 'malformed-data', message })
  })
})

describe('a few bytes cannot cost much', () => {
  const doubled = (levels: number): unknown => {
    let json: unknown = { type: 'record', name: 'L0', fields: [] }
    for (let level = 1; level <= levels; level += 1) {
      const fields = [
        { name: 'a', type: json },
        { name: 'b', type: `L${level - 1}` },
      ]
      json = { type: 'record', name: `L${level}`, fields }
    }
    return json
  }
  const empty = { type: 'record', name: 'Empty', fields: [] }
  const many = [...encode(parseSchemaJson('long'), LIMITS.valueNodes + 1)]
  test.each<[string, unknown, number[], string]>([
    ['items of no size', { type: 'array', items: 'null' }, [...many, 0], 'too-large'],
    [
      'as many as a long can say',
      { type: 'array', items: 'null' },
      [254, 255, 255, 255, 255, 255, 255, 255, 255, 1],
      'malformed-data',
    ],
    ['records that double', doubled(40), [], 'too-large'],
    ['depth', NODE, Array.from({ length: LIMITS.valueDepth + 1 }, () => 2), 'too-deep'],
  ])('%s', (_, json, bytes, problem) => {
    expect(errorOf(() => decoderOf(json).decode(Uint8Array.from(bytes))).problem).toBe(problem)
    // Skipping costs as little.
    const writer = parseSchemaJson({ type: 'record', name: 'W', fields: [{ name: 'gone', type: json }] })
    const reader = parseSchemaJson({ ...empty, name: 'W' })
    expect(errorOf(() => new AvroDecoder(writer, reader).decode(Uint8Array.from(bytes))).problem).toBe(problem)
  })
})

test('damaged bytes give a value or the one type of error, under any reader', () => {
  fc.assert(
    fc.property(fc.nat(), fc.nat(), fc.nat(255), fc.nat(), (drawn, at, byte, cut) => {
      const rng = createRng(drawn)
      const json = drawSchema(rng)
      const writer = parseSchemaJson(json)
      const decoder = new AvroDecoder(writer, parseSchemaJson(mutateSchema(rng, json)))
      const bytes = encode(writer, drawValue(rng, writer))
      const damaged = bytes.slice(0, bytes.length - (cut % (bytes.length + 1)))
      if (damaged.length > 0) damaged[at % damaged.length] = byte
      try {
        decoder.decode(damaged)
      } catch (error) {
        expect(error).toBeInstanceOf(AvroError)
      }
    }),
    { seed, numRuns: 600 },
  )
})
