import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checksumText, crc32c } from './crc32c'

/** A bit at a time, as the definition reads. */
function slowly(bytes: Uint8Array): number {
  let crc = 0xffff_ffff
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ ((crc & 1) * 0x82f6_3b78)
  }
  return ~crc >>> 0
}

const READ_COMMAND =
  '01c00000000000000000000000000000140000000000040000000014000000182800000000000000' + '0200000000000000'

describe('the values of RFC 3720, B.4', () => {
  test.each([
    ['32 bytes of zeros', new Uint8Array(32), '0x8a9136aa'],
    ['32 bytes of ones', new Uint8Array(32).fill(0xff), '0x62a8ab43'],
    ['32 bytes that count up', Uint8Array.from({ length: 32 }, (_, index) => index), '0x46dd794e'],
    ['32 bytes that count down', Uint8Array.from({ length: 32 }, (_, index) => 31 - index), '0x113fdb5c'],
    ['an iSCSI read command', Uint8Array.from(Buffer.from(READ_COMMAND, 'hex')), '0xd9963a56'],
    ['the digits, the usual check value', new TextEncoder().encode('123456789'), '0xe3069283'],
    ['nothing', new Uint8Array(0), '0x00000000'],
  ])('%s', (_, bytes, checksum) => {
    expect(checksumText(crc32c(bytes))).toBe(checksum)
  })
})

test('eight bytes a step give what a bit at a time gives, on any part of the bytes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), fc.nat(20), fc.nat(20), (bytes, start, cut) => {
      const end = Math.max(0, bytes.length - cut)
      expect(crc32c(bytes, start, end)).toBe(slowly(bytes.subarray(start, Math.max(start, end))))
    }),
    { seed: 1302, numRuns: 300 },
  )
})
