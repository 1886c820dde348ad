/**
 * One pending wake-up. A sleep on the clock cannot be called off, so a wake-up that an earlier one has replaced finds that it is
 * not the one that is waited for, and does nothing.
 */
import type { Clock } from '~/kernel/time'

export class Alarm {
  private readonly clock: Clock
  private readonly ring: () => void
  private nextMs = Infinity

  constructor(clock: Clock, ring: () => void) {
    this.clock = clock
    this.ring = ring
  }

  /** Rings at the latest at `atMs` on the monotonic clock, once; whoever still waits for something later sets it again. */
  set(atMs: number): void {
    if (atMs >= this.nextMs) return
    this.nextMs = atMs
    void this.sleep(atMs)
  }

  private async sleep(atMs: number): Promise<void> {
    await this.clock.sleep(Math.max(0, atMs - this.clock.monotonicMs()))
    if (atMs !== this.nextMs) return
    this.nextMs = Infinity
    this.ring()
  }
}
