/** What happened to one key within a sliding window: times and requests, oldest first. */

/** Numbers per entry: its time, and its request with the mark as the last bit. */
const FIELDS = 2
const ENTRIES_FIRST = 8

/** A sliding window over one key: a queue in one block of numbers, so that ten thousand of them cost the collector nothing. */
export class WindowLog {
  private entries = new Float64Array(ENTRIES_FIRST * FIELDS)
  private head = 0
  private tail = 0
  private markedNow = 0

  /** How many entries the window holds. */
  get count(): number {
    return (this.tail - this.head) / FIELDS
  }

  /** How many of them are marked. */
  get marked(): number {
    return this.markedNow
  }

  /** Time of the oldest entry, or undefined. */
  get oldest(): number | undefined {
    return this.head === this.tail ? undefined : this.entries[this.head]
  }

  /** Forgets entries up to and including `horizon`. */
  trim(horizon: number): void {
    const { entries } = this
    while (this.head < this.tail && entries[this.head]! <= horizon) {
      if (entries[this.head + 1]! % 2 === 1) this.markedNow--
      this.head += FIELDS
    }
  }

  /** Adds an entry. Times do not go back. */
  add(time: number, request: number, isMarked = false): void {
    if (this.tail === this.entries.length) this.makeRoom()
    this.entries[this.tail] = time
    this.entries[this.tail + 1] = request * 2 + (isMarked ? 1 : 0)
    this.tail += FIELDS
    if (isMarked) this.markedNow++
  }

  /** Takes a request out again, if it is there. */
  remove(request: number): void {
    for (let index = this.head; index < this.tail; index += FIELDS) {
      const isMarked = this.entries[index + 1]! % 2 === 1
      if (this.entries[index + 1]! !== request * 2 + (isMarked ? 1 : 0)) continue
      this.entries.copyWithin(index, index + FIELDS, this.tail)
      this.tail -= FIELDS
      if (isMarked) this.markedNow--
      return
    }
  }

  /** How many entries are later than `horizon`, which is within the window. */
  countSince(horizon: number): number {
    let index = this.head
    while (index < this.tail && this.entries[index]! <= horizon) index += FIELDS
    return (this.tail - index) / FIELDS
  }

  /** The times in the window, oldest first. */
  times(): number[] {
    return Array.from({ length: this.count }, (_, index) => this.entries[this.head + index * FIELDS]!)
  }

  /** The requests in the window, at most `countMax`, newest last. */
  members(countMax: number): number[] {
    const requests: number[] = []
    for (let index = Math.max(this.head, this.tail - countMax * FIELDS); index < this.tail; index += FIELDS) {
      requests.push(Math.floor(this.entries[index + 1]! / 2))
    }
    return requests
  }

  /** Moves the entries to the front, into a larger block if they would still fill more than half of it. */
  private makeRoom(): void {
    const length = this.tail - this.head
    const isCrowded = length * 2 > this.entries.length
    const roomy = isCrowded ? new Float64Array(this.entries.length * 2) : this.entries
    roomy.set(this.entries.subarray(this.head, this.tail))
    this.entries = roomy
    this.head = 0
    this.tail = length
  }
}

/** Window logs by key. */
export class WindowLogs {
  private readonly logs = new Map<string, WindowLog>()

  /** The log of a key, trimmed to what is later than `horizon`. */
  at(key: string, horizon: number): WindowLog {
    let log = this.logs.get(key)
    if (log === undefined) this.logs.set(key, (log = new WindowLog()))
    log.trim(horizon)
    return log
  }

  /** The log of a key as it is. */
  get(key: string): WindowLog {
    return this.at(key, -Infinity)
  }

  /** Forgets everything. */
  clear(): void {
    this.logs.clear()
  }
}
