/** What the time axis shows: traffic by meaning, faults, and where invariants broke. A fold over the trace. */
import type { Action } from '~/kernel/action'
import type { Reading } from '~/kernel/reading'
import { TONES } from '~/kernel/tone'
import type { TraceEvent } from '~/kernel/trace'

/** Width of one column of the axis in milliseconds. */
export const COLUMN_MS = 100
/** How many columns are kept: an hour. Older ones are let go. */
const COLUMNS_MAX = 36_000

/** One column: how many requests of each meaning, in the order of {@link TONES}. */
export type Column = readonly number[]

/** A fault or act on the time axis. */
export interface Mark {
  /** Position in the run's list of actions. */
  readonly index: number
  readonly action: Action
  readonly by: 'scenario' | 'you'
  readonly fromMs: number
  /** Null while it lasts; equal to `fromMs` for an act of an instant. */
  readonly untilMs: number | null
}

/** Folds the trace into columns and marks. */
export class Timeline {
  /** Faults and acts so far, in order. */
  readonly marks: Mark[] = []
  private readonly columns: number[][] = []
  private firstColumn = 0
  private readonly reading: Reading
  private readonly kinds: ReadonlySet<string>

  constructor(reading: Reading) {
    this.reading = reading
    this.kinds = new Set(reading.kinds)
  }

  step(event: TraceEvent): void {
    if (event.kind === 'fault' || event.kind === 'action' || event.kind === 'heal') this.mark(event)
    if (!this.kinds.has(event.kind)) return
    const tone = this.reading.tone(event)
    if (tone !== null) this.columnAt(event.t)[TONES.indexOf(tone)]!++
  }

  /** Columns from number `from` on (0 is the start of the run), and the number of the first one returned. */
  since(from: number): { readonly first: number; readonly columns: readonly Column[] } {
    const first = Math.max(from, this.firstColumn)
    return { first, columns: this.columns.slice(first - this.firstColumn) }
  }

  private columnAt(t: number): number[] {
    const number = Math.floor(t / COLUMN_MS)
    while (this.firstColumn + this.columns.length <= number) this.columns.push(TONES.map(() => 0))
    if (this.columns.length > COLUMNS_MAX) {
      this.columns.splice(0, COLUMNS_MAX / 4)
      this.firstColumn += COLUMNS_MAX / 4
    }
    return this.columns[number - this.firstColumn]!
  }

  private mark(event: TraceEvent): void {
    const { index, by, ...action } = event.data as unknown as Action & { index: number; by: Mark['by'] }
    if (event.kind === 'heal') {
      const position = this.marks.findIndex((mark) => mark.index === index)
      if (position >= 0) this.marks[position] = { ...this.marks[position]!, untilMs: event.t }
      return
    }
    this.marks.push({ index, action, by, fromMs: event.t, untilMs: event.kind === 'fault' ? null : event.t })
  }
}
