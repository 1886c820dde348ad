/** Keys and values of records as people read them: by their schema where they have one, else as text, else in hexadecimal digits. */
import { AvroError } from '../schemas/avro-error'
import { AvroDecoder } from '../schemas/decode'
import { parseSchema } from '../schemas/parse-schema'
import { readFrame } from '../schemas/wire'
import type { RegistryState } from '../registry/registry-state'

const LENGTH_MAX = 4_096
const BYTES_MAX = 64
const FRAME_BYTES = 5

const strict = new TextDecoder('utf-8', { fatal: true })

/** Null is a tombstone, or no key. */
export function showBytes(bytes: Uint8Array | null, schemas: RegistryState): string | null {
  if (bytes === null) return null
  return cut(decoded(bytes, schemas) ?? textOf(bytes) ?? hexOf(bytes))
}

/** The fields of a value by name, as its schema has them; null if that is no record, or the bytes are not what one says. */
export function fieldsOf(bytes: Uint8Array, schemas: RegistryState): readonly (readonly [string, string])[] | null {
  try {
    const read = readFramed(bytes, schemas)
    if (typeof read?.value !== 'object' || read.value === null) return null
    return Object.entries(read.value).map(([name, value]) => [name, cut(JSON.stringify(value, plain) ?? '')])
  } catch (error) {
    if (!(error instanceof AvroError)) throw error
    return null
  }
}

/** Undefined if the bytes are not framed, or their schema is not known. */
function decoded(bytes: Uint8Array, schemas: RegistryState): string | undefined {
  try {
    const read = readFramed(bytes, schemas)
    return read === undefined ? undefined : `${JSON.stringify(read.value, plain)} · schema ${read.schemaId}`
  } catch (error) {
    if (!(error instanceof AvroError)) throw error
    const { schemaId } = readFrame(bytes)
    return `not what schema ${schemaId} says: ${error.message} · ${hexOf(bytes)}`
  }
}

/** Undefined if there is no frame, or nobody knows its schema. Throws `AvroError` if the bytes are not what it says. */
function readFramed(bytes: Uint8Array, schemas: RegistryState): { value: unknown; schemaId: number } | undefined {
  if (bytes.length < FRAME_BYTES || bytes[0] !== 0) return undefined
  const { schemaId, valueStart } = readFrame(bytes)
  const text = schemas.textOf(schemaId)
  if (text === undefined) return undefined
  return { value: new AvroDecoder(parseSchema(text)).decode(bytes, valueStart), schemaId }
}

/** What JSON has no way to write. */
function plain(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return String(value)
  return value instanceof Uint8Array ? hexOf(value) : value
}

function textOf(bytes: Uint8Array): string | undefined {
  try {
    const text = strict.decode(bytes)
    return /[\p{Cc}\p{Cn}]/u.test(text) ? undefined : text
  } catch {
    // Bytes that are no UTF-8 are shown as bytes.
    return undefined
  }
}

function hexOf(bytes: Uint8Array): string {
  const digits = Array.from(bytes.subarray(0, BYTES_MAX), (byte) => byte.toString(16).padStart(2, '0')).join(' ')
  return bytes.length > BYTES_MAX ? `${digits} … ${bytes.length} bytes` : digits
}

function cut(text: string): string {
  return text.length > LENGTH_MAX ? `${text.slice(0, LENGTH_MAX)}…` : text
}
