/** Content identifiers of IPFS: CIDv1 of one raw block, `bafkrei…`. The name is the hash, so whoever has bytes can check them. */
import { sha256 } from '@noble/hashes/sha2.js'
import { base32nopad } from '@scure/base'

/** Version 1, raw binary, SHA-256, 32 bytes (multicodec and multihash tables). */
const PREFIX = Uint8Array.of(0x01, 0x55, 0x12, 0x20)
/** One block holds less than that; larger files are trees, whose CIDs are others. */
export const RAW_BLOCK_MAX = 256 * 1024

/** The CID of bytes as one raw block. */
export function cidOf(bytes: Uint8Array): string {
  const digest = sha256(bytes)
  const cid = new Uint8Array(PREFIX.length + digest.length)
  cid.set(PREFIX)
  cid.set(digest, PREFIX.length)
  return `b${base32nopad.encode(cid).toLowerCase()}`
}

/** The CID in a token's URI, `ipfs://<cid>`; null for what is none, such as a path or another scheme. */
export function cidInUri(uri: string): string | null {
  return /^ipfs:\/\/(bafkrei[a-z2-7]{52})$/.exec(uri)?.[1] ?? null
}
