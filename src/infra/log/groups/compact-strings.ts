/** Texts and counts of flexible versions (KIP-482): unsigned varints in front, and lengths one higher, so that 0 is null. */
import type { ByteReader } from '../bytes/byte-reader'
import type { ByteWriter } from '../bytes/byte-writer'
import { utf8Length, writeUtf8 } from '../bytes/utf8'

export function writeCompactString(writer: ByteWriter, text: string): void {
  const bytes = new Uint8Array(utf8Length(text))
  writeUtf8(bytes, 0, text, bytes.length)
  writeUnsigned(writer, bytes.length + 1)
  writer.raw(bytes)
}

export function readCompactString(reader: ByteReader): string {
  return reader.text(Math.max(0, readUnsigned(reader) - 1))
}

export function writeUnsigned(writer: ByteWriter, value: number): void {
  let rest = value
  for (; rest > 0x7f; rest >>>= 7) writer.int8((rest & 0x7f) | 0x80)
  writer.int8(rest)
}

export function readUnsigned(reader: ByteReader): number {
  let value = 0
  for (let shift = 0; ; shift += 7) {
    const byte = reader.uint8()
    value |= (byte & 0x7f) << shift
    if (byte < 0x80 || shift >= 28) return value >>> 0
  }
}
