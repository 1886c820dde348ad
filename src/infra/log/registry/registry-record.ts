/**
 * The records of `_schemas`, in Confluent's JSON (`SchemaKey`, `SchemaValue`, `ConfigKey`, `DeleteSubjectKey` of schema-registry): a real
 * registry reads this topic. One kind of record is our own: the highest id that was given. Confluent's keeps that in memory, and
 * after a restart gives it again if the schema was deleted for good.
 */
import type { RecordCodec } from '../broker/internal-log'
import type { CompatibilityLevel } from '../schemas/compatibility'

export const SCHEMAS_TOPIC = '_schemas'

/** Whether a subject takes new schemas. Confluent has more of them, for moving schemas between registries. */
export type RegistryMode = 'READWRITE' | 'READONLY'

/** A version of a subject. */
export interface SchemaValue {
  readonly subject: string
  readonly version: number
  readonly id: number
  readonly schema: string
  readonly deleted: boolean
}

/** Null in a subject's place is for all that have no setting of their own; a null value is a tombstone. */
export type RegistryRecord =
  | {
      readonly keytype: 'SCHEMA'
      readonly subject: string
      readonly version: number
      readonly value: SchemaValue | null
    }
  | { readonly keytype: 'CONFIG'; readonly subject: string | null; readonly value: CompatibilityLevel | null }
  | { readonly keytype: 'MODE'; readonly subject: string | null; readonly value: RegistryMode | null }
  /** All versions of a subject up to one are deleted, not for good. */
  | { readonly keytype: 'DELETE_SUBJECT'; readonly subject: string; readonly value: number }
  | { readonly keytype: 'MAX_ID'; readonly value: number }
  /** Says nothing: what a new leader writes to see that it can. */
  | { readonly keytype: 'NOOP'; readonly value: Readonly<Record<string, never>> }

const utf8 = new TextEncoder()
const text = new TextDecoder()

export const REGISTRY_RECORDS: RecordCodec<RegistryRecord> = {
  encode(record) {
    const value = valueOf(record)
    return { key: bytesOf(keyOf(record)), value: value === null ? null : bytesOf(value) }
  },
  decode(keyBytes, valueBytes) {
    const key = JSON.parse(text.decode(keyBytes)) as RegistryRecord
    const value =
      valueBytes === null ? null : (JSON.parse(text.decode(valueBytes)) as Readonly<Record<string, unknown>>)
    return { ...key, value: value === null ? null : fromValue(key.keytype, value) } as RegistryRecord
  },
}

function keyOf(record: RegistryRecord): object {
  switch (record.keytype) {
    case 'SCHEMA':
      return { keytype: record.keytype, subject: record.subject, version: record.version, magic: 1 }
    case 'MAX_ID':
    case 'NOOP':
      return { keytype: record.keytype, magic: 0 }
    default:
      return { keytype: record.keytype, subject: record.subject, magic: 0 }
  }
}

function valueOf(record: RegistryRecord): object | null {
  if (record.value === null) return null
  switch (record.keytype) {
    case 'SCHEMA':
    case 'NOOP':
      return record.value
    case 'CONFIG':
      return { subject: record.subject, compatibilityLevel: record.value }
    case 'MODE':
      return { subject: record.subject, mode: record.value }
    case 'DELETE_SUBJECT':
      return { subject: record.subject, version: record.value }
    case 'MAX_ID':
      return { id: record.value }
  }
}

function fromValue(keytype: RegistryRecord['keytype'], value: Readonly<Record<string, unknown>>): unknown {
  switch (keytype) {
    case 'SCHEMA':
    case 'NOOP':
      return value
    case 'CONFIG':
      return value['compatibilityLevel']
    case 'MODE':
      return value['mode']
    case 'DELETE_SUBJECT':
      return value['version']
    case 'MAX_ID':
      return value['id']
  }
}

function bytesOf(json: object): Uint8Array {
  return utf8.encode(JSON.stringify(json))
}
