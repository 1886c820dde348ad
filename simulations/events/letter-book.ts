/**
 * What was put aside and what became of it, for whoever looks at the replay worker: a register beside the log, which nothing that the
 * platform does depends on.
 */
import type { Group } from './topics'

/** Letters that are remembered; older ones are forgotten first. */
const LETTERS_MAX = 2_000

/** One event that one group could not handle. */
export interface BookedLetter {
  readonly event: string
  readonly group: Group
  /** Where it was read, as `topic-partition@offset`. */
  readonly from: string
  readonly reason: string
  /** How often it was put aside. */
  readonly times: number
  readonly standing: 'waits' | 'sent again' | 'parked'
}

export class LetterBook {
  private readonly letters = new Map<string, BookedLetter>()

  /** Put aside, for the first time or once more. */
  add(letter: Omit<BookedLetter, 'times' | 'standing'>): void {
    const name = nameOf(letter)
    const times = (this.letters.get(name)?.times ?? 0) + 1
    this.letters.delete(name)
    this.letters.set(name, { ...letter, times, standing: 'waits' })
    if (this.letters.size > LETTERS_MAX) this.letters.delete(this.letters.keys().next().value!)
  }

  /** The replay worker has sent it on. */
  mark(event: string, group: Group, standing: BookedLetter['standing']): void {
    const name = nameOf({ event, group })
    const known = this.letters.get(name)
    if (known !== undefined) this.letters.set(name, { ...known, standing })
  }

  /** Newest first. */
  list(): readonly BookedLetter[] {
    return [...this.letters.values()].toReversed()
  }
}

function nameOf({ event, group }: Pick<BookedLetter, 'event' | 'group'>): string {
  return `${group} ${event}`
}
