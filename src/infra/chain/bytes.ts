/** Bytes as the chain writes them: keys that sort as bytes do, lengths in front, big-endian numbers. */

/** Bytes joined. */
export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

/** A number of 64 bits, big-endian. */
export function u64(value: number | bigint): Uint8Array {
  const bytes = new Uint8Array(8)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(value))
  return bytes
}

/** Bytes behind one byte of their length, which must be below 256. */
export function withLength(bytes: Uint8Array): Uint8Array {
  if (bytes.length > 255) throw new RangeError(`${bytes.length} bytes have no length of one byte`)
  return concat(Uint8Array.of(bytes.length), bytes)
}

/** Bytes as a text of one character each: such texts are compared as bytes are, and can be keys of a map. */
export function byteText(bytes: Uint8Array): string {
  let text = ''
  for (let i = 0; i < bytes.length; i++) text += String.fromCharCode(bytes[i]!)
  return text
}

/** The bytes of a {@link byteText}. */
export function bytesOfText(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length)
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i)
  return bytes
}

const encoder = new TextEncoder()
const decoder = new TextDecoder()

/** A text in UTF-8. */
export function utf8(text: string): Uint8Array {
  return encoder.encode(text)
}

/** UTF-8 as a text; what is not UTF-8 becomes U+FFFD. */
export function textOf(bytes: Uint8Array): string {
  return decoder.decode(bytes)
}
