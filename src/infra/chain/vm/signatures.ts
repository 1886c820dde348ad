/** Signatures as cosmwasm-crypto judges them: a code for the contract, never a failure of the call. */
import { ed25519 } from '@noble/curves/ed25519.js'
import { p256 } from '@noble/curves/nist.js'
import { secp256k1 } from '@noble/curves/secp256k1.js'

/** Codes of `CryptoError::code`. */
export const VERIFIED = 0
export const NOT_VERIFIED = 1
const WRONG_HASH = 3
const WRONG_SIGNATURE = 4
const WRONG_KEY = 5
export const WRONG_RECOVERY = 6
const WRONG_BATCH = 7
const OTHER = 10

type Curve = typeof secp256k1

const HASH_LENGTH = 32
const SIGNATURE_LENGTH = 64
const ED25519_KEY_LENGTH = 32

export const CURVES = { secp256k1, secp256r1: p256 } as const

/** ECDSA over a hash of 32 bytes, with a signature of r and s and a key of 33 or 65 bytes. High s is accepted, too. */
export function verifyEcdsa(curve: Curve, hash: Uint8Array, signature: Uint8Array, key: Uint8Array): number {
  if (hash.length !== HASH_LENGTH) return WRONG_HASH
  if (signature.length !== SIGNATURE_LENGTH) return WRONG_SIGNATURE
  if (!isKeyFormat(key)) return WRONG_KEY
  return attempt(() => {
    curve.Signature.fromBytes(signature, 'compact')
    curve.Point.fromBytes(key)
    return curve.verify(signature, hash, key, { prehash: false, lowS: false }) ? VERIFIED : NOT_VERIFIED
  }, OTHER)
}

/** The key of 65 bytes that made a signature, or a code. The largest recovery number allowed differs between curves. */
export function recoverEcdsa(
  curve: Curve,
  hash: Uint8Array,
  signature: Uint8Array,
  recovery: number,
  recoveryMax: number,
): Uint8Array | number {
  if (hash.length !== HASH_LENGTH) return WRONG_HASH
  if (signature.length !== SIGNATURE_LENGTH) return WRONG_SIGNATURE
  if (recovery > recoveryMax) return WRONG_RECOVERY
  return attempt<Uint8Array | number>(() => {
    const parsed = curve.Signature.fromBytes(signature, 'compact').addRecoveryBit(recovery)
    return parsed.recoverPublicKey(hash).toBytes(false)
  }, OTHER)
}

/** Ed25519 by the rules of ZIP 215, as ed25519-zebra has them. */
export function verifyEd25519(message: Uint8Array, signature: Uint8Array, key: Uint8Array): number {
  if (signature.length !== SIGNATURE_LENGTH) return WRONG_SIGNATURE
  if (key.length !== ED25519_KEY_LENGTH) return WRONG_KEY
  return attempt(
    () => (ed25519.verify(signature, message, key, { zip215: true }) ? VERIFIED : NOT_VERIFIED),
    NOT_VERIFIED,
  )
}

/** As many of each; or one message, or one key, for all. */
export function verifyEd25519Batch(
  messages: readonly Uint8Array[],
  signatures: readonly Uint8Array[],
  keys: readonly Uint8Array[],
): number {
  const count = signatures.length
  const isOneMessage = messages.length === 1 && keys.length === count
  const isOneKey = keys.length === 1 && messages.length === count
  if (!isOneMessage && !isOneKey && (messages.length !== count || keys.length !== count)) return WRONG_BATCH
  const codes = signatures.map((signature, index) =>
    verifyEd25519(messages[isOneMessage ? 0 : index]!, signature, keys[isOneKey ? 0 : index]!),
  )
  return codes.find((code) => code > NOT_VERIFIED) ?? codes.find((code) => code !== VERIFIED) ?? VERIFIED
}

function isKeyFormat(key: Uint8Array): boolean {
  if (key[0] === 2 || key[0] === 3) return key.length === 33
  return key[0] === 4 && key.length === 65
}

/** The libraries throw for points that are not on the curve and numbers out of range. */
function attempt<T>(work: () => T, otherwise: T): T {
  try {
    return work()
  } catch {
    return otherwise
  }
}
