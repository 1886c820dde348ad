/** Changes a schema as people do from one version to the next, well and badly. */
import { type Rng } from '~/kernel/random'
import { AvroError } from '../avro-error'
import { parseSchemaJson } from '../parse-schema'
import { PRIMITIVE_KINDS, type RecordSchema, type Schema } from '../schema'
import { type Json, type JsonField, type JsonType, pick } from './draw-schema'

const WIDER: Readonly<Record<string, readonly string[]>> = {
  int: ['long', 'float', 'double'],
  long: ['float', 'double', 'int'],
  float: ['double', 'long'],
  string: ['bytes'],
  bytes: ['string'],
}

const DEFAULTS: Readonly<Record<string, unknown>> = { null: null, int: 7, string: 'new', double: 1.5, bytes: '\u00ff' }

/** One to three changes. A change that makes no schema, or one whose values never end, is left out. */
export function mutateSchema(rng: Rng, schema: Json): Json {
  let current = schema
  const changes = 1 + rng.int(3)
  for (let change = 0; change < changes; change += 1) {
    const next = { root: structuredClone(current) }
    const places: Place[] = []
    collect(next.root, (json) => (next.root = json), places)
    changeType(rng, pick(rng, places), places)
    try {
      if (recordsOf(parseSchemaJson(next.root)).every((record) => hasEnd(record, []))) current = next.root
    } catch (error) {
      if (!(error instanceof AvroError)) throw error
    }
  }
  return current
}

function recordsOf(schema: Schema, found: RecordSchema[] = []): RecordSchema[] {
  if (schema.kind === 'record' && !found.includes(schema)) {
    found.push(schema)
    for (const field of schema.fields) recordsOf(field.schema, found)
  }
  if (schema.kind === 'array') recordsOf(schema.items, found)
  if (schema.kind === 'map') recordsOf(schema.values, found)
  if (schema.kind === 'union') for (const branch of schema.branches) recordsOf(branch, found)
  return found
}

/** Whether a random value of it ends: recursion goes through a list, a map or a union with null. */
function hasEnd(schema: Schema, within: readonly Schema[]): boolean {
  if (within.includes(schema)) return false
  const inner = [...within, schema]
  if (schema.kind === 'record') return schema.fields.every((field) => hasEnd(field.schema, inner))
  if (schema.kind !== 'union') return true
  return schema.branches.some(({ kind }) => kind === 'null') || schema.branches.every((branch) => hasEnd(branch, inner))
}

/** Where a type stands, and how another one is put there. */
interface Place {
  readonly json: Json
  readonly put: (json: Json) => void
}

function collect(json: Json, put: (json: Json) => void, places: Place[]): void {
  places.push({ json, put })
  if (typeof json === 'string') return
  if (Array.isArray(json)) {
    json.forEach((branch, index) => collect(branch, (each) => (json[index] = each), places))
    return
  }
  json.fields?.forEach((field) => collect(field.type, (each) => (field.type = each), places))
  if (json.items !== undefined) collect(json.items, (each) => (json.items = each), places)
  if (json.values !== undefined) collect(json.values, (each) => (json.values = each), places)
}

function changeType(rng: Rng, { json, put }: Place, places: readonly Place[]): void {
  if (rng.chance(0.12)) return put(rng.chance(0.5) ? ['null', json] : [json, 'string'])
  if (typeof json === 'string') return put(pick(rng, rng.chance(0.7) ? (WIDER[json] ?? [json]) : PRIMITIVE_KINDS))
  if (Array.isArray(json)) return changeUnion(rng, json, put)
  if (json.name !== undefined && rng.chance(0.15)) return rename(rng, json, places)
  if (json.type === 'record') return changeFields(rng, json.fields!)
  if (json.type === 'enum') return changeSymbols(rng, json)
  if (json.type === 'fixed') json.size! += 1
}

function changeUnion(rng: Rng, branches: Json[], put: (json: Json) => void): void {
  switch (rng.int(4)) {
    case 0:
      return put(pick(rng, branches))
    case 1:
      branches.push(pick(rng, PRIMITIVE_KINDS))
      return
    case 2:
      branches.reverse()
      return
    default:
      if (branches.length > 1) branches.splice(rng.int(branches.length), 1)
  }
}

function changeFields(rng: Rng, fields: JsonField[]): void {
  const field = fields.length === 0 ? undefined : pick(rng, fields)
  switch (rng.int(5)) {
    case 0:
      if (field !== undefined) fields.splice(fields.indexOf(field), 1)
      return
    case 1: {
      const type = pick(rng, Object.keys(DEFAULTS))
      const isUnion = type === 'null' && rng.chance(0.7)
      const fallback = rng.chance(0.7) ? { default: DEFAULTS[type] } : {}
      fields.splice(rng.int(fields.length + 1), 0, {
        name: `n${rng.int(1000)}`,
        type: isUnion ? ['null', 'int'] : type,
        ...fallback,
      })
      return
    }
    case 2:
      fields.reverse()
      return
    case 3:
      if (field === undefined) return
      if (rng.chance(0.6)) field.aliases = [field.name]
      field.name = `r${rng.int(1000)}`
      return
    default:
      if (field !== undefined && typeof field.type === 'string' && field.type in DEFAULTS)
        field.default = DEFAULTS[field.type]
  }
}

function changeSymbols(rng: Rng, json: JsonType): void {
  const symbols = json.symbols!
  const index = rng.int(symbols.length)
  switch (rng.int(4)) {
    case 0:
      symbols.push(`S${rng.int(1000)}`)
      return
    case 1:
      json.default = symbols[index]!
      return
    case 2:
      delete json.default
      return
    default:
      if (symbols.length > 1 && json.default !== symbols[index]) symbols.splice(index, 1)
  }
}

/** Under a new name everywhere, and sometimes with the old one as an alias. */
function rename(rng: Rng, json: JsonType, places: readonly Place[]): void {
  const old = json.name!
  const name = `${old}x`
  if (rng.chance(0.6)) json.aliases = [old]
  json.name = name
  for (const place of places) if (place.json === old) place.put(name)
}
