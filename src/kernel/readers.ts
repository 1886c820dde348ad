/** The readers of a run: everything that folds its trace, event by event, some way behind what is written. */
import { assert } from './assert'
import type { Judge } from './judge'
import { createEventBuffer, type EventBuffer, type Trace } from './trace'

/** Something that folds the trace. */
export interface Observer {
  step(event: EventBuffer): void
}

/**
 * Messages and replies of the first so many events stay in the trace as long as it holds them; after that only those of
 * every sixteenth request. Holding on to all of them would cost more time in the collector than running the run.
 */
const DETAIL_EVENTS = 200_000
const DETAIL_RATIO = 16

/** Where the readers of one run stand, and how they get on. */
export class Readers {
  /** A request whose messages stay in the trace as long as their events do; 0 for none. */
  keptRequest = 0
  /** Number of the last event that was read, and its time in milliseconds of the run. */
  readCount = 0
  nowMs = 0
  private readonly trace: Trace
  private readonly judge: Judge
  private readonly observers: Observer[] = []
  private readonly event = createEventBuffer()

  constructor(trace: Trace, judge: Judge) {
    this.trace = trace
    this.judge = judge
  }

  /** Adds a reader, which sees every event. */
  add(observer: Observer): void {
    assert(this.readCount === 0, 'readers are added before the run advances')
    this.observers.push(observer)
  }

  /** Reads events up to number `last`; true if it stopped at one that violates an invariant to stop at. */
  read(last: number): boolean {
    const { trace, event } = this
    const end = Math.min(last, trace.length)
    while (this.readCount < end) {
      trace.read(++this.readCount, event)
      this.nowMs = event.t
      for (const observer of this.observers) observer.step(event)
      const isViolated = this.judge.hear(event)
      const isDetail = event.op !== 0 && event.id % DETAIL_RATIO !== 0 && event.id !== this.keptRequest
      if (isDetail && this.readCount > DETAIL_EVENTS) trace.forgetData(this.readCount)
      if (isViolated) return true
    }
    return false
  }
}
