const SEQUENCE_MAX = 0x7fff_ffff

/**
 * The sequence number `count` records after `sequence`. After 2,147,483,647 comes 0: `DefaultRecordBatch.incrementSequence` in
 * apache/kafka.
 */
export function addToSequence(sequence: number, count: number): number {
  const sum = sequence + count
  return sum > SEQUENCE_MAX ? sum - SEQUENCE_MAX - 1 : sum
}
