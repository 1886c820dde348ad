/** Parameters to PostgreSQL's text format and values back from it: the same for every server behind the port. */
import type { Json } from '~/kernel/json'
import type { SqlParameter, SqlValue } from './port'

/** Type OIDs, which are fixed in PostgreSQL's catalog (`pg_type.dat`), and the type of an array's elements. */
const OID = { bool: 16, bytea: 17, int8: 20, int2: 21, int4: 23, json: 114, float4: 700, float8: 701, jsonb: 3802 }
const ELEMENT_OF: Readonly<Record<number, number>> = {
  199: OID.json,
  1000: OID.bool,
  1001: OID.bytea,
  1005: OID.int2,
  1007: OID.int4,
  1016: OID.int8,
  1021: OID.float4,
  1022: OID.float8,
  3807: OID.jsonb,
  1009: 25, // text
  1014: 1042, // bpchar
  1015: 1043, // varchar
  1115: 1114, // timestamp
  1182: 1082, // date
  1185: 1184, // timestamptz
  1231: 1700, // numeric
  2951: 2950, // uuid
}

/** A parameter as text, or null. */
export function encodeParameter(value: SqlParameter): string | null {
  if (value === null) return null
  if (typeof value === 'string') return value
  if (typeof value !== 'object') return String(value)
  if (value instanceof Uint8Array) return encodeBytes(value)
  return Array.isArray(value) ? encodeArray(value as readonly SqlParameter[]) : JSON.stringify(value)
}

function encodeArray(values: readonly SqlParameter[]): string {
  const items = values.map((value) => {
    if (Array.isArray(value)) return encodeArray(value as readonly SqlParameter[])
    const text = encodeParameter(value)
    return text === null ? 'NULL' : `"${text.replaceAll(/["\\]/g, (special) => `\\${special}`)}"`
  })
  return `{${items.join(',')}}`
}

function encodeBytes(bytes: Uint8Array): string {
  return `\\x${Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')}`
}

/** A value of a column of type `oid`, from text. */
export function decodeValue(text: string | null, oid: number): SqlValue {
  if (text === null) return null
  const element = ELEMENT_OF[oid]
  if (element !== undefined) return decodeArray(text, element)
  switch (oid) {
    case OID.bool:
      return text === 't'
    case OID.int2:
    case OID.int4:
    case OID.float4:
    case OID.float8:
      return Number(text)
    case OID.int8:
      return Number.isSafeInteger(Number(text)) ? Number(text) : text
    case OID.json:
    case OID.jsonb:
      return JSON.parse(text) as Json
    case OID.bytea:
      return Uint8Array.from(text.slice(2).match(/../g) ?? [], (byte) => Number.parseInt(byte, 16))
    default:
      return text
  }
}

/** Reads `{a,"b c",NULL,{…}}`. */
function decodeArray(text: string, element: number): SqlValue[] {
  // Bounds other than from 1 stand before the values, as in `[0:1]={…}`.
  let at = text.indexOf('{')
  const readList = (): SqlValue[] => {
    const items: SqlValue[] = []
    at++
    while (text[at] !== '}') {
      if (text[at] === ',') at++
      else items.push(text[at] === '{' ? readList() : readItem())
    }
    at++
    return items
  }
  const readItem = (): SqlValue => {
    if (text[at] !== '"') {
      const from = at
      while (text[at] !== ',' && text[at] !== '}') at++
      const item = text.slice(from, at)
      return item === 'NULL' ? null : decodeValue(item, element)
    }
    let item = ''
    for (at++; text[at] !== '"'; at++) {
      if (text[at] === '\\') at++
      item += text[at]
    }
    at++
    return decodeValue(item, element)
  }
  return readList()
}
