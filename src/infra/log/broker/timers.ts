/**
 * Things to be done at certain instants, by name, that may be put off or called off any number of times. Sleeps of the kernel cannot
 * be cut short, so one sleep stands for all, and one more only when something is due before it.
 */
import type { Clock } from '~/kernel/time'

interface Timer {
  readonly atMs: number
  readonly run: () => void
}

export class Timers {
  private readonly clock: Clock
  private readonly entries = new Map<string, Timer>()
  /** When the next sleep ends; Infinity if nobody sleeps. */
  private wakeAtMs = Infinity

  constructor(clock: Clock) {
    this.clock = clock
  }

  /** Has something done at an instant of the monotonic clock, instead of what was to be done under that name. */
  set(name: string, atMs: number, run: () => void): void {
    this.entries.set(name, { atMs, run })
    if (atMs < this.wakeAtMs) this.sleepUntil(atMs)
  }

  /** As {@link set}, so many milliseconds from now. */
  after(name: string, delayMs: number, run: () => void): void {
    this.set(name, this.clock.monotonicMs() + delayMs, run)
  }

  cancel(name: string): void {
    this.entries.delete(name)
  }

  private sleepUntil(atMs: number): void {
    this.wakeAtMs = atMs
    void this.clock.sleep(atMs - this.clock.monotonicMs()).then(() => this.wake(atMs))
  }

  private wake(atMs: number): void {
    // A sleep that began later and ended sooner has taken this one's place.
    if (atMs !== this.wakeAtMs) return
    this.wakeAtMs = Infinity
    const nowMs = this.clock.monotonicMs()
    const due = [...this.entries].filter(([, deadline]) => deadline.atMs <= nowMs)
    due.sort(([, a], [, b]) => a.atMs - b.atMs)
    for (const [name, deadline] of due) {
      // What ran before may have put it off or called it off.
      if (this.entries.get(name) !== deadline) continue
      this.entries.delete(name)
      deadline.run()
    }
    let nextMs = Infinity
    for (const deadline of this.entries.values()) nextMs = Math.min(nextMs, deadline.atMs)
    if (nextMs < this.wakeAtMs) this.sleepUntil(nextMs)
  }
}
