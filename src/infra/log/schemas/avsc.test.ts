/** Our bytes, values and verdicts beside those of avsc 5.7.9, on random schemas and values. */
import fc from 'fast-check'
import { createRequire } from 'node:module'
import { expect, test } from 'vitest'
import { createRng } from '~/kernel/random'
import { AvroDecoder } from './decode'
import { encode } from './encode'
import { parseSchemaJson } from './parse-schema'
import { branchName, type Schema } from './schema'
import { type Json, drawSchema } from './testing/draw-schema'
import { drawValue, withoutBranches } from './testing/draw-value'
import { mutateSchema } from './testing/mutate-schema'
import { UnionBranch } from './union-branch'

interface StockType {
  toBuffer(value: unknown): Buffer
  fromBuffer(bytes: Buffer, resolver?: object): unknown
  createResolver(writer: StockType): object
}

const require = createRequire(import.meta.url)
const { Type } = require('avsc') as { readonly Type: { forSchema(json: unknown, options: object): StockType } }

function stockType(json: Json): StockType {
  return Type.forSchema(structuredClone(json), { wrapUnions: true })
}

/** In avsc, a value of a union is an object with the name of its branch. */
function toStock(value: unknown): unknown {
  if (value instanceof UnionBranch) return value.value === null ? null : { [value.name]: toStock(value.value) }
  if (value instanceof Uint8Array) return Buffer.from(value)
  if (Array.isArray(value)) return value.map(toStock)
  if (typeof value !== 'object' || value === null) return value
  return mapValues(value as Record<string, unknown>, toStock)
}

function fromStock(schema: Schema, value: unknown): unknown {
  switch (schema.kind) {
    case 'union': {
      if (value === null) return null
      const [[name, inner]] = Object.entries(value as object) as [[string, unknown]]
      return fromStock(
        schema.branches.find((branch) => branchName(branch) === name)!,
        inner,
      )
    }
    case 'array':
      return (value as unknown[]).map((item) => fromStock(schema.items, item))
    case 'map':
      return mapValues(value as Record<string, unknown>, (each) => fromStock(schema.values, each))
    case 'record':
      return Object.fromEntries(
        schema.fields.map((field) => [
          field.name,
          fromStock(field.schema, (value as Record<string, unknown>)[field.name]),
        ]),
      )
    case 'bytes':
    case 'fixed':
      return new Uint8Array(value as Buffer)
    default:
      return value
  }
}

function mapValues(object: Readonly<Record<string, unknown>>, change: (value: unknown) => unknown): unknown {
  const changed = Object.create(null) as Record<string, unknown>
  for (const [key, value] of Object.entries(object)) changed[key] = change(value)
  return changed
}

/** Where a union has both text and bytes, avsc takes the first and we the exact one. */
function bytesAsText(value: unknown): unknown {
  if (value instanceof Uint8Array) return new TextDecoder().decode(value)
  if (Array.isArray(value)) return value.map(bytesAsText)
  return typeof value === 'object' && value !== null ? mapValues({ ...value }, bytesAsText) : value
}

test('the same bytes are written, and the same values read', () => {
  fc.assert(
    fc.property(fc.nat(), (seed) => {
      const rng = createRng(seed)
      const json = drawSchema(rng)
      const schema = parseSchemaJson(json)
      const stock = stockType(json)
      const decoder = new AvroDecoder(schema)
      for (let count = 0; count < 5; count += 1) {
        const value = drawValue(rng, schema)
        const bytes = encode(schema, value)
        expect(bytes).toEqual(new Uint8Array(stock.toBuffer(toStock(value))))
        expect(decoder.decode(bytes)).toEqual(withoutBranches(value))
        expect(fromStock(schema, stock.fromBuffer(Buffer.from(bytes)))).toEqual(withoutBranches(value))
      }
    }),
    { seed: 1302, numRuns: 300 },
  )
})

test('the same pairs of schemas can be read, and give the same values', () => {
  let read = 0
  fc.assert(
    fc.property(fc.nat(), (seed) => {
      const rng = createRng(seed)
      const json = drawSchema(rng)
      const readerJson = mutateSchema(rng, json)
      const writer = parseSchemaJson(json)
      const reader = parseSchemaJson(readerJson)
      const decoder = new AvroDecoder(writer, reader)
      const stockReader = stockType(readerJson)
      const stockWriter = stockType(json)
      let resolver: object | null = null
      try {
        resolver = stockReader.createResolver(stockWriter)
      } catch {
        // avsc has no other way to say that a pair cannot be read.
      }
      expect(decoder.incompatibilities.length === 0).toBe(resolver !== null)
      if (resolver === null) return
      for (let count = 0; count < 3; count += 1) {
        const bytes = encode(writer, drawValue(rng, writer))
        const theirs = fromStock(reader, stockReader.fromBuffer(Buffer.from(bytes), resolver))
        expect(bytesAsText(decoder.decode(bytes))).toEqual(bytesAsText(theirs))
        read += 1
      }
    }),
    { seed: 1302, numRuns: 600 },
  )
  expect(read).toBeGreaterThan(300)
})
