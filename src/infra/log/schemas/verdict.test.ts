/** A verdict says "compatible" exactly if what the writer writes can be read. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createRng, type Rng } from '~/kernel/random'
import { AvroError } from './avro-error'
import { checkCompatibility } from './compatibility'
import { AvroDecoder } from './decode'
import { encode } from './encode'
import { parseSchemaJson } from './parse-schema'
import { type Schema } from './schema'
import { drawSchema } from './testing/draw-schema'
import { coveringValues, drawValue } from './testing/draw-value'
import { mutateSchema } from './testing/mutate-schema'

const RANDOM_VALUES = 8

function valuesOf(rng: Rng, schema: Schema): unknown[] {
  return [...coveringValues(schema), ...Array.from({ length: RANDOM_VALUES }, () => drawValue(rng, schema))]
}

/** Whether all that is written can be read; what is read has to be a value of the reader's schema. */
function readsAll(writer: Schema, reader: Schema, values: readonly unknown[]): boolean {
  const decoder = new AvroDecoder(writer, reader)
  return values.every((value) => {
    const bytes = encode(writer, value)
    try {
      encode(reader, decoder.decode(bytes))
      return true
    } catch (error) {
      if (error instanceof AvroError && error.problem === 'unresolvable') return false
      throw error
    }
  })
}

test('compatible is exactly what can be decoded, both ways', () => {
  const counts = { compatible: 0, incompatible: 0 }
  fc.assert(
    fc.property(fc.nat(), (seed) => {
      const rng = createRng(seed)
      const json = drawSchema(rng)
      const old = parseSchemaJson(json)
      const next = parseSchemaJson(mutateSchema(rng, json))
      const isBackward = readsAll(old, next, valuesOf(rng, old))
      const isForward = readsAll(next, old, valuesOf(rng, next))
      expect(checkCompatibility('BACKWARD', next, [old]).isCompatible).toBe(isBackward)
      expect(checkCompatibility('FORWARD', next, [old]).isCompatible).toBe(isForward)
      expect(checkCompatibility('FULL', next, [old]).isCompatible).toBe(isBackward && isForward)
      counts[isBackward ? 'compatible' : 'incompatible'] += 1
    }),
    { seed: 1302, numRuns: 1500 },
  )
  // Both occur often enough for this to mean something.
  expect(Math.min(counts.compatible, counts.incompatible)).toBeGreaterThan(300)
})

test('two schemas at random are seldom compatible, and the verdict knows when', () => {
  fc.assert(
    fc.property(fc.nat(), (seed) => {
      const rng = createRng(seed)
      const writer = parseSchemaJson(drawSchema(rng.fork('writer')))
      const reader = parseSchemaJson(drawSchema(rng.fork('reader')))
      const isReadable = readsAll(writer, reader, valuesOf(rng, writer))
      expect(new AvroDecoder(writer, reader).incompatibilities.length === 0).toBe(isReadable)
    }),
    { seed: 1302, numRuns: 500 },
  )
})
