/** The one validator: it proposes every block and signs it. Consensus among many is left out, and said to be. */
import { ed25519 } from '@noble/curves/ed25519.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { PublicKey } from 'cosmjs-types/tendermint/crypto/keys'
import { SimpleValidator } from 'cosmjs-types/tendermint/types/validator'
import { utf8 } from '../bytes'
import { merkleRoot } from './merkle'

export interface Validator {
  readonly publicKey: Uint8Array
  /** The first 20 bytes of the hash of its key. */
  readonly address: Uint8Array
  readonly power: number
  /** The hash of the set of validators, in which it is alone. */
  readonly setHash: Uint8Array
  /** The id of the node it runs on: the address of a key of its own, in hex. */
  readonly nodeId: Uint8Array
  sign(bytes: Uint8Array): Uint8Array
}

const POWER = 500_000

/** The validator of a chain: its keys follow from the chain's id, so that runs agree. They guard nothing. */
export function createValidator(chainId: string): Validator {
  const secret = sha256(utf8(`validator of ${chainId}`))
  const publicKey = ed25519.getPublicKey(secret)
  const encoded = SimpleValidator.encode(
    SimpleValidator.fromPartial({ pubKey: PublicKey.fromPartial({ ed25519: publicKey }), votingPower: BigInt(POWER) }),
  ).finish()
  return {
    publicKey,
    address: sha256(publicKey).slice(0, 20),
    power: POWER,
    setHash: merkleRoot([encoded]),
    nodeId: sha256(utf8(`node of ${chainId}`)).slice(0, 20),
    sign: (bytes) => ed25519.sign(bytes, secret),
  }
}
