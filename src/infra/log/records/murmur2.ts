/**
 * The hash by which Kafka's producers put a key on a partition. Every client of a topic must agree on it bit by bit, else the
 * records of one key are on two partitions and have no order.
 *
 * Source: `Utils.murmur2` and `BuiltInPartitioner.partitionForKey` in apache/kafka.
 */
const SEED = 0x9747_b28c
const MULTIPLIER = 0x5bd1_e995
const ROTATION = 24

/** 32 bits, signed, as Java returns them. */
export function murmur2(bytes: Uint8Array): number {
  const { length } = bytes
  let hash = SEED ^ length
  const whole = length & ~3
  for (let at = 0; at < whole; at += 4) {
    let word = bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)
    word = Math.imul(word, MULTIPLIER)
    word ^= word >>> ROTATION
    hash = Math.imul(hash, MULTIPLIER) ^ Math.imul(word, MULTIPLIER)
  }
  const rest = length & 3
  if (rest === 3) hash ^= bytes[whole + 2]! << 16
  if (rest >= 2) hash ^= bytes[whole + 1]! << 8
  if (rest >= 1) hash = Math.imul(hash ^ bytes[whole]!, MULTIPLIER)
  hash = Math.imul(hash ^ (hash >>> 13), MULTIPLIER)
  return hash ^ (hash >>> 15)
}

/**
 * The partition of a key. The sign bit is dropped, not the sign: Java's `toPositive`. `>>> 0` instead agrees only where the number
 * of partitions is a power of two.
 * @param partitions how many the topic has, at least one
 */
export function partitionOfKey(key: Uint8Array, partitions: number): number {
  return (murmur2(key) & 0x7fff_ffff) % partitions
}
