/** SHA-256, for what must be the same: payloads of one key, and names derived from a key. */
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import { hyphenated } from './idempotency-key'
import type { Order } from './messages'

/** The fingerprint of a payload: equal for equal orders, whatever the order of their fields. */
export function fingerprintOf({ tenant, amount, currency, card }: Order): string {
  return digest([tenant, amount, currency, card].join('\n')).slice(0, 32)
}

/**
 * The id of a payment, derived from what makes it the one it is: who asks again, after a crash or a loss of data, gets the
 * same one, and so the same key towards the PSP.
 */
export function paymentIdOf(tenant: string, key: string, chargeNo: number): string {
  return hyphenated(digest([tenant, key, chargeNo].join('\n')).slice(0, 32))
}

function digest(text: string): string {
  return bytesToHex(sha256(utf8ToBytes(text)))
}
