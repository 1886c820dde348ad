/** Wallets of tests. */
import { secp256k1 } from '@noble/curves/secp256k1.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { accountAddress, bech32Of } from '../address'
import { utf8 } from '../bytes'

export interface Wallet {
  readonly secret: Uint8Array
  readonly bytes: Uint8Array
  readonly address: string
}

/** A wallet whose key follows from its name. */
export function walletOf(name: string): Wallet {
  const secret = sha256(utf8(name))
  const bytes = accountAddress(secp256k1.getPublicKey(secret))
  return { secret, bytes, address: bech32Of('terra', bytes) }
}

export const [ADA, BOB, EVE] = ['ada', 'bob', 'eve'].map(walletOf) as [Wallet, Wallet, Wallet]
