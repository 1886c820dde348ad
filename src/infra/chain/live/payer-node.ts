/** Who pays for a run on a real chain: the words of his account stand in the address of the node, in the place of a password. Node only. */
import { Bip39, EnglishMnemonic, Slip10, Slip10Curve, stringToPath } from '@cosmjs/crypto'

/** The words that chains for trying give coins to, and that everybody knows; a chain that --local starts does, too. */
const KNOWN_WORDS = 'abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about'
/** The first account of a wallet, as most chains count them (BIP 44, coin type 118). */
const PATH = "m/44'/118'/0'/0/0"

/**
 * The key of whoever pays.
 * @param url with his words behind a colon, joined by hyphens; without, it is the account of words that everybody knows
 * @throws Error if they are no words of a wallet; it does not repeat them
 */
export async function payerOf(url: string): Promise<Uint8Array> {
  const words = decodeURIComponent(new URL(url).password).replace(/[-\s]+/g, ' ').trim().toLowerCase() // prettier-ignore
  let mnemonic: EnglishMnemonic
  try {
    mnemonic = new EnglishMnemonic(words === '' ? KNOWN_WORDS : words)
  } catch {
    throw new Error(
      'what stands in the address of the chain in the place of a password are not the 12 to 24 words of a wallet',
    )
  }
  return Slip10.derivePath(Slip10Curve.Secp256k1, await Bip39.mnemonicToSeed(mnemonic), stringToPath(PATH)).privkey
}
