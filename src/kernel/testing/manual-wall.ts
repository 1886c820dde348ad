/** A clock of the wall that a test moves. */
import type { WallClock } from '../real-time-pace'

/** Stands still but for {@link moveTo}. */
export class ManualWall implements WallClock {
  private us = 0
  private waiting: { readonly us: number; readonly resolve: () => void } | undefined

  nowUs(): number {
    return this.us
  }

  until(us: number): Promise<void> {
    return new Promise((resolve) => {
      this.waiting = { us, resolve }
    })
  }

  wake(): void {
    const { waiting } = this
    this.waiting = undefined
    waiting?.resolve()
  }

  /** The next moment that somebody waits for, in microseconds; undefined if nobody does. */
  get awaitedUs(): number | undefined {
    return this.waiting?.us
  }

  moveTo(us: number): void {
    this.us = Math.max(this.us, us)
    if (this.waiting !== undefined && this.waiting.us <= this.us) this.wake()
  }
}
