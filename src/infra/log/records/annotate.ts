/**
 * A record batch as annotated bytes, for an inspector: which bytes are which field, and what they say. Every byte is named exactly
 * once, also of bytes that are damaged: those that cannot be read are one last entry that says why.
 */
import { ByteReader, BytesError } from '../bytes/byte-reader'
import { ATTRIBUTE, BATCH_AT, BATCH_OVERHEAD, COMPRESSIONS } from './batch-layout'
import { checksumText, crc32c } from './crc32c'

/** Text longer than this is cut. */
const SHOWN_LENGTH_MAX = 48
const SHOWN_BYTES_MAX = 16

export interface AnnotatedBytes {
  /** Where the bytes begin, counted from the start of the batch. */
  readonly offset: number
  /** How many bytes, at least one. */
  readonly length: number
  /** The name of the field, for instance `base offset` or `records[0].key`. */
  readonly field: string
  /** What the bytes say, as text. */
  readonly meaning: string
}

/** @param bytes one batch. Never throws. */
export function annotateBatch(bytes: Uint8Array): AnnotatedBytes[] {
  const noted: AnnotatedBytes[] = []
  const reader = new ByteReader(bytes)
  let start = 0
  const note = (field: string, meaning: string): void => {
    if (reader.at > start) noted.push({ offset: start, length: reader.at - start, field, meaning })
    start = reader.at
  }
  try {
    annotateHeader(reader, note)
    const count = reader.int32()
    note('record count', String(count))
    const isCompressed = (bytes[BATCH_AT.attributes + 1]! & ATTRIBUTE.compression) !== 0
    for (let index = 0; index < count && !isCompressed; index += 1) annotateRecord(reader, `records[${index}]`, note)
    reader.skip(reader.left)
    note(isCompressed ? 'records' : 'trailing bytes', isCompressed ? 'compressed' : 'belong to no record')
  } catch (error) {
    if (!(error instanceof BytesError)) throw error
    reader.at = bytes.length
    note('unreadable', error.message)
  }
  return noted
}

type Note = (field: string, meaning: string) => void

function annotateHeader(reader: ByteReader, note: Note): void {
  note('base offset', String(reader.int64()))
  const length = reader.int32()
  const follows = reader.left
  note('batch length', `${length} bytes follow${length === follows ? '' : `, of which ${follows} are here`}`)
  const epoch = reader.int32()
  note('partition leader epoch', epoch === -1 ? '-1: set by the broker on append' : String(epoch))
  note('magic', `version ${reader.int8()} of the format`)
  const checksum = reader.uint32()
  const end = Math.min(reader.bytes.length, length + BATCH_OVERHEAD)
  const computed = crc32c(reader.bytes, BATCH_AT.attributes, end)
  const verdict =
    checksum === computed ? 'as the bytes from the attributes on give' : `the bytes give ${checksumText(computed)}`
  note('CRC32C', `${checksumText(checksum)}: ${verdict}`)
  const attributes = reader.int16()
  note('attributes', attributesAsText(attributes))
  note('last offset delta', `last offset = base offset + ${reader.int32()}`)
  const base = reader.int64()
  note('base timestamp', `${base} ms${(attributes & ATTRIBUTE.deleteHorizon) === 0 ? '' : ', the delete horizon'}`)
  note('max timestamp', `${reader.int64()} ms`)
  const producer = reader.int64()
  note('producer id', producer === -1n ? '-1: no idempotent producer' : String(producer))
  note('producer epoch', String(reader.int16()))
  const sequence = reader.int32()
  note('base sequence', sequence === -1 ? '-1: none' : String(sequence))
}

function annotateRecord(reader: ByteReader, name: string, note: Note): void {
  note(`${name}.length`, `${reader.varintLength()} bytes follow`)
  note(`${name}.attributes`, `${reader.int8()}: not used`)
  note(`${name}.timestamp delta`, `base timestamp + ${reader.varlong()} ms`)
  note(`${name}.offset delta`, `base offset + ${reader.varint()}`)
  annotateBytes(reader, `${name}.key`, note)
  annotateBytes(reader, `${name}.value`, note)
  const headers = reader.varintLength()
  note(`${name}.header count`, String(headers))
  for (let index = 0; index < headers; index += 1) {
    const header = `${name}.headers[${index}]`
    const keySize = reader.varintLength()
    note(`${header}.key length`, `${keySize} bytes follow`)
    note(`${header}.key`, asText(reader.take(keySize)))
    annotateBytes(reader, `${header}.value`, note)
  }
}

function annotateBytes(reader: ByteReader, name: string, note: Note): void {
  const size = reader.varint()
  if (size === -1) {
    note(`${name} length`, '-1: null')
    return
  }
  if (size < 0) throw new BytesError('negative-length', reader.at, `the length of ${name} is ${size}`)
  note(`${name} length`, size === 0 ? '0: empty' : `${size} bytes follow`)
  note(name, asText(reader.take(size)))
}

function attributesAsText(attributes: number): string {
  const compression = COMPRESSIONS[attributes & ATTRIBUTE.compression] ?? 'unknown'
  const words = [`compression ${compression}`]
  words.push((attributes & ATTRIBUTE.logAppendTime) === 0 ? 'CreateTime' : 'LogAppendTime')
  if ((attributes & ATTRIBUTE.transactional) !== 0) words.push('transactional')
  if ((attributes & ATTRIBUTE.control) !== 0) words.push('control')
  if ((attributes & ATTRIBUTE.deleteHorizon) !== 0) words.push('delete horizon')
  return words.join(', ')
}

/** Printable UTF-8 in quotation marks, anything else in hexadecimal digits. */
function asText(bytes: Uint8Array): string {
  const shown = bytes.subarray(0, SHOWN_LENGTH_MAX * 4)
  // A character that the cut goes through is left out.
  const text = new TextDecoder().decode(shown, { stream: shown.length < bytes.length })
  if (!/[\p{Cc}\p{Cn}\uFFFD]/u.test(text)) {
    const characters = Array.from(text)
    return JSON.stringify(
      characters.length > SHOWN_LENGTH_MAX ? `${characters.slice(0, SHOWN_LENGTH_MAX).join('')}…` : text,
    )
  }
  const digits = Array.from(bytes.subarray(0, SHOWN_BYTES_MAX), (byte) => byte.toString(16).padStart(2, '0')).join(' ')
  return bytes.length > SHOWN_BYTES_MAX ? `${digits} …` : digits
}
