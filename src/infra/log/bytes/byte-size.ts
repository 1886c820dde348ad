/** How many bytes a number takes as a zigzag varint: the length of a record stands before the record. */
const TWO_TO_32 = 0x1_0000_0000

/** @param value a 32-bit number */
export function varintSize(value: number): number {
  const zigzag = ((value << 1) ^ (value >> 31)) >>> 0
  if (zigzag < 0x80) return 1
  if (zigzag < 0x4000) return 2
  if (zigzag < 0x20_0000) return 3
  return zigzag < 0x1000_0000 ? 4 : 5
}

/** @param value a whole number within ±2^53 */
export function varlongSize(value: number): number {
  if (value === (value | 0)) return varintSize(value)
  const high = Math.floor(value / TWO_TO_32)
  const sign = high >> 31
  let rest = (((high << 1) | (value >>> 31)) ^ sign) >>> 0
  // Five bytes hold 35 bits: the lower half and three of the upper one, of which at least one is set.
  let size = 5
  for (rest >>>= 3; rest !== 0; rest >>>= 7) size += 1
  return size
}
