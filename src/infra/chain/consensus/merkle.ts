/** The Merkle tree of CometBFT (`crypto/merkle`, RFC 6962): leaves and inner nodes are told apart by their first byte. */
import { sha256 } from '@noble/hashes/sha2.js'
import { concat } from '../bytes'

const LEAF = Uint8Array.of(0)
const INNER = Uint8Array.of(1)

/** The root over byte slices in their order; the hash of nothing for none. */
export function merkleRoot(items: readonly Uint8Array[]): Uint8Array {
  const [first] = items
  if (first === undefined) return sha256(new Uint8Array())
  if (items.length === 1) return sha256(concat(LEAF, first))
  const split = largestPowerBelow(items.length)
  return sha256(concat(INNER, merkleRoot(items.slice(0, split)), merkleRoot(items.slice(split))))
}

/** The largest power of two below a number above 1. */
function largestPowerBelow(count: number): number {
  let power = 1
  while (power * 2 < count) power *= 2
  return power
}
