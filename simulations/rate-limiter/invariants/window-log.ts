/** What happened to one key within a sliding window: times and requests, oldest first. */

/** A sliding window over one key. */
export class WindowLog {
  private times: number[] = []
  private requests: number[] = []
  private head = 0

  /** How many entries the window holds. */
  get count(): number {
    return this.times.length - this.head
  }

  /** Time of the oldest entry, or undefined. */
  get oldest(): number | undefined {
    return this.times[this.head]
  }

  /** Forgets entries up to and including `horizon`. */
  trim(horizon: number): void {
    while (this.head < this.times.length && this.times[this.head]! <= horizon) this.head++
    if (this.head > 256 && this.head * 2 > this.times.length) {
      this.times = this.times.slice(this.head)
      this.requests = this.requests.slice(this.head)
      this.head = 0
    }
  }

  /** Adds an entry. Times do not go back. */
  add(time: number, request: number): void {
    this.times.push(time)
    this.requests.push(request)
  }

  /** Takes a request out again, if it is there. */
  remove(request: number): void {
    const index = this.requests.indexOf(request, this.head)
    if (index < 0) return
    this.times.splice(index, 1)
    this.requests.splice(index, 1)
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
