/**
 * Virtual time: every instant may begin at once, and time stands still until all that it woke has run and all real work that it
 * started is done. That is what makes a run the same at any speed.
 */
import { assert } from './assert'
import type { Core } from './core'
import type { Pace } from './pace'
import type { Turn } from './turn'

/** After each of the first 256 instants, then after every 64th, a full turn checks that no code in a box still ran. */
const CHECKED_FIRST = 256
const CHECKED_EVERY = 64

/** After so many microtasks in which nothing came to the kernel, an instant is over. */
const QUIET_HOPS = 24
/** Awaiting it takes one microtask and, unlike awaiting a value, makes no promise: that happens 240,000 times a second. */
const NEXT_MICROTASK = Promise.resolve()

interface Work {
  readonly promise: Promise<unknown>
  readonly resolve: (value: unknown) => void
  readonly reject: (error: unknown) => void
}

/** The pace of virtual time. */
export class VirtualPace implements Pace {
  protected readonly core: Core
  protected readonly turn: Turn
  private work: Work[] = []
  private begun = 0
  private instants = 0

  constructor(core: Core, turn: Turn) {
    this.core = core
    this.turn = turn
  }

  /** Never waits: another kind of time may, see {@link Pace.until}. */
  until(_dueUs: number): Promise<void> | undefined {
    return undefined
  }

  /** Results are handed over while virtual time stands still, in the order in which the work was started. */
  begin<Result>(start: () => Promise<Result>): Promise<Result> {
    this.noteBegun()
    return new Promise<Result>((resolve, reject) => {
      this.work.push({ promise: start(), resolve: resolve as (value: unknown) => void, reject })
    })
  }

  /** Time stands still for it as for any other work. */
  outside<Result>(start: () => Promise<Result>): Promise<Result> {
    return this.begin(start)
  }

  /**
   * Code in boxes waits for the kernel, or for promises a few steps away from it, so it is still once nothing has come to the
   * kernel for {@link QUIET_HOPS} microtasks; that is five times cheaper than a turn of the event loop. Code that is further away
   * is found out by {@link VirtualPace.rest}, on a sample of the instants.
   */
  async drain(): Promise<void> {
    const { core } = this
    if (!core.woke) return
    core.woke = false
    for (let quiet = 0, seen = this.activity; quiet < QUIET_HOPS; quiet++) {
      await NEXT_MICROTASK
      if (this.activity === seen) continue
      seen = this.activity
      quiet = 0
    }
    while (this.work.length > 0) {
      await this.finishWork()
      await this.turn()
    }
    core.throwDefect()
  }

  endInstant(): Promise<void> | undefined {
    this.instants++
    return this.instants <= CHECKED_FIRST || this.instants % CHECKED_EVERY === 0 ? this.rest() : undefined
  }

  /** Takes a full turn of the event loop and asserts that nothing was left that could run: else runs would not repeat. */
  async rest(): Promise<void> {
    const before = this.activity
    await this.turn()
    this.core.throwDefect()
    assert(
      this.activity === before,
      `code in a box went through more than ${QUIET_HOPS} promises between two calls of the kernel: await fewer, or use io()`,
    )
  }

  /** Counts work as something that came to the kernel. */
  protected noteBegun(): void {
    this.begun++
  }

  /** Grows whenever anything comes to the kernel: an event, something to be done later, or real work. */
  private get activity(): number {
    return this.core.activity + this.begun
  }

  private async finishWork(): Promise<void> {
    const batch = this.work
    this.work = []
    const results = await Promise.allSettled(batch.map(({ promise }) => promise))
    results.forEach((result, index) => {
      const waiting = batch[index]!
      if (result.status === 'fulfilled') waiting.resolve(result.value)
      else waiting.reject(result.reason)
    })
  }
}
