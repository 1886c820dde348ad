/**
 * ioredis-mock keeps keys as property names and values as strings, so bytes cannot go in as they are. A byte string —
 * one character per byte — survives both, and its length is the length Redis would count.
 */
import type { RedisArgument } from '../port'

const utf8Decoder = new TextDecoder('utf-8', { ignoreBOM: true })
const utf8Encoder = new TextEncoder()
const ASCII = /^[\0-\x7f]*$/
const BYTES = /^[\0-\xff]*$/
const PIECE = 8192

/** An argument as a byte string. */
export function toByteString(argument: RedisArgument): string {
  if (typeof argument === 'string') return ASCII.test(argument) ? argument : join(utf8Encoder.encode(argument))
  return join(argument)
}

/** A byte string of a reply as text (UTF-8), or as bytes. */
export function fromByteString(text: string, binary: boolean): string | Uint8Array {
  if (!binary && ASCII.test(text)) return text
  // The mock's own texts may hold other characters; those are not bytes of ours.
  const bytes = BYTES.test(text)
    ? Uint8Array.from(text, (character) => character.charCodeAt(0))
    : utf8Encoder.encode(text)
  return binary ? bytes : utf8Decoder.decode(bytes)
}

function join(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; at += PIECE) text += String.fromCharCode(...bytes.subarray(at, at + PIECE))
  return text
}
