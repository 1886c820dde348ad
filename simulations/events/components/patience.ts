/** Waits that somebody else may end. */
import type { Clock } from '~/kernel/time'

/** One waiter's waits. */
export class Patience {
  private readonly clock: Clock
  private wake: (() => void) | undefined
  private isOver = false

  constructor(clock: Clock) {
    this.clock = clock
  }

  /** Resolves when the time is over, or at once when there is no more patience. */
  async wait(durationMs: number): Promise<void> {
    if (this.isOver) return
    await new Promise<void>((resolve) => {
      this.wake = resolve
      void this.clock.sleep(durationMs).then(resolve)
    })
    this.wake = undefined
  }

  /** Ends the wait that is going on, and all that would come. */
  end(): void {
    this.isOver = true
    this.wake?.()
  }
}
