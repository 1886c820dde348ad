/** A list that grows for as long as a run does: its latest entries stay, under the numbers they always had. */

/** Some entries that follow each other, and the number of the first. */
export interface Stretch<Entry> {
  readonly first: number
  readonly entries: readonly Entry[]
}

/** Keeps the latest entries, at least three quarters of `countMax` once there are more. */
export class Latest<Entry> {
  private readonly countMax: number
  private readonly entries: Entry[] = []
  private first = 0

  constructor(countMax: number) {
    this.countMax = countMax
  }

  /** The number that the next entry will have. */
  get end(): number {
    return this.first + this.entries.length
  }

  push(entry: Entry): void {
    this.entries.push(entry)
    if (this.entries.length <= this.countMax) return
    const count = Math.ceil(this.countMax / 4)
    this.entries.splice(0, count)
    this.first += count
  }

  /** The entry of a number; undefined if it was let go, or is yet to come. */
  at(number: number): Entry | undefined {
    return this.entries[number - this.first]
  }

  /** What is kept from number `from` on. */
  since(from: number): Stretch<Entry> {
    const first = Math.max(from, this.first)
    return { first, entries: this.entries.slice(first - this.first) }
  }

  /** What is kept from number `from` up to but without number `to`. */
  between(from: number, to: number): readonly Entry[] {
    return this.entries.slice(Math.max(0, from - this.first), Math.max(0, to - this.first))
  }
}
