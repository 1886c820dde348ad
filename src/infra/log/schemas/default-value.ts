/** Reads the default of a field from the JSON in a schema, in the way Avro writes values there. */
import { AvroError } from './avro-error'
import { LIMITS } from './limits'
import { type RecordSchema, type Schema } from './schema'

/** How many values all defaults of a schema may have together: a record's default brings those of its fields. */
export interface DefaultBudget {
  nodes: number
}

/** The JSON of the defaults of a record's fields, by name, where there are any. They are not values yet when this is needed. */
export type DefaultsOf = (record: RecordSchema) => ReadonlyMap<string, unknown>

/**
 * @param path where the default stands in the schema
 * @throws AvroError if it does not fit; the default of a union has to fit its first branch
 */
export function readDefault(
  schema: Schema,
  json: unknown,
  path: string,
  defaultsOf: DefaultsOf,
  budget: DefaultBudget,
  depth = 0,
): unknown {
  budget.nodes -= 1
  if (budget.nodes < 0) throw new AvroError('too-large', path, `defaults have more than ${LIMITS.schemaNodes} values`)
  if (depth > LIMITS.schemaDepth)
    throw new AvroError('too-deep', path, `a default is nested more than ${depth - 1} deep`)
  const readPart = (part: Schema, value: unknown, step: string | number): unknown =>
    readDefault(part, value, `${path}/${step}`, defaultsOf, budget, depth + 1)

  switch (schema.kind) {
    case 'null':
      if (json === null) return null
      break
    case 'boolean':
      if (typeof json === 'boolean') return json
      break
    case 'int':
      if (typeof json === 'number' && json === (json | 0)) return json
      break
    case 'long':
      if (Number.isSafeInteger(json)) return json
      break
    case 'float':
      if (typeof json === 'number') return Math.fround(json)
      break
    case 'double':
      if (typeof json === 'number') return json
      break
    case 'string':
      if (typeof json === 'string') return json
      break
    case 'bytes':
    case 'fixed': {
      const bytes = typeof json === 'string' ? bytesOf(json) : null
      if (bytes !== null && (schema.kind !== 'fixed' || bytes.length === schema.size)) return bytes
      break
    }
    case 'enum':
      if (typeof json === 'string' && schema.indexOf.has(json)) return json
      break
    case 'array':
      if (Array.isArray(json)) return json.map((item, index) => readPart(schema.items, item, index))
      break
    case 'map': {
      if (!isObject(json)) break
      const map = Object.create(null) as Record<string, unknown>
      for (const [key, value] of Object.entries(json)) map[key] = readPart(schema.values, value, key)
      return map
    }
    case 'union': {
      const [first] = schema.branches
      if (first !== undefined) return readDefault(first, json, path, defaultsOf, budget, depth + 1)
      break
    }
    case 'record': {
      if (!isObject(json)) break
      const record: Record<string, unknown> = {}
      const defaults = defaultsOf(schema)
      for (const field of schema.fields) {
        const isGiven = Object.hasOwn(json, field.name)
        if (!isGiven && !defaults.has(field.name)) {
          throw new AvroError('invalid-schema', path, `the default lacks the field "${field.name}", which has none`)
        }
        const value = isGiven ? json[field.name] : defaults.get(field.name)
        record[field.name] = readPart(field.schema, value, field.name)
      }
      return record
    }
  }
  throw new AvroError('invalid-schema', path, `the default is ${JSON.stringify(json)}; allowed is ${allowed(schema)}`)
}

function isObject(json: unknown): json is Readonly<Record<string, unknown>> {
  return typeof json === 'object' && json !== null && !Array.isArray(json)
}

/** Bytes are text in which each character stands for the byte of its number, or null. */
function bytesOf(text: string): Uint8Array | null {
  const bytes = new Uint8Array(text.length)
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index)
    if (code > 0xff) return null
    bytes[index] = code
  }
  return bytes
}

function allowed(schema: Schema): string {
  switch (schema.kind) {
    case 'int':
      return 'a whole number of 32 bits'
    case 'long':
      return 'a whole number within ±2^53'
    case 'float':
    case 'double':
      return 'a number'
    case 'bytes':
      return 'text of characters up to U+00FF, a byte each'
    case 'fixed':
      return `text of ${schema.size} characters up to U+00FF, a byte each`
    case 'enum':
      return `one of ${schema.symbols.join(', ')}`
    case 'array':
      return 'a list'
    case 'map':
    case 'record':
      return 'an object'
    case 'union':
      return 'nothing, since the union is empty'
    default:
      return schema.kind === 'null' ? 'null' : `a ${schema.kind}`
  }
}
