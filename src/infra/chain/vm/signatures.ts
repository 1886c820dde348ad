/** Signatures as cosmwasm-crypto judges them: a code for the contract, never a failure of the call. */
import { ed25519 } from '@noble/curves/ed25519.js'
import { p256 } from '@noble/curves/nist.js'
import { secp256k1 } from '@noble/curves/secp256k1.js'

/** Codes of `CryptoError::code`; the first two are the answers of verification. */
export const CODE = {
  verified: 0,
  notVerified: 1,
  wrongHash: 3,
  wrongSignature: 4,
  wrongKey: 5,
  wrongRecovery: 6,
  wrongBatch: 7,
  other: 10,
} as const

type Curve = typeof secp256k1

const HASH_LENGTH = 32
const SIGNATURE_LENGTH = 64
const ED25519_KEY_LENGTH = 32

export const CURVES = { secp256k1, secp256r1: p256 } as const

/** ECDSA over a hash of 32 bytes, with a signature of r and s and a key of 33 or 65 bytes. High s is accepted, too. */
export function verifyEcdsa(curve: Curve, hash: Uint8Array, signature: Uint8Array, key: Uint8Array): number {
  if (hash.length !== HASH_LENGTH) return CODE.wrongHash
  if (signature.length !== SIGNATURE_LENGTH) return CODE.wrongSignature
  if (!isKeyFormat(key)) return CODE.wrongKey
  return attempt<number>(() => {
    curve.Signature.fromBytes(signature, 'compact')
    curve.Point.fromBytes(key)
    return curve.verify(signature, hash, key, { prehash: false, lowS: false }) ? CODE.verified : CODE.notVerified
  }, CODE.other)
}

/** The key of 65 bytes that made a signature, or a code. The largest recovery number allowed differs between curves. */
export function recoverEcdsa(
  curve: Curve,
  hash: Uint8Array,
  signature: Uint8Array,
  recovery: number,
  recoveryMax: number,
): Uint8Array | number {
  if (hash.length !== HASH_LENGTH) return CODE.wrongHash
  if (signature.length !== SIGNATURE_LENGTH) return CODE.wrongSignature
  if (recovery > recoveryMax) return CODE.wrongRecovery
  return attempt<Uint8Array | number>(() => {
    const parsed = curve.Signature.fromBytes(signature, 'compact').addRecoveryBit(recovery)
    return parsed.recoverPublicKey(hash).toBytes(false)
  }, CODE.other)
}

/** Ed25519 by the rules of ZIP 215, as ed25519-zebra has them. */
export function verifyEd25519(message: Uint8Array, signature: Uint8Array, key: Uint8Array): number {
  if (signature.length !== SIGNATURE_LENGTH) return CODE.wrongSignature
  if (key.length !== ED25519_KEY_LENGTH) return CODE.wrongKey
  return attempt<number>(
    () => (ed25519.verify(signature, message, key, { zip215: true }) ? CODE.verified : CODE.notVerified),
    CODE.notVerified,
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
  if (!isOneMessage && !isOneKey && (messages.length !== count || keys.length !== count)) return CODE.wrongBatch
  const codes = signatures.map((signature, index) =>
    verifyEd25519(messages[isOneMessage ? 0 : index]!, signature, keys[isOneKey ? 0 : index]!),
  )
  return codes.find((code) => code > CODE.notVerified) ?? codes.find((code) => code !== CODE.verified) ?? CODE.verified
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
