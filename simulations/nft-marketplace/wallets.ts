/** The wallets of the marketplace. Their keys follow from their names: they guard nothing but coins of this run. */
import { sha256 } from '@noble/hashes/sha2.js'
import { secp256k1 } from '@noble/curves/secp256k1.js'
import { accountAddress, bech32Of } from '~/infra/chain/port'

/** Terra's prefix, coin and chain id; a chain id of its own keeps a signature from meaning anything elsewhere. */
export const PREFIX = 'terra'
export const DENOM = 'uluna'
export const CHAIN_ID = 'boxes-1'

export interface WalletKey {
  readonly name: string
  readonly secret: Uint8Array
  readonly address: string
}

const NAMES = [
  'ada', 'ben', 'cleo', 'dan', 'eva', 'finn', 'gia', 'hugo', 'ida', 'jon', 'kim', 'lea',
  'max', 'nora', 'otto', 'pia', 'quin', 'rosa', 'sam', 'tess', 'ugo', 'vera', 'wim', 'zoe',
] // prettier-ignore

/** People who trade. */
export const traders: readonly WalletKey[] = NAMES.map(keyOf)
/** Who runs the marketplace, and gets its fees. */
export const operator: WalletKey = keyOf('operator')
/** Who made the collections, and gets royalties. */
export const creators: readonly WalletKey[] = ['atelier', 'studio'].map(keyOf)

function keyOf(name: string): WalletKey {
  const secret = sha256(new TextEncoder().encode(`wallet of ${name}`))
  return { name, secret, address: bech32Of(PREFIX, accountAddress(secp256k1.getPublicKey(secret, true))) }
}
