/** What can be wrong with a PostgreSQL server, besides what can be wrong with any box. */

/** What is wrong with the server, besides what can be wrong with any box. */
export interface PostgresFaults {
  isDiskFull: boolean
  slowMs: number
  /** Shares of the transactions that change something, 0 to 1. */
  serializationFailures: number
  deadlocks: number
  lostBeforeCommit: number
  lostAtCommit: number
}

/** A server that nothing is wrong with. */
export function noFaults(): PostgresFaults {
  return {
    isDiskFull: false,
    slowMs: 0,
    serializationFailures: 0,
    deadlocks: 0,
    lostBeforeCommit: 0,
    lostAtCommit: 0,
  }
}
