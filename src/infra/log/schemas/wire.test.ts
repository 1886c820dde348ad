import { expect, test } from 'vitest'
import { AvroDecoder } from './decode'
import { parseSchema } from './parse-schema'
import { encodeFramed, readFrame } from './wire'

test('a value has a zero and the id of its schema before it', () => {
  const schema = parseSchema('"string"')
  const bytes = encodeFramed(258, schema, 'hi')
  expect([...bytes]).toEqual([0, 0, 0, 1, 2, 4, 104, 105])
  const within = Uint8Array.from([9, ...bytes]).subarray(1)
  const { schemaId, valueStart } = readFrame(within)
  expect(schemaId).toBe(258)
  expect(new AvroDecoder(schema).decode(within, valueStart)).toBe('hi')
})

test('what has no frame is refused', () => {
  expect(() => readFrame(Uint8Array.of(0, 0, 0, 1))).toThrow('the frame takes 5 bytes, and there are 4')
  expect(() => readFrame(Uint8Array.of(123, 34, 105, 100, 34))).toThrow('the first byte is 123')
})
