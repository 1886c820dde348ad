/**
 * The Idempotency-Key field (draft-ietf-httpapi-idempotency-key-header): a structured-field String, that is a quoted one,
 * here with a UUID of version 4 in it.
 */
import type { Rng } from '~/kernel/random'

/** A structured-field String (RFC 9651, 3.3.3), as far as a UUID needs it: no escapes. */
const FIELD = /^"([0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12})"$/

/** The key in a field, or null if the field is not one. */
export function parseIdempotencyKey(field: string): string | null {
  return FIELD.exec(field)?.[1] ?? null
}

/** The field for a key. */
export function formatIdempotencyKey(key: string): string {
  return `"${key}"`
}

/** A new UUIDv4. */
export function drawKey(rng: Rng): string {
  const digits = Array.from({ length: 32 }, () => rng.int(16).toString(16))
  digits[12] = '4'
  digits[16] = (8 + rng.int(4)).toString(16)
  return hyphenated(digits.join(''))
}

/** Thirty-two hexadecimal digits as a UUID. */
export function hyphenated(digits: string): string {
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
