/** Addresses of a Cosmos chain: 20 bytes for accounts and modules, 32 for contracts, written in bech32 with the chain's prefix. */
import { ripemd160 } from '@noble/hashes/legacy.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { bech32 } from '@scure/base'
import { concat, u64, utf8 } from './bytes'

/** An account's address: RIPEMD-160 of SHA-256 of its compressed public key. */
export function accountAddress(publicKey: Uint8Array): Uint8Array {
  return ripemd160(sha256(publicKey))
}

/** The address of a module's account, such as `fee_collector`. */
export function moduleAddress(name: string): Uint8Array {
  return sha256(utf8(name)).slice(0, 20)
}

/** A contract's address, as `wasmd` makes it from its code's number and its own (ADR-028). */
export function contractAddress(codeId: bigint, instanceId: bigint): Uint8Array {
  return wasmAddress(concat(u64(codeId), u64(instanceId)))
}

/**
 * A contract's address that can be told before it exists (`MsgInstantiateContract2`).
 * @param message the message it is instantiated with, where its creator wants it to be part of the address; empty otherwise
 */
export function predictableAddress(
  checksum: Uint8Array,
  creator: Uint8Array,
  salt: Uint8Array,
  message: Uint8Array,
): Uint8Array {
  const parts = [checksum, creator, salt, message].flatMap((part) => [u64(part.length), part])
  return wasmAddress(concat(...parts))
}

function wasmAddress(key: Uint8Array): Uint8Array {
  return sha256(concat(sha256(utf8('module')), utf8('wasm\0'), key))
}

/** An address as people read it. */
export function bech32Of(prefix: string, address: Uint8Array): string {
  return bech32.encode(prefix, bech32.toWords(address), 128)
}

/**
 * The bytes of a written address.
 * @throws Error if it is not bech32, is not in lower case, has another prefix, or is not 20 or 32 bytes long
 */
export function addressOf(prefix: string, text: string): Uint8Array {
  if (text === '') throw new Error('empty address string is not allowed')
  const { prefix: found, words } = bech32.decode(text as `${string}1${string}`, 128)
  if (found !== prefix) throw new Error(`invalid Bech32 prefix; expected ${prefix}, got ${found}`)
  const address = bech32.fromWords(words)
  if (address.length !== 20 && address.length !== 32) {
    throw new Error(`an address has 20 or 32 bytes, this one ${address.length}`)
  }
  if (bech32Of(prefix, address) !== text) throw new Error('an address is written in lower case')
  return address
}
