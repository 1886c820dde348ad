/** Traffic by meaning over time, in columns of equal width. A fold over the trace. */
import type { Reading } from '~/kernel/reading'
import { TONES } from '~/kernel/tone'
import type { TraceEvent } from '~/kernel/trace'
import { Latest, type Stretch } from './latest'

/** Width of one column of the axis in milliseconds. */
export const COLUMN_MS = 100
/** How many columns are kept: an hour. Older ones are let go. */
const COLUMNS_MAX = 36_000

/** One column: how many requests of each meaning, in the order of {@link TONES}. */
export type Column = readonly number[]

/** A column in which nothing was. */
export function emptyColumn(): number[] {
  return TONES.map(() => 0)
}

/** Folds the trace into columns. */
export class Timeline {
  private readonly columns = new Latest<number[]>(COLUMNS_MAX)
  private readonly reading: Reading
  private readonly kinds: ReadonlySet<string>

  constructor(reading: Reading) {
    this.reading = reading
    this.kinds = new Set(reading.kinds)
  }

  step(event: TraceEvent): void {
    if (!this.kinds.has(event.kind)) return
    const tone = this.reading.tone(event)
    if (tone === null) return
    const number = Math.floor(event.t / COLUMN_MS)
    while (this.columns.end <= number) this.columns.push(emptyColumn())
    this.columns.at(number)![TONES.indexOf(tone)]!++
  }

  /** The number of columns so far; the last one may still be growing. */
  get end(): number {
    return this.columns.end
  }

  /** Columns from number `from` on; 0 is the start of the run. */
  since(from: number): Stretch<Column> {
    return this.columns.since(from)
  }
}
