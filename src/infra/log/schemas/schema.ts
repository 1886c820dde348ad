/**
 * Avro schemas as they are once their text has been read: names are full, references are the types themselves, so a recursive type
 * contains itself.
 *
 * Specification: https://avro.apache.org/docs/1.12.0/specification/
 *
 * A value is plain: null, a boolean, a number, a string, a Uint8Array for bytes and fixed, an array, and an object for records and
 * maps. A long is a number where a double holds it exactly, else a bigint.
 */
export const PRIMITIVE_KINDS = ['null', 'boolean', 'int', 'long', 'float', 'double', 'bytes', 'string'] as const

export type PrimitiveKind = (typeof PRIMITIVE_KINDS)[number]

/** What stands in the text beside what Avro gives a meaning: `doc`, `logicalType`, `scale` and whatever else. */
export type Attributes = Readonly<Record<string, unknown>>

export interface PrimitiveSchema {
  readonly kind: PrimitiveKind
  readonly attributes: Attributes
}

export interface FixedSchema {
  readonly kind: 'fixed'
  /** With its namespace, as in `shop.orders.Checksum`. */
  readonly name: string
  /** Full names, too. */
  readonly aliases: readonly string[]
  /** In bytes. */
  readonly size: number
  readonly attributes: Attributes
}

export interface EnumSchema {
  readonly kind: 'enum'
  readonly name: string
  readonly aliases: readonly string[]
  readonly symbols: readonly string[]
  readonly indexOf: ReadonlyMap<string, number>
  /** What a reader takes for a symbol it does not know, or null. */
  readonly default: string | null
  readonly attributes: Attributes
}

export interface ArraySchema {
  readonly kind: 'array'
  readonly items: Schema
  readonly attributes: Attributes
}

export interface MapSchema {
  readonly kind: 'map'
  readonly values: Schema
  readonly attributes: Attributes
}

export interface UnionSchema {
  readonly kind: 'union'
  readonly branches: readonly Schema[]
}

export interface Field {
  readonly name: string
  readonly aliases: readonly string[]
  readonly schema: Schema
  /** Whether there is a default: it may be null. */
  readonly hasDefault: boolean
  /** Not to be handed out, since whoever gets it may change it: {@link copyDefault}. */
  readonly default: unknown
  readonly attributes: Attributes
}

export interface RecordSchema {
  readonly kind: 'record'
  readonly name: string
  readonly aliases: readonly string[]
  readonly fields: readonly Field[]
  readonly attributes: Attributes
}

export type NamedSchema = FixedSchema | EnumSchema | RecordSchema
export type Schema = PrimitiveSchema | NamedSchema | ArraySchema | MapSchema | UnionSchema

export function isNamed(schema: Schema): schema is NamedSchema {
  return schema.kind === 'record' || schema.kind === 'enum' || schema.kind === 'fixed'
}

/** How a branch of a union is called: the full name of a type, or its kind if it has no name. */
export function branchName(schema: Schema): string {
  return isNamed(schema) ? schema.name : schema.kind
}

/** The name without its namespace. */
export function shortName(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1)
}

/** A default, as a value of the caller's own. */
export function copyDefault(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (value instanceof Uint8Array) return value.slice()
  if (Array.isArray(value)) return value.map(copyDefault)
  const copy = Object.create(Object.getPrototypeOf(value) as object | null) as Record<string, unknown>
  for (const [key, each] of Object.entries(value)) copy[key] = copyDefault(each)
  return copy
}
