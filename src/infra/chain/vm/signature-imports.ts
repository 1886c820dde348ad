import type { RunningCall } from './running-call'
import { decodeSections } from './sections'
import { CODE, CURVES, recoverEcdsa, verifyEcdsa, verifyEd25519, verifyEd25519Batch } from './signatures'

const HASH_MAX = 32
const SIGNATURE_MAX = 64
const KEY_MAX = 65
const ED25519_KEY_MAX = 32
const MESSAGE_MAX = 128 * 1024
const BATCH_MAX = 256
const LENGTH_SIZE = 4
/** A recovery number is one byte. */
const RECOVERY_BYTE_MAX = 255
/** Ethereum's restriction for secp256k1; all four for secp256r1. */
const RECOVERY_MAX = { secp256k1: 1, secp256r1: 3 } as const

/** Signatures for contracts: verification gives 0 if it holds, 1 if not, more if the input is wrong. */
export function signatureImports(call: RunningCall) {
  const { costs } = call
  const hash = (pointer: number) => call.read(pointer, HASH_MAX, 'a hash')
  const signature = (pointer: number) => call.read(pointer, SIGNATURE_MAX, 'a signature')
  const batch = (pointer: number, lengthMax: number, what: string) =>
    call.read(pointer, (lengthMax + LENGTH_SIZE) * BATCH_MAX, what)

  const verify = (name: keyof typeof CURVES, cost: bigint) => (hashAt: number, signatureAt: number, keyAt: number) =>
    call.host(() => {
      const [hashed, signed, key] = [hash(hashAt), signature(signatureAt), call.read(keyAt, KEY_MAX, 'a key')]
      call.charge(cost)
      return verifyEcdsa(CURVES[name], hashed, signed, key)
    })
  /** The pointer to the key in the low half of 64 bits, or the code of what is wrong in the high half. */
  const recover =
    (name: keyof typeof CURVES, cost: bigint) => (hashAt: number, signatureAt: number, recovery: number) =>
      call.host(() => {
        const [hashed, signed] = [hash(hashAt), signature(signatureAt)]
        if (recovery >>> 0 > RECOVERY_BYTE_MAX) return highHalf(CODE.wrongRecovery)
        call.charge(cost)
        const key = recoverEcdsa(CURVES[name], hashed, signed, recovery, RECOVERY_MAX[name])
        return typeof key === 'number' ? highHalf(key) : BigInt(call.hand(key))
      })

  return {
    secp256k1_verify: verify('secp256k1', costs.secp256k1Verify),
    secp256k1_recover_pubkey: recover('secp256k1', costs.secp256k1Recover),
    secp256r1_verify: verify('secp256r1', costs.secp256r1Verify),
    secp256r1_recover_pubkey: recover('secp256r1', costs.secp256r1Recover),
    ed25519_verify: (messageAt: number, signatureAt: number, keyAt: number) =>
      call.host(() => {
        const message = call.read(messageAt, MESSAGE_MAX, 'a message')
        const signed = signature(signatureAt)
        const key = call.read(keyAt, ED25519_KEY_MAX, 'a key')
        call.charge(costs.ed25519Verify)
        return verifyEd25519(message, signed, key)
      }),
    ed25519_batch_verify: (messagesAt: number, signaturesAt: number, keysAt: number) =>
      call.host(() => {
        const encoded = [
          batch(messagesAt, MESSAGE_MAX, 'messages'),
          batch(signaturesAt, SIGNATURE_MAX, 'signatures'),
          batch(keysAt, ED25519_KEY_MAX, 'keys'),
        ]
        const [messages, signatures, keys] = encoded.map(decodeSections) as [Uint8Array[], Uint8Array[], Uint8Array[]]
        call.chargeLinear(keys.length === 1 ? costs.ed25519BatchOneKey : costs.ed25519Batch, signatures.length)
        return verifyEd25519Batch(messages, signatures, keys)
      }),
  }
}

function highHalf(code: number): bigint {
  return BigInt(code) << 32n
}
