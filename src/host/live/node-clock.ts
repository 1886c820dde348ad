/** The clock of the wall in Node, exact to some ten microseconds: timers are not, so the last bit of a wait is spent turning. */
import type { WallClock } from '~/kernel/real-time-pace'

/** Timers of Node count in milliseconds and come late. */
const TURNING_US = 2_000
const TIMER_MS_MAX = 2 ** 31 - 1

/** A clock for one run. */
export class NodeClock implements WallClock {
  private finish: (() => void) | undefined
  private timer: ReturnType<typeof setTimeout> | undefined

  nowUs(): number {
    return performance.now() * 1000
  }

  until(us: number): Promise<void> {
    return new Promise((resolve) => {
      this.finish = resolve
      this.look(us, resolve)
    })
  }

  wake(): void {
    const { finish } = this
    this.finish = undefined
    clearTimeout(this.timer)
    finish?.()
  }

  /** Waits on, for as long as `mine` is the wait under way. */
  private look(us: number, mine: () => void): void {
    if (this.finish !== mine) return
    const leftUs = us - this.nowUs()
    if (leftUs <= 0) this.wake()
    else if (leftUs <= TURNING_US) setImmediate(() => this.look(us, mine))
    else {
      const waitMs = Math.min((leftUs - TURNING_US / 2) / 1000, TIMER_MS_MAX)
      this.timer = setTimeout(() => this.look(us, mine), waitMs)
    }
  }
}
