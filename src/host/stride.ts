/** How much is executed between two looks at the clock of the wall: as many events as take about a picture's time. */

/** What a stride should take, in milliseconds of real time. */
const STRIDE_MS = 16
const EVENTS_MIN = 20
const EVENTS_MAX = 2_000

/** Learns from each stride how long the next one may be: an event may cost a microsecond, or a statement of SQL. */
export class Stride {
  private events = 200

  /** Takes one stride of at most so many events. */
  async take(step: (events: number) => Promise<void>, eventsMax: number): Promise<void> {
    const from = performance.now()
    await step(Math.min(this.events, eventsMax))
    const tookMs = performance.now() - from
    if (tookMs > STRIDE_MS) this.events = Math.max(EVENTS_MIN, this.events / 2)
    else if (tookMs < STRIDE_MS / 2) this.events = Math.min(EVENTS_MAX, this.events * 2)
  }
}
