/** The wallets of a marketplace. Their keys follow from their names: they guard nothing but coins of one run. */
import { sha256 } from '@noble/hashes/sha2.js'
import { secp256k1 } from '@noble/curves/secp256k1.js'
import { accountAddress, bech32Of, type ChainTerms } from '~/infra/chain/port'

export interface WalletKey {
  readonly name: string
  readonly secret: Uint8Array
  readonly address: string
}

/** Whose wallets they are. */
export interface People {
  /** People who trade. */
  readonly traders: readonly WalletKey[]
  /** Who runs the marketplace, and gets its fees. */
  readonly operator: WalletKey
  /** Who made the collections, and gets royalties. */
  readonly creators: readonly WalletKey[]
}

const NAMES = [
  'ada', 'ben', 'cleo', 'dan', 'eva', 'finn', 'gia', 'hugo', 'ida', 'jon', 'kim', 'lea',
  'max', 'nora', 'otto', 'pia', 'quin', 'rosa', 'sam', 'tess', 'ugo', 'vera', 'wim', 'zoe',
] // prettier-ignore

/** How many there are who trade. */
export const TRADERS = NAMES.length

/** The wallets of a run on a chain. */
export function peopleOn(terms: Pick<ChainTerms, 'prefix' | 'tag'>): People {
  const keyOf = (name: string) => walletKey(name, terms)
  return { traders: NAMES.map(keyOf), operator: keyOf('operator'), creators: ['atelier', 'studio'].map(keyOf) }
}

function walletKey(name: string, { prefix, tag }: Pick<ChainTerms, 'prefix' | 'tag'>): WalletKey {
  const secret = sha256(new TextEncoder().encode(tag === '' ? `wallet of ${name}` : `wallet of ${name} in ${tag}`))
  return { name, secret, address: bech32Of(prefix, accountAddress(secp256k1.getPublicKey(secret, true))) }
}
