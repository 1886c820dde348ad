/** The world's own time, as a box would see it. */
import { RUN_EPOCH_MS, type Clock } from '~/kernel/time'

/** Node fires timers that are longer than this at once. */
const TIMER_MS_MAX = 2_147_483_647

export class LiveClock implements Clock {
  private readonly timers = new Set<NodeJS.Timeout>()
  private isStopped = false

  nowMs(): number {
    return Date.now() - RUN_EPOCH_MS
  }

  monotonicMs(): number {
    return performance.now()
  }

  sleep(durationMs: number): Promise<void> {
    return new Promise((resolve) => {
      if (this.isStopped) return
      if (!(durationMs > 0)) {
        // What is to happen within this instant comes after all that is already under way in it.
        setImmediate(resolve)
        return
      }
      const timer = setTimeout(
        () => {
          this.timers.delete(timer)
          resolve()
        },
        Math.min(durationMs, TIMER_MS_MAX),
      )
      this.timers.add(timer)
    })
  }

  /** Whoever sleeps sleeps on, and nothing keeps the process alive any more. */
  stop(): void {
    this.isStopped = true
    for (const timer of this.timers) clearTimeout(timer)
    this.timers.clear()
  }
}
