/**
 * Reads a feed of which transactions write rows side by side: a row with a smaller number may become visible after one with a larger.
 * So it is read again from the last number below which none is missing, and what was told is not told again.
 */
import type { SqlRow, SqlStatement } from '../port'
import { isCommit, isWriting } from '../statement'
import type { LiveFeed } from './live-postgres'

/** A number that is missing for so long, in milliseconds, was drawn by a transaction that was rolled back. */
const GAP_MS = 5_000

/** Where the reading of one feed stands. */
export class FeedReader {
  /** Every number up to this was told, or is missing for good. */
  low = 0
  private readonly told = new Map<number, number>()

  /** The rows that were not told before, out of those beyond {@link low}. */
  take(rows: readonly SqlRow[], nowMs: number): SqlRow[] {
    const fresh = rows.filter(({ cursor }) => !this.told.has(Number(cursor)))
    for (const { cursor } of fresh) this.told.set(Number(cursor), nowMs)
    const ordered = [...this.told.keys()].toSorted((one, other) => one - other)
    for (const number of ordered) {
      if (number !== this.low + 1 && nowMs - this.told.get(number)! < GAP_MS) break
      this.low = number
      this.told.delete(number)
    }
    return fresh
  }
}

/** True for statements that can have added to a feed, or made what was added last. */
export function mayFeed(statements: readonly SqlStatement[], { after }: LiveFeed): boolean {
  const commits = statements.some(({ text }) => isWriting(text) || isCommit(text))
  return commits && statements.some(({ text }) => isCommit(text) || after.test(text))
}
