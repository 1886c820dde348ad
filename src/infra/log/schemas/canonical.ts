/**
 * The canonical form of a schema, which is the same for any two that read and write the same bytes under the same names, and its
 * fingerprints. Defaults, aliases and logical types are not in it, so it does not tell whether two schemas evolve alike.
 *
 * Specification: https://avro.apache.org/docs/1.12.0/specification/#parsing-canonical-form-for-schemas
 */
import { sha256 } from '@noble/hashes/sha2.js'
import { isNamed, type Schema } from './schema'

const EMPTY = 0xc15d_213a_a4d7_a795n

const TABLE = Array.from({ length: 256 }, (_, byte) => {
  let print = BigInt(byte)
  for (let bit = 0; bit < 8; bit += 1) print = (print >> 1n) ^ ((print & 1n) * EMPTY)
  return print
})

export function canonicalForm(schema: Schema): string {
  return write(schema, new Set())
}

/** CRC-64-AVRO of the canonical form, signed, as Java's `SchemaNormalization.parsingFingerprint64`. */
export function fingerprint64(schema: Schema): bigint {
  let print = EMPTY
  for (const byte of new TextEncoder().encode(canonicalForm(schema))) {
    print = (print >> 8n) ^ TABLE[Number(print & 0xffn) ^ byte]!
  }
  return BigInt.asIntN(64, print)
}

/** SHA-256 of the canonical form, 32 bytes. */
export function fingerprintSha256(schema: Schema): Uint8Array {
  return sha256(new TextEncoder().encode(canonicalForm(schema)))
}

/** @param known the names of types that have been written out: they are named from then on */
function write(schema: Schema, known: Set<string>): string {
  if (isNamed(schema)) {
    if (known.has(schema.name)) return JSON.stringify(schema.name)
    known.add(schema.name)
  }
  switch (schema.kind) {
    case 'record': {
      const fields = schema.fields.map((field) => `{"name":"${field.name}","type":${write(field.schema, known)}}`)
      return `{"name":"${schema.name}","type":"record","fields":[${fields.join(',')}]}`
    }
    case 'enum':
      return `{"name":"${schema.name}","type":"enum","symbols":${JSON.stringify(schema.symbols)}}`
    case 'fixed':
      return `{"name":"${schema.name}","type":"fixed","size":${schema.size}}`
    case 'array':
      return `{"type":"array","items":${write(schema.items, known)}}`
    case 'map':
      return `{"type":"map","values":${write(schema.values, known)}}`
    case 'union':
      return `[${schema.branches.map((branch) => write(branch, known)).join(',')}]`
    default:
      return `"${schema.kind}"`
  }
}
