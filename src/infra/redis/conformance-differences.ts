/** Where ioredis-mock answers otherwise than Redis: case by case, what it does instead and why. */

/** A named difference. The test holds the mock to it, so an entry that is no longer true fails. */
export interface Difference {
  /** What is observed in place of the case's `expected`. */
  readonly instead: unknown
  readonly why: string
}

/** Differences by the name of the case. */
export const mockDifferences: Readonly<Record<string, Difference>> = {}
