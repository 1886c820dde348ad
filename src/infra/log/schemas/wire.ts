/**
 * How a value that was written under a registered schema looks in a record: a zero, the id of the schema in four bytes, the value.
 * A record without a value has none of it: a tombstone is null and is not to be read.
 */
import { AvroError } from './avro-error'
import { encode } from './encode'
import { type Schema } from './schema'

const MAGIC = 0
const HEADER_BYTES = 5

export interface FramedMessage {
  readonly schemaId: number
  /** Where the value begins: what the decoder takes as its start. */
  readonly valueStart: number
}

/** A value as the bytes of a record. @throws AvroError if the value does not fit */
export function encodeFramed(schemaId: number, schema: Schema, value: unknown): Uint8Array {
  const encoded = encode(schema, value)
  const bytes = new Uint8Array(HEADER_BYTES + encoded.length)
  bytes[0] = MAGIC
  new DataView(bytes.buffer).setInt32(1, schemaId)
  bytes.set(encoded, HEADER_BYTES)
  return bytes
}

/** @throws AvroError if the bytes have no frame */
export function readFrame(bytes: Uint8Array): FramedMessage {
  if (bytes.length < HEADER_BYTES) {
    const message = `the frame takes ${HEADER_BYTES} bytes, and there are ${bytes.length}`
    throw new AvroError('malformed-data', '', message)
  }
  if (bytes[0] !== MAGIC) {
    throw new AvroError('malformed-data', '', `the first byte is ${bytes[0]}, and a value with a schema begins with 0`)
  }
  const schemaId = new DataView(bytes.buffer, bytes.byteOffset).getInt32(1)
  return { schemaId, valueStart: HEADER_BYTES }
}
