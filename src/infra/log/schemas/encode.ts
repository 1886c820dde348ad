/** Writes values as Avro's binary encoding. A walk over the schema, so that nothing is generated and nothing left behind. */
import { ByteWriter } from '../bytes/byte-writer'
import { AvroError, valuePath } from './avro-error'
import { LIMITS } from './limits'
import { branchName, type RecordSchema, type Schema, type UnionSchema } from './schema'
import { branchOf, isLong, isObject, UnionBranch } from './union-branch'

/** A buffer for a value at a time, which is kept: a new one for each costs as much as writing it. */
const SCRATCH = new ByteWriter()

/** A value as bytes of the caller's own. @throws AvroError if the value does not fit the schema */
export function encode(schema: Schema, value: unknown): Uint8Array {
  // A getter of the value may encode another one meanwhile: it stands after this one.
  const start = SCRATCH.length
  try {
    new Encoder(SCRATCH).write(schema, value)
    return SCRATCH.copy(start)
  } finally {
    SCRATCH.reset(start)
  }
}

/** Writes a value after what is there. @throws AvroError if the value does not fit; what was there before stays */
export function encodeInto(writer: ByteWriter, schema: Schema, value: unknown): void {
  const start = writer.length
  try {
    new Encoder(writer).write(schema, value)
  } catch (error) {
    writer.reset(start)
    throw error
  }
}

class Encoder {
  private readonly writer: ByteWriter
  /** The steps to the value that is being written; those beyond `depth` are old. */
  private readonly trail: (string | number)[] = []
  private depth = 0

  constructor(writer: ByteWriter) {
    this.writer = writer
  }

  write(schema: Schema, value: unknown): void {
    switch (schema.kind) {
      case 'null':
        if (value === null) return
        break
      case 'boolean':
        if (typeof value === 'boolean') return this.writer.int8(value ? 1 : 0)
        break
      case 'int':
        if (typeof value === 'number' && value === (value | 0)) return this.writer.varint(value)
        break
      case 'long':
        if (isLong(value)) return this.writer.varlong(value)
        break
      case 'float':
        if (typeof value === 'number') return this.writer.float32(value)
        break
      case 'double':
        if (typeof value === 'number') return this.writer.float64(value)
        break
      case 'string':
        if (typeof value === 'string') return this.writer.varintString(value)
        break
      case 'bytes':
        if (value instanceof Uint8Array) return this.writer.varintBytes(value)
        break
      case 'fixed':
        if (value instanceof Uint8Array && value.length === schema.size) return this.writer.raw(value)
        break
      case 'enum': {
        const index = schema.indexOf.get(value as string)
        if (index !== undefined) return this.writer.varint(index)
        break
      }
      case 'array':
        if (Array.isArray(value)) return this.array(schema.items, value)
        break
      case 'map':
        if (isObject(value)) return this.map(schema.values, value)
        break
      case 'record':
        if (isObject(value)) return this.record(schema, value)
        break
      case 'union':
        return this.union(schema, value)
    }
    throw this.unfit(schema, value)
  }

  private array(schema: Schema, items: readonly unknown[]): void {
    const { length } = items
    this.enter()
    if (length > 0) this.writer.varlong(length)
    for (let index = 0; index < length; index += 1) {
      this.trail[this.depth - 1] = index
      this.write(schema, items[index])
    }
    this.writer.varint(0)
    this.depth -= 1
  }

  private map(schema: Schema, map: Readonly<Record<string, unknown>>): void {
    const keys = Object.keys(map)
    this.enter()
    if (keys.length > 0) this.writer.varlong(keys.length)
    for (let index = 0; index < keys.length; index += 1) {
      const key = keys[index]!
      this.trail[this.depth - 1] = key
      this.writer.varintString(key)
      this.write(schema, map[key])
    }
    this.writer.varint(0)
    this.depth -= 1
  }

  private record(schema: RecordSchema, record: Readonly<Record<string, unknown>>): void {
    const { fields } = schema
    this.enter()
    for (let index = 0; index < fields.length; index += 1) {
      const field = fields[index]!
      this.trail[this.depth - 1] = field.name
      let value = record[field.name]
      // A field may be called as a method that every object has.
      if (value === undefined || typeof value === 'function') value = field.hasDefault ? field.default : undefined
      this.write(field.schema, value)
    }
    this.depth -= 1
  }

  private union(schema: UnionSchema, value: unknown): void {
    const index = branchOf(schema, value)
    if (index === -1) throw this.unfit(schema, value)
    this.writer.varint(index)
    this.write(schema.branches[index]!, value instanceof UnionBranch ? value.value : value)
  }

  private enter(): void {
    this.depth += 1
    if (this.depth > LIMITS.valueDepth) {
      throw new AvroError('too-deep', '', `the value is nested more than ${LIMITS.valueDepth} deep`)
    }
  }

  private unfit(schema: Schema, value: unknown): AvroError {
    const path = valuePath(this.trail.slice(0, this.depth))
    return new AvroError('invalid-value', path, `${shown(value)} does not fit; allowed is ${allowed(schema)}`)
  }
}

function shown(value: unknown): string {
  if (value === undefined) return 'a missing value'
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (typeof value === 'string') return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value)
  if (typeof value === 'bigint') return `${value}n`
  if (value instanceof Uint8Array) return `a value of ${value.length} bytes`
  if (value instanceof UnionBranch) return `a value of the branch "${value.name}"`
  return Array.isArray(value) ? 'a list' : `a value of type ${typeof value}`
}

function allowed(schema: Schema): string {
  switch (schema.kind) {
    case 'int':
      return 'a whole number of 32 bits'
    case 'long':
      return 'a whole number within ±2^53, or a bigint of 64 bits'
    case 'fixed':
      return `${schema.size} bytes of ${schema.name}`
    case 'enum':
      return `one of ${schema.symbols.join(', ')}`
    case 'record':
      return `an object for ${schema.name}`
    case 'map':
      return 'an object for a map'
    case 'union':
      return `one of ${schema.branches.map(branchName).join(', ')}`
    default:
      return schema.kind
  }
}
