/**
 * CRC32C, Castagnoli's polynomial, which guards a record batch. Eight tables take eight bytes a step.
 *
 * Polynomial and test values: RFC 3720, appendix B.4.
 */
const POLYNOMIAL_REVERSED = 0x82f6_3b78
const SLICES = 8

/** Table k, at 256 × k, carries a byte over k further zero bytes. */
const TABLES = new Int32Array(256 * SLICES)
for (let byte = 0; byte < 256; byte += 1) {
  let crc = byte
  for (let bit = 0; bit < 8; bit += 1) crc = (crc & 1) === 0 ? crc >>> 1 : (crc >>> 1) ^ POLYNOMIAL_REVERSED
  TABLES[byte] = crc
}
for (let index = 256; index < TABLES.length; index += 1) {
  const before = TABLES[index - 256]!
  TABLES[index] = TABLES[before & 0xff]! ^ (before >>> 8)
}

/** The checksum of `bytes` from `start` up to but without `end`, unsigned. */
export function crc32c(bytes: Uint8Array, start = 0, end = bytes.length): number {
  const tables = TABLES
  let crc = -1
  let at = start
  for (const last = end - SLICES; at <= last; at += SLICES) {
    crc ^= bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)
    crc =
      tables[1792 + (crc & 0xff)]! ^
      tables[1536 + ((crc >>> 8) & 0xff)]! ^
      tables[1280 + ((crc >>> 16) & 0xff)]! ^
      tables[1024 + (crc >>> 24)]! ^
      tables[768 + bytes[at + 4]!]! ^
      tables[512 + bytes[at + 5]!]! ^
      tables[256 + bytes[at + 6]!]! ^
      tables[bytes[at + 7]!]!
  }
  for (; at < end; at += 1) crc = tables[(crc ^ bytes[at]!) & 0xff]! ^ (crc >>> 8)
  return ~crc >>> 0
}

/** A checksum as people write it: `0x8a9136aa`. */
export function checksumText(checksum: number): string {
  return `0x${checksum.toString(16).padStart(8, '0')}`
}
