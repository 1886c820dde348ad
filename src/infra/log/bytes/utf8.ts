/**
 * Text as UTF-8. Most keys, names and values are short and plain, so ASCII takes neither TextEncoder nor TextDecoder: a loop
 * is quicker up to some thirty bytes (measured for `redis/resp.ts`).
 */
export const ASCII_MAX = 0x7f
/** Up to this many characters a loop is quicker. */
export const LOOP_LENGTH_MAX = 32

const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

/** How many bytes `text` takes. A lone surrogate counts three: it is written as U+FFFD, as TextEncoder does. */
export function utf8Length(text: string): number {
  const { length } = text
  let bytes = length
  for (let index = 0; index < length; index += 1) {
    const unit = text.charCodeAt(index)
    if (unit <= ASCII_MAX) continue
    bytes += unit <= 0x7ff ? 1 : 2
    // Of a pair, the first half stands for three of the four bytes; the second adds the last one.
    if (unit >= 0xd800 && unit <= 0xdbff && index + 1 < length) {
      const next = text.charCodeAt(index + 1)
      if (next >= 0xdc00 && next <= 0xdfff) index += 1
    }
  }
  return bytes
}

/** Writes `text`, whose length in bytes is `size`, at `at`. There must be room. */
export function writeUtf8(target: Uint8Array, at: number, text: string, size: number): void {
  encoder.encodeInto(text, target.subarray(at, at + size))
}

/** `text` as bytes of the caller's own. */
export function utf8Bytes(text: string): Uint8Array {
  const { length } = text
  if (length > LOOP_LENGTH_MAX) return encoder.encode(text)
  const bytes = new Uint8Array(length)
  for (let index = 0; index < length; index += 1) {
    const unit = text.charCodeAt(index)
    if (unit > ASCII_MAX) return encoder.encode(text)
    bytes[index] = unit
  }
  return bytes
}

/** Bytes that are a text and nothing else. */
export function utf8Text(bytes: Uint8Array): string {
  return readUtf8(bytes, 0, bytes.length)
}

/** Reads `size` bytes at `at`. Bytes that are no UTF-8 become U+FFFD, as in Java's clients: text never fails to decode. */
export function readUtf8(bytes: Uint8Array, at: number, size: number): string {
  if (size > LOOP_LENGTH_MAX) return decoder.decode(bytes.subarray(at, at + size))
  let text = ''
  for (let index = at; index < at + size; index += 1) {
    const byte = bytes[index]!
    if (byte > ASCII_MAX) return decoder.decode(bytes.subarray(at, at + size))
    text += String.fromCharCode(byte)
  }
  return text
}
