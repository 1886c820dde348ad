/** Reads the JSON of a schema. What it is not clear about it refuses, with the path and what is allowed there. */
import { AvroError } from './avro-error'
import { readDefault } from './default-value'
import { LIMITS } from './limits'
import { checkName, fullName, isPrimitiveName, namespaceOf } from './names'
import {
  type Attributes,
  branchName,
  type Field,
  type NamedSchema,
  PRIMITIVE_KINDS,
  type PrimitiveKind,
  type PrimitiveSchema,
  type RecordSchema,
  type Schema,
  shortName,
} from './schema'

type Json = Readonly<Record<string, unknown>>
type Writable<T> = { -readonly [K in keyof T]: T[K] }

const COMPLEX_KINDS = ['record', 'enum', 'array', 'map', 'fixed']
const ORDERS = ['ascending', 'descending', 'ignore']
const NO_ATTRIBUTES: Attributes = {}
const PRIMITIVES = new Map<string, PrimitiveSchema>(
  PRIMITIVE_KINDS.map((kind) => [kind, { kind, attributes: NO_ATTRIBUTES }]),
)

/** What has a meaning in a type; everything else is an attribute. */
const MEANINGS = {
  primitive: ['type'],
  array: ['type', 'items'],
  map: ['type', 'values'],
  fixed: ['type', 'name', 'namespace', 'aliases', 'size'],
  enum: ['type', 'name', 'namespace', 'aliases', 'symbols', 'default'],
  record: ['type', 'name', 'namespace', 'aliases', 'fields'],
  field: ['name', 'type', 'aliases', 'default'],
}

/** @param text the JSON, as a registry keeps it. @throws AvroError */
export function parseSchema(text: string): Schema {
  if (text.length > LIMITS.schemaCharacters) {
    throw new AvroError('too-large', '', `the schema has more than ${LIMITS.schemaCharacters} characters`)
  }
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new AvroError('invalid-schema', '', `the schema is not JSON: ${reason}`, { cause: error })
  }
  return parseSchemaJson(json)
}

/** @param json the schema, its JSON already read. @throws AvroError */
export function parseSchemaJson(json: unknown): Schema {
  return new SchemaParser().parse(json)
}

class SchemaParser {
  private readonly types = new Map<string, NamedSchema>()
  /** The defaults of the fields of each record as they stand in the text. */
  private readonly defaults = new Map<RecordSchema, Map<string, unknown>>()
  /** Fields with defaults, which can be read once all types are known. */
  private readonly waiting: { field: Writable<Field>; json: unknown; path: string }[] = []
  private nodes = 0

  parse(json: unknown): Schema {
    const schema = this.type(json, '', '', 0)
    const budget = { nodes: LIMITS.schemaNodes }
    for (const { field, json: value, path } of this.waiting) {
      field.default = readDefault(field.schema, value, path, (record) => this.defaults.get(record)!, budget)
    }
    return schema
  }

  private type(json: unknown, namespace: string, path: string, depth: number): Schema {
    this.nodes += 1
    if (this.nodes > LIMITS.schemaNodes) throw new AvroError('too-large', path, `more than ${LIMITS.schemaNodes} types`)
    if (depth > LIMITS.schemaDepth)
      throw new AvroError('too-deep', path, `types are nested more than ${depth - 1} deep`)
    if (typeof json === 'string') return this.reference(json, namespace, path)
    if (Array.isArray(json)) return this.union(json, namespace, path, depth)
    if (!isJsonObject(json)) {
      throw invalid(path, `a type is ${JSON.stringify(json) ?? 'missing'}; allowed are a name, an object and a list`)
    }
    const { type } = json
    if (typeof type !== 'string') {
      throw invalid(`${path}/type`, `is ${JSON.stringify(type) ?? 'missing'}; allowed is the name of a type`)
    }
    switch (type) {
      case 'array':
        return {
          kind: 'array',
          items: this.type(json.items, namespace, `${path}/items`, depth + 1),
          attributes: attributesOf(json, MEANINGS.array),
        }
      case 'map':
        return {
          kind: 'map',
          values: this.type(json.values, namespace, `${path}/values`, depth + 1),
          attributes: attributesOf(json, MEANINGS.map),
        }
      case 'fixed':
        return this.fixed(json, namespace, path)
      case 'enum':
        return this.enum(json, namespace, path)
      case 'record':
        return this.record(json, namespace, path, depth)
    }
    if (!isPrimitiveName(type)) return this.reference(type, namespace, `${path}/type`)
    const attributes = attributesOf(json, MEANINGS.primitive)
    return attributes === NO_ATTRIBUTES ? PRIMITIVES.get(type)! : { kind: type as PrimitiveKind, attributes }
  }

  private reference(name: string, namespace: string, path: string): Schema {
    const primitive = PRIMITIVES.get(name)
    if (primitive !== undefined) return primitive
    const full = name.includes('.') || namespace === '' ? name : `${namespace}.${name}`
    const found = this.types.get(full)
    if (found !== undefined) return found
    const allowed = [...PRIMITIVE_KINDS, ...COMPLEX_KINDS.map((kind) => `an object of ${kind}`), ...this.types.keys()]
    throw invalid(path, `there is no type "${full}" at this point; allowed are ${allowed.join(', ')}`)
  }

  private union(json: readonly unknown[], namespace: string, path: string, depth: number): Schema {
    const names = new Set<string>()
    const branches = json.map((branch, index) => {
      const schema = this.type(branch, namespace, `${path}/${index}`, depth + 1)
      if (schema.kind === 'union') throw invalid(`${path}/${index}`, 'a union directly in a union is not allowed')
      const name = branchName(schema)
      if (names.has(name)) throw invalid(`${path}/${index}`, `a union has "${name}" twice; allowed is once`)
      names.add(name)
      return schema
    })
    return { kind: 'union', branches }
  }

  private fixed(json: Json, namespace: string, path: string): Schema {
    const { size } = json
    if (typeof size !== 'number' || !Number.isInteger(size) || size < 0 || size > LIMITS.fixedSize) {
      const allowed = `allowed is a whole number from 0 to ${LIMITS.fixedSize}`
      throw invalid(`${path}/size`, `is ${JSON.stringify(size) ?? 'missing'}; ${allowed}`)
    }
    const names = this.names(json, namespace, path)
    return this.register({ kind: 'fixed', ...names, size, attributes: attributesOf(json, MEANINGS.fixed) }, path)
  }

  private enum(json: Json, namespace: string, path: string): Schema {
    const names = this.names(json, namespace, path)
    const { symbols, default: fallback = null } = json
    if (!Array.isArray(symbols) || symbols.length === 0) throw invalid(`${path}/symbols`, 'allowed is a list of names')
    const indexOf = new Map<string, number>()
    for (const [index, symbol] of symbols.entries()) {
      const name = checkName(symbol, `${path}/symbols/${index}`)
      if (indexOf.has(name)) throw invalid(`${path}/symbols/${index}`, `there is "${name}" twice; allowed is once`)
      indexOf.set(name, index)
    }
    if (fallback !== null && !(typeof fallback === 'string' && indexOf.has(fallback))) {
      throw invalid(`${path}/default`, `is ${JSON.stringify(fallback)}; allowed is one of ${symbols.join(', ')}`)
    }
    const attributes = attributesOf(json, MEANINGS.enum)
    return this.register(
      { kind: 'enum', ...names, symbols: [...indexOf.keys()], indexOf, default: fallback, attributes },
      path,
    )
  }

  private record(json: Json, namespace: string, path: string, depth: number): Schema {
    const names = this.names(json, namespace, path)
    if (!Array.isArray(json.fields)) throw invalid(`${path}/fields`, 'allowed is a list of fields')
    const fields: Field[] = []
    const record: RecordSchema = { kind: 'record', ...names, fields, attributes: attributesOf(json, MEANINGS.record) }
    // Known before its fields are read: they may refer to it.
    this.register(record, path)
    this.defaults.set(record, new Map())
    const taken = new Set<string>()
    for (const [index, each] of json.fields.entries()) {
      const field = this.field(each, record, `${path}/fields/${index}`, depth)
      if (taken.has(field.name))
        throw invalid(`${path}/fields/${index}/name`, `there is a field "${field.name}" already`)
      taken.add(field.name)
      fields.push(field)
    }
    return record
  }

  private field(json: unknown, record: RecordSchema, path: string, depth: number): Field {
    if (!isJsonObject(json)) throw invalid(path, 'a field is no object; allowed is one with a name and a type')
    if (json.order !== undefined && !ORDERS.includes(json.order as string)) {
      throw invalid(`${path}/order`, `is ${JSON.stringify(json.order)}; allowed is one of ${ORDERS.join(', ')}`)
    }
    const hasDefault = Object.hasOwn(json, 'default')
    const name = checkName(json.name, `${path}/name`)
    const field: Writable<Field> = {
      name,
      aliases: listOf(json.aliases, `${path}/aliases`).map((alias) => checkName(alias, `${path}/aliases`)),
      schema: this.type(json.type, namespaceOf(record.name), `${path}/type`, depth + 1),
      hasDefault,
      default: undefined,
      attributes: attributesOf(json, MEANINGS.field),
    }
    if (hasDefault) {
      this.defaults.get(record)!.set(name, json.default)
      this.waiting.push({ field, json: json.default, path: `${path}/default` })
    }
    return field
  }

  private names(json: Json, enclosing: string, path: string): { name: string; aliases: string[] } {
    const { namespace = enclosing } = json
    if (namespace !== '') fullName(namespace, '', `${path}/namespace`)
    const name = fullName(json.name, namespace as string, `${path}/name`)
    if (isPrimitiveName(shortName(name))) throw invalid(`${path}/name`, `"${name}" is the name of a primitive type`)
    const aliases = listOf(json.aliases, `${path}/aliases`)
    return { name, aliases: aliases.map((alias) => fullName(alias, namespaceOf(name), `${path}/aliases`)) }
  }

  private register<T extends NamedSchema>(schema: T, path: string): T {
    if (this.types.has(schema.name)) throw invalid(`${path}/name`, `there is a type "${schema.name}" already`)
    this.types.set(schema.name, schema)
    return schema
  }
}

function isJsonObject(json: unknown): json is Json {
  return typeof json === 'object' && json !== null && !Array.isArray(json)
}

function listOf(json: unknown, path: string): readonly unknown[] {
  if (json === undefined) return []
  if (Array.isArray(json)) return json
  throw invalid(path, 'allowed is a list of names')
}

function attributesOf(json: Json, meanings: readonly string[]): Attributes {
  const rest = Object.entries(json).filter(([key]) => !meanings.includes(key))
  return rest.length === 0 ? NO_ATTRIBUTES : Object.fromEntries(rest)
}

function invalid(path: string, message: string): AvroError {
  return new AvroError('invalid-schema', path, message)
}
