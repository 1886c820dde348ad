/**
 * Addresses as wasmd's `api.go` and the address verifier of its app judge them. What is wrong is a text that the contract gets to
 * read, not a failure of the call.
 */
import { bech32 } from '@scure/base'

/** Either the value, or what is wrong in words. */
export type Judged<T> = { readonly value: T } | { readonly wrong: string }

/** Accounts have 20 bytes, contracts 32. */
const LENGTHS: readonly number[] = [20, 32]
/** Longer than any address; the limit of the Cosmos SDK's own decoding. */
const TEXT_LENGTH_MAX = 1023
/** A prefix of one letter, the 1, and a checksum of six. */
const TEXT_LENGTH_MIN = 8

/** The bytes of an address. A text all in capitals is the same address, as BIP 173 has it. */
export function canonicalize(text: string, prefix: string): Judged<Uint8Array> {
  if (text.length < TEXT_LENGTH_MIN) {
    return { wrong: `decoding bech32 failed: invalid bech32 string length ${text.length}` }
  }
  let decoded: { prefix: string; words: number[] }
  let bytes: Uint8Array
  try {
    decoded = bech32.decode(text as `${string}1${string}`, TEXT_LENGTH_MAX)
    bytes = bech32.fromWords(decoded.words)
  } catch (error) {
    return { wrong: `decoding bech32 failed: ${error instanceof Error ? error.message : String(error)}` }
  }
  if (decoded.prefix !== prefix) {
    return { wrong: `invalid Bech32 prefix; expected ${prefix}, got ${decoded.prefix}` }
  }
  return judgeLength(bytes)
}

/** The text of an address. */
export function humanize(bytes: Uint8Array, prefix: string): Judged<string> {
  const judged = judgeLength(bytes)
  if ('wrong' in judged) return judged
  return { value: bech32.encode(prefix, bech32.toWords(bytes), TEXT_LENGTH_MAX) }
}

function judgeLength(bytes: Uint8Array): Judged<Uint8Array> {
  if (LENGTHS.includes(bytes.length)) return { value: bytes }
  return { wrong: `address length must be 20 or 32 bytes, got ${bytes.length}` }
}
