/** The loop: instant after instant, as far as somebody asks, with the readers of the trace close behind. */
import type { Core } from './core'
import type { Readers } from './readers'
import { GRID_US } from './time'

/** Events that are read between two looks whether the content of a reply has come. */
const MEANWHILE_EVENTS = 4
/** How long it goes on at most to wait for something: a second. */
const WAIT_US_MAX = 1_000_000
/** How far it goes at once while it waits for something: a millisecond. */
const STEP_US = 10 * GRID_US

/** Executes one run, a stretch at a time. */
export class Loop {
  /** How many events the run may be ahead of its readers while it goes on. */
  leadMax = 0
  /** Nothing happens any more. */
  isFinished = false
  private readonly core: Core
  private readonly readers: Readers

  constructor(core: Core, readers: Readers) {
    this.core = core
    this.readers = readers
    core.meanwhile = (before) => this.readMeanwhile(before)
  }

  /**
   * Goes on until `untilMs`, or until the readers have seen `eventsMax` more events, or nothing is left, or the readers stop at a
   * violation. Instants are executed whole; readers may stop in the middle of one.
   */
  async goOn(untilMs: number, eventsMax: number): Promise<void> {
    const untilUs = Math.floor((untilMs * 1000) / GRID_US + 1e-6) * GRID_US
    const { core, readers } = this
    const lastEvent = readers.readCount + eventsMax
    for (;;) {
      const nextUs = core.scheduler.peekUs()
      const isDone = this.isFinished || nextUs > untilUs
      if (readers.read(Math.min(lastEvent, isDone ? Infinity : core.trace.length - this.leadMax))) return
      if (readers.readCount >= lastEvent || this.isFinished) return
      const waiting = core.pace.until(isDone ? untilUs : nextUs)
      if (waiting !== undefined) {
        await waiting
        continue
      }
      if (isDone) {
        if (untilUs > core.nowUs) core.nowUs = untilUs
        readers.nowMs = Math.max(readers.nowMs, core.nowUs / 1000)
        return
      }
      await this.runInstant(nextUs)
    }
  }

  /** Executes everything up to an instant, that instant included, without the readers. */
  async execute(atUs: number): Promise<void> {
    const { core } = this
    for (let nextUs = core.scheduler.peekUs(); nextUs <= atUs; nextUs = core.scheduler.peekUs()) {
      const waiting = core.pace.until(nextUs)
      if (waiting === undefined) await this.runInstant(nextUs)
      else await waiting
    }
  }

  /** Goes on until a real server has done what it was told to: not for long, and no further than to what stops the run. */
  async waitFor(isThere: () => boolean): Promise<void> {
    const { core } = this
    const untilUs = core.nowUs + WAIT_US_MAX
    for (let beforeUs = -1; !isThere() && core.nowUs < untilUs && core.nowUs > beforeUs;) {
      beforeUs = core.nowUs
      await this.goOn((core.nowUs + STEP_US) / 1000, Infinity)
    }
  }

  private async runInstant(atUs: number): Promise<void> {
    const { core } = this
    core.nowUs = atUs
    while (core.scheduler.peekUs() === atUs) {
      for (const entry of core.scheduler.pop()) if (!entry.cancelled) entry.run()
      await core.pace.drain()
    }
    const checked = core.pace.endInstant()
    if (checked !== undefined) await checked
  }

  /** Reads a few older events while the run is blocked on a store's thread; none where something is to stop the run. */
  private readMeanwhile(before: number): boolean {
    if (this.leadMax === 0) return false
    const { readers } = this
    const from = readers.readCount
    readers.read(Math.min(before - 1, from + MEANWHILE_EVENTS))
    return readers.readCount > from
  }
}
