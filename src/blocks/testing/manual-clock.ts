/** A clock for tests of blocks, which goes on when it is told to. */
import type { Clock } from '~/kernel/time'

/** A clock that stands still until it is moved. */
export class ManualClock implements Clock {
  private now = 0
  private sleepers: { readonly atMs: number; readonly wake: () => void }[] = []

  nowMs(): number {
    return this.now
  }

  monotonicMs(): number {
    return this.now
  }

  sleep(durationMs: number): Promise<void> {
    return new Promise((wake) => this.sleepers.push({ atMs: this.now + durationMs, wake }))
  }

  /** Goes on by so many milliseconds; who sleeps wakes in order, with everything settled in between. */
  async advance(durationMs: number): Promise<void> {
    const untilMs = this.now + durationMs
    await settle()
    for (;;) {
      const due = this.sleepers.filter(({ atMs }) => atMs <= untilMs).toSorted((a, b) => a.atMs - b.atMs)[0]
      if (due === undefined) break
      this.sleepers = this.sleepers.filter((each) => each !== due)
      this.now = Math.max(this.now, due.atMs)
      due.wake()
      await settle()
    }
    this.now = untilMs
  }

  /** Goes on at once. */
  jump(durationMs: number): void {
    this.now += durationMs
  }
}

/** Lets every promise that can settle do so. */
async function settle(): Promise<void> {
  for (let hop = 0; hop < 50; hop++) await undefined
}
