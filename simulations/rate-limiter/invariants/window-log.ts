/** What happened to one key within a sliding window: times and requests, oldest first. */

/** A sliding window over one key. */
export class WindowLog {
  private times: number[] = []
  private requests: number[] = []
  private marks: boolean[] = []
  private head = 0
  private markedNow = 0

  /** How many entries the window holds. */
  get count(): number {
    return this.times.length - this.head
  }

  /** How many of them are marked. */
  get marked(): number {
    return this.markedNow
  }

  /** Time of the oldest entry, or undefined. */
  get oldest(): number | undefined {
    return this.times[this.head]
  }

  /** Forgets entries up to and including `horizon`. */
  trim(horizon: number): void {
    while (this.head < this.times.length && this.times[this.head]! <= horizon) {
      if (this.marks[this.head]!) this.markedNow--
      this.head++
    }
    if (this.head > 256 && this.head * 2 > this.times.length) {
      this.times = this.times.slice(this.head)
      this.requests = this.requests.slice(this.head)
      this.marks = this.marks.slice(this.head)
      this.head = 0
    }
  }

  /** Adds an entry. Times do not go back. */
  add(time: number, request: number, isMarked = false): void {
    this.times.push(time)
    this.requests.push(request)
    this.marks.push(isMarked)
    if (isMarked) this.markedNow++
  }

  /** Takes a request out again, if it is there. */
  remove(request: number): void {
    const index = this.requests.indexOf(request, this.head)
    if (index < 0) return
    this.times.splice(index, 1)
    this.requests.splice(index, 1)
    if (this.marks.splice(index, 1)[0]) this.markedNow--
  }

  /** How many entries are later than `horizon`, which is within the window. */
  countSince(horizon: number): number {
    let index = this.head
    while (index < this.times.length && this.times[index]! <= horizon) index++
    return this.times.length - index
  }

  /** The requests in the window, at most `countMax`, newest last. */
  members(countMax: number): number[] {
    return this.requests.slice(Math.max(this.head, this.requests.length - countMax))
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

  /** Forgets everything. */
  clear(): void {
    this.logs.clear()
  }
}
