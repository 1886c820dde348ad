/** Texts and bytes as Kafka's messages have them: a length in front, -1 for null. */
import type { ByteReader } from '../bytes/byte-reader'
import type { ByteWriter } from '../bytes/byte-writer'
import { utf8Length, writeUtf8 } from '../bytes/utf8'

/** With a length of 16 bits. */
export function writeString(writer: ByteWriter, text: string | null): void {
  if (text === null) {
    writer.int16(-1)
    return
  }
  const bytes = new Uint8Array(utf8Length(text))
  writeUtf8(bytes, 0, text, bytes.length)
  writer.int16(bytes.length)
  writer.raw(bytes)
}

export function readNullableString(reader: ByteReader): string | null {
  const size = reader.int16()
  return size === -1 ? null : reader.text(size)
}

export function readString(reader: ByteReader): string {
  return readNullableString(reader) ?? ''
}

/** With a length of 32 bits. */
export function writeBytes(writer: ByteWriter, bytes: Uint8Array): void {
  writer.int32(bytes.length)
  writer.raw(bytes)
}

export function readBytes(reader: ByteReader): Uint8Array {
  return reader.take(reader.int32())
}
