/**
 * Ends what has waited for too long. There may be thousands that wait, nearly all of which end otherwise before: so one sleep at a
 * time serves them all.
 */
import type { Clock } from '~/kernel/time'

/** Something that waits. */
export interface Waiting {
  /** It has its outcome. */
  readonly isDone: boolean
  /** Its time is over. */
  expire(): void
}

interface Deadline {
  readonly atMs: number
  /** Of those with the same time, the one that came first is first. */
  readonly order: number
  readonly waiting: Waiting
}

export class Deadlines {
  private readonly clock: Clock
  /** A heap: each is before the two at twice its place. */
  private readonly heap: Deadline[] = []
  private added = 0
  private wakesAtMs = Infinity

  constructor(clock: Clock) {
    this.clock = clock
  }

  /** @param atMs on the monotonic clock */
  add(atMs: number, waiting: Waiting): void {
    const { heap } = this
    const deadline: Deadline = { atMs, order: this.added, waiting }
    this.added += 1
    let place = heap.length
    while (place > 0) {
      const parent = (place - 1) >> 1
      if (!isBefore(deadline, heap[parent]!)) break
      heap[place] = heap[parent]!
      place = parent
    }
    heap[place] = deadline
    if (atMs < this.wakesAtMs) void this.wakeAt(atMs)
  }

  private async wakeAt(atMs: number): Promise<void> {
    this.wakesAtMs = atMs
    await this.clock.sleep(atMs - this.clock.monotonicMs())
    // An earlier deadline came after this one and has taken over.
    if (this.wakesAtMs !== atMs) return
    this.wakesAtMs = Infinity
    const nowMs = this.clock.monotonicMs()
    for (let first = this.heap[0]; first !== undefined; first = this.heap[0]) {
      if (!first.waiting.isDone && first.atMs > nowMs) break
      this.removeFirst()
      if (!first.waiting.isDone) first.waiting.expire()
    }
    const next = this.heap[0]
    if (next !== undefined && next.atMs < this.wakesAtMs) void this.wakeAt(next.atMs)
  }

  private removeFirst(): void {
    const { heap } = this
    const last = heap.pop()!
    if (heap.length === 0) return
    let place = 0
    for (;;) {
      let child = 2 * place + 1
      if (child >= heap.length) break
      if (child + 1 < heap.length && isBefore(heap[child + 1]!, heap[child]!)) child += 1
      if (!isBefore(heap[child]!, last)) break
      heap[place] = heap[child]!
      place = child
    }
    heap[place] = last
  }
}

function isBefore(a: Deadline, b: Deadline): boolean {
  return a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order)
}
