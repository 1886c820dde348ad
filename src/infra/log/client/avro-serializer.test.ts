import { expect, test } from 'vitest'
import { CallError } from '~/kernel/call-error'
import { RegistryError } from '../port/registry'
import { AvroDeserializer } from './avro-deserializer'
import { AvroSerializer, type AvroSerializerOptions } from './avro-serializer'
import { isRegistryOutage } from './registry-client'
import { ScriptedRegistry } from './testing/scripted-registry'

const SUBJECT = 'orders.v1-value'
const V1 = schema('"id","type":"string"')
const V2 = schema('"id","type":"string"', '"total","type":"int","default":7')

function schema(...fields: readonly string[]): string {
  return `{"type":"record","name":"Order","fields":[${fields.map((field) => `{"name":${field}}`).join(',')}]}`
}

function setUp(options: AvroSerializerOptions = {}, texts: readonly string[] = []) {
  const registry = new ScriptedRegistry()
  registry.texts.push(...texts)
  return { registry, serializer: new AvroSerializer(registry.port, options) }
}

test('a value is a zero, the id of its schema in four bytes, and what Avro makes of it', async () => {
  const { serializer } = setUp({}, ['"int"', '"long"'])
  const bytes = await serializer.serialize(SUBJECT, V1, { id: 'a' })
  expect(Array.from(bytes!)).toEqual([0, 0, 0, 0, 3, 2, 97])
})

test('the registry is asked once for each subject and schema, also by those who come while it is asked', async () => {
  const { registry, serializer } = setUp()
  await Promise.all([1, 2, 3].map(() => serializer.serialize(SUBJECT, V1, { id: 'a' })))
  await serializer.serialize(SUBJECT, V1, { id: 'b' })
  await serializer.serialize('other', V1, { id: 'b' })
  expect(registry.asked).toEqual([`register ${SUBJECT}`, 'register other'])
})

test.each([
  ['a registry that does not answer', new CallError('timeout', ''), true],
  ['a registry without a leader', new RegistryError(500, 50_004, ''), true],
  ['a schema that is refused', new RegistryError(409, 409, ''), false],
])('%s is not remembered', async (_, failure, isOutage) => {
  const { registry, serializer } = setUp()
  registry.failures.push(failure)
  const first = serializer.serialize(SUBJECT, V1, { id: 'a' })
  await expect(first).rejects.toBe(failure)
  expect(isRegistryOutage(failure)).toBe(isOutage)
  await expect(serializer.serialize(SUBJECT, V1, { id: 'a' })).resolves.toHaveLength(7)
})

test('a tombstone asks nobody, either way', async () => {
  const { registry, serializer } = setUp()
  await expect(serializer.serialize(SUBJECT, V1, null)).resolves.toBeNull()
  await expect(new AvroDeserializer(registry.port).deserialize(null)).resolves.toBeNull()
  expect(registry.asked).toEqual([])
})

test('without registration of its own, a schema has to be there', async () => {
  const { registry, serializer } = setUp({ isAutoRegister: false })
  const missing = serializer.serialize(SUBJECT, V1, { id: 'a' })
  await expect(missing).rejects.toMatchObject({ name: 'SerializationError', problem: 'unknown-schema' })
  registry.texts.push(V1)
  await expect(serializer.serialize(SUBJECT, V1, { id: 'a' })).resolves.toHaveLength(7)
  expect(registry.asked).toEqual([`lookup ${SUBJECT}`, `lookup ${SUBJECT}`])
})

test('with the latest version, values are written by that one', async () => {
  const { registry, serializer } = setUp({ isAutoRegister: false, isLatestUsed: true }, [V1, V2])
  const bytes = await serializer.serialize(SUBJECT, V1, { id: 'a', total: 1 })
  expect(Array.from(bytes!)).toEqual([0, 0, 0, 0, 2, 2, 97, 2])
  registry.texts.push(schema('"id","type":"string"', '"rank","type":"int"'))
  const strict = new AvroSerializer(registry.port, { isAutoRegister: false, isLatestUsed: true })
  await expect(strict.serialize(SUBJECT, V1, { id: 'a', rank: 1 })).rejects.toMatchObject({
    problem: 'unresolvable',
    message: expect.stringContaining('rank') as string,
  })
})

test('a value that does not fit its schema says where', async () => {
  const { serializer } = setUp()
  const wrong = serializer.serialize(SUBJECT, V1, { id: 5 })
  await expect(wrong).rejects.toMatchObject({
    problem: 'invalid-value',
    message: expect.stringMatching(/^id: /) as string,
  })
})

test('a reader sees values by its own schema, and asks once for each id', async () => {
  const { registry, serializer } = setUp({}, [V2])
  const deserializer = new AvroDeserializer(registry.port, V2)
  const old = await serializer.serialize(SUBJECT, V1, { id: 'a' })
  const read = await Promise.all([old, old].map((bytes) => deserializer.deserialize(bytes)))
  expect(read).toEqual([1, 2].map(() => ({ value: { id: 'a', total: 7 }, schemaId: 2 })))
  expect(registry.asked).toEqual([`register ${SUBJECT}`, 'schema 2'])
})

test.each([
  ['without a frame', [1, 2, 3, 4, 5, 6], 'framing'],
  ['too short for a frame', [0, 0, 0], 'framing'],
  ['with an id that no schema has', [0, 0, 0, 0, 9, 2, 97], 'unknown-schema'],
  ['cut off within the value', [0, 0, 0, 0, 1, 8, 97], 'malformed-data'],
  ['by a schema that the reader has no place for', [0, 0, 0, 0, 2, 2], 'unresolvable'],
])('bytes %s are no value and never will be', async (_, bytes, problem) => {
  const { registry } = setUp({}, [V1, '"int"'])
  const deserializer = new AvroDeserializer(registry.port, V1)
  const reading = deserializer.deserialize(Uint8Array.from(bytes))
  await expect(reading).rejects.toMatchObject({ name: 'SerializationError', problem })
  await expect(reading).rejects.not.toSatisfy(isRegistryOutage)
})

test('a registry that is down is no fault of the bytes', async () => {
  const { registry } = setUp({}, [V1])
  const deserializer = new AvroDeserializer(registry.port, V1)
  registry.failures.push(new CallError('refused', ''))
  const bytes = Uint8Array.from([0, 0, 0, 0, 1, 2, 97])
  await expect(deserializer.deserialize(bytes)).rejects.toSatisfy(isRegistryOutage)
  await expect(deserializer.deserialize(bytes)).resolves.toEqual({ value: { id: 'a' }, schemaId: 1 })
})
