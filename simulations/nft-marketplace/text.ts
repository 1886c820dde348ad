/** Texts as the bytes that contracts and chain take, and back. */

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
