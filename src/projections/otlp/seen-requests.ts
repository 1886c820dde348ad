/** Which requests have had a span, and which are left out: numbers mostly grow, so a window of the newest is enough. */

/** How far behind the newest request one may begin, in requests. */
const WINDOW = 1 << 20

const NEW = 0
const TRACED = 1
const LEFT_OUT = 2

/** Remembers the newest requests, and chooses which are traced: the first so many of each second. */
export class SeenRequests {
  private readonly marks = new Uint8Array(WINDOW)
  private readonly perSecondMax: number
  private newest = 0
  private second = -1
  private inSecond = 0
  /** How many were left out. */
  leftOut = 0

  constructor(perSecondMax: number) {
    this.perSecondMax = perSecondMax
  }

  /** True the first time it is asked about a request that is traced; one that lies too far back counts as seen. */
  begins(request: number, atMs: number): boolean {
    if (request <= this.newest - WINDOW) return false
    for (; this.newest < request; this.newest++) this.marks[(this.newest + 1) % WINDOW] = NEW
    const at = request % WINDOW
    if (this.marks[at] !== NEW) return false
    const second = Math.floor(atMs / 1000)
    if (second !== this.second) this.inSecond = 0
    this.second = second
    const isTraced = this.inSecond < this.perSecondMax
    this.marks[at] = isTraced ? TRACED : LEFT_OUT
    if (isTraced) this.inSecond++
    else this.leftOut++
    return isTraced
  }

  /** True for a request that has had a span. */
  isTraced(request: number): boolean {
    return this.marks[request % WINDOW] === TRACED && request <= this.newest && request > this.newest - WINDOW
  }

  isLeftOut(request: number): boolean {
    return this.marks[request % WINDOW] === LEFT_OUT && request > this.newest - WINDOW
  }
}
