/** What one waiter waits for: that somebody says something has changed, or that a time is over. */
import type { Clock } from '~/kernel/time'
import { Alarm } from './alarm'

export class Signal {
  private readonly alarm: Alarm
  private wake: (() => void) | undefined
  private hasNews = false

  constructor(clock: Clock) {
    this.alarm = new Alarm(clock, () => this.release())
  }

  /** Wakes the waiter, or lets the next one not wait at all. */
  notify(): void {
    this.hasNews = true
    this.release()
  }

  /** Forgets what was said so far: its reader is about to look at everything. */
  clear(): void {
    this.hasNews = false
  }

  /** Resolves on the next {@link notify}, at once if there was one since {@link clear}, or at a time on the monotonic clock. */
  wait(untilMs: number): Promise<void> | undefined {
    if (this.hasNews) return undefined
    this.alarm.set(untilMs)
    return new Promise((resolve) => {
      this.wake = resolve
    })
  }

  private release(): void {
    const { wake } = this
    this.wake = undefined
    wake?.()
  }
}
