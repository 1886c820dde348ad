/** Where our cluster does otherwise than a real Kafka, by choice: case by case, what it does instead and why. */

/** A named difference. The test holds our cluster to it, so an entry that is no longer true fails. */
export interface Difference {
  /** What is observed in place of the case's `expected`. */
  readonly instead: unknown
  readonly why: string
}

/** Differences by the name of the case. */
export const ourDifferences: Readonly<Record<string, Difference>> = {
  'a producer that is not known begins where it likes': {
    instead: 'OUT_OF_ORDER_SEQUENCE_NUMBER',
    why: 'A leader without state for a producer would take its second batch and then refuse the first one for ever (KAFKA-14359). Kafka asks for sequence 0 of transactional producers since KIP-890; here all have to begin with it.',
  },
}
