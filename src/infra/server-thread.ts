/**
 * The thread of a server whose requests cost far less than a step of the time grid. Its time is kept as exact debt: work begins at
 * the instant the thread is free, and as much as fits runs within one step.
 */
import { GRID_US, type Clock } from '~/kernel/time'
import type { Instant } from './replay'

const GRID_MS = GRID_US / 1000

/** One thread, on the clock of its process. */
export class ServerThread {
  /** When it has worked off everything it has taken on, on the monotonic clock, in exact milliseconds. */
  freeAtMs = 0
  private readonly clock: Clock

  constructor(clock: Clock) {
    this.clock = clock
  }

  /** The exact instant at which it can take on work: now, or a moment later within this step. */
  instant(): Instant {
    const { clock } = this
    const nowMs = clock.monotonicMs()
    const monotonicMs = this.isWithinStep(this.freeAtMs) ? Math.max(nowMs, this.freeAtMs) : nowMs
    return { monotonicMs, wallMs: clock.nowMs() + (monotonicMs - nowMs) }
  }

  /** True if an exact instant lies in this step of the grid, or before it. */
  isWithinStep(instantMs: number): boolean {
    return instantMs - this.clock.monotonicMs() < GRID_MS - 1e-9
  }

  /** Waits for the step of the grid in which an exact instant lies. */
  async untilStepOf(instantMs: number): Promise<void> {
    const steps = Math.floor((instantMs - this.clock.monotonicMs()) / GRID_MS + 1e-6)
    if (steps > 0) await this.clock.sleep(steps * GRID_MS)
  }

  /** Drops what it had taken on. */
  drop(): void {
    this.freeAtMs = this.clock.monotonicMs()
  }
}
