/** A schema as the registry keeps it. */
import type { Json } from '~/kernel/json'
import { AvroError } from '../schemas/avro-error'
import { parseSchemaJson } from '../schemas/parse-schema'
import type { Schema } from '../schemas/schema'
import { RestError } from './rest-error'

export interface PostedSchema {
  /** Without white space: texts that differ in nothing else are the same. */
  readonly text: string
  readonly schema: Schema
}

/** The schema in the body of a request. @throws {RestError} 42201 */
export function postedSchema(body: Readonly<Record<string, Json | undefined>>): PostedSchema {
  const { schema: text, schemaType = 'AVRO', references } = body
  if (schemaType !== 'AVRO') throw new RestError('invalidSchema', `schemas of type ${String(schemaType)} are not known`)
  if (Array.isArray(references) && references.length > 0) {
    throw new RestError('invalidSchema', 'references to other schemas are not known')
  }
  if (typeof text !== 'string' || text.trim() === '') throw new RestError('invalidSchema', 'Empty schema')
  const json = jsonOf(text)
  try {
    return { text: JSON.stringify(json), schema: parseSchemaJson(json) }
  } catch (error) {
    if (!(error instanceof AvroError)) throw error
    throw new RestError('invalidSchema', error.message)
  }
}

/** A bare word is a schema, too: `string` for `"string"`. */
function jsonOf(text: string): unknown {
  if (/^\s*[A-Za-z_][A-Za-z0-9_.]*\s*$/.test(text)) return text.trim()
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new RestError('invalidSchema', error instanceof Error ? error.message : String(error))
  }
}
