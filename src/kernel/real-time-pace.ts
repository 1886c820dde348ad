/**
 * Real time: an instant begins when the clock of the wall gets to it. Work that the outside does goes on beside it, and its completion
 * is an event of the instant at which it came. Where the machine falls behind, instants run late, but in their order.
 */
import { isCallError } from './call-error'
import { queueCompletion, type Completion, type Outcome, type Waiting } from './completion'
import type { Core } from './core'
import { GRID_US } from './time'
import type { Turn } from './turn'
import { VirtualPace } from './virtual-pace'

/** The clock of the wall, as a host gives it. */
export interface WallClock {
  /** Microseconds since any moment. Never goes back. */
  nowUs(): number
  /** Resolves once {@link nowUs} has reached `us`, or {@link wake} was called, whichever is first. One waits at a time. */
  until(us: number): Promise<void>
  /** Ends the wait that is under way, if one is. */
  wake(): void
}

/** How late instants ran, in milliseconds. */
export interface Lag {
  readonly maxMs: number
  readonly meanMs: number
  /** How late the last one was. */
  readonly lastMs: number
}

/** While nobody advances the run for longer than this, its time stands still; after less, it makes up for it. */
const HOLD_US = 250_000
/** A run that is behind still hears of the outside so often. */
const BREATH_US = 500

/** Work that is done, and whose instant has not been settled yet. */
interface Arrival extends Waiting {
  readonly work: number
  /** The instant at which it was begun, and how long it took by the clock of the wall, in microseconds. */
  readonly begunUs: number
  readonly tookUs: number
  readonly outcome: Outcome
}

/** The pace of real time. The run begins when it is first advanced. */
export class RealTimePace extends VirtualPace {
  private readonly wall: WallClock
  private readonly hear: (completion: Completion) => void
  /** The moment of the wall's clock at which the run began, less the time for which it stood still. */
  private originUs: number | undefined
  private restingSinceUs: number | undefined
  private breathUs = 0
  private works = 0
  private arrivals: Arrival[] = []
  /** The instant of the last completion. */
  private arrivedUs = 0
  private lateMaxUs = 0
  private lateSumUs = 0
  private lateLastUs = 0
  private seen = 0

  /** `hear` is told of every completion, in the order of the run, when its instant is settled. */
  constructor(core: Core, turn: Turn, wall: WallClock, hear: (completion: Completion) => void = () => undefined) {
    super(core, turn)
    this.wall = wall
    this.hear = hear
  }

  /** How late the instants of the run were so far. */
  get lag(): Lag {
    const meanMs = this.seen === 0 ? 0 : this.lateSumUs / this.seen / 1000
    return { maxMs: this.lateMaxUs / 1000, meanMs, lastMs: this.lateLastUs / 1000 }
  }

  override until(dueUs: number): Promise<void> | undefined {
    const nowUs = this.nowUs()
    if (this.settleArrivals() && this.core.scheduler.peekUs() < dueUs) return Promise.resolve()
    if (dueUs > nowUs) return this.wall.until(this.originUs! + dueUs)
    if (nowUs - this.breathUs > BREATH_US) return this.breathe(nowUs)
    if (dueUs === this.core.scheduler.peekUs()) this.noteLate(nowUs - dueUs)
    return undefined
  }

  override outside<Result>(start: () => Promise<Result>): Promise<Result> {
    const work = ++this.works
    const begunUs = this.core.nowUs
    const sinceUs = this.wall.nowUs()
    this.noteBegun()
    const arrive = (waiting: Waiting, outcome: Outcome) => {
      this.arrivals.push({ work, begunUs, tookUs: this.wall.nowUs() - sinceUs, outcome, ...waiting })
      this.wall.wake()
    }
    return new Promise<Result>((resolve, reject) => {
      const waiting = { resolve: resolve as (value: unknown) => void, reject }
      start().then(
        (value) => arrive(waiting, { value }),
        (error: unknown) => {
          if (isCallError(error)) arrive(waiting, { error })
          else this.core.defect(error)
        },
      )
    })
  }

  override endInstant(): Promise<void> | undefined {
    const checked = super.endInstant()
    this.restingSinceUs = undefined
    return checked
  }

  /** Nobody advances the run from here on, unless somebody does at once. */
  override rest(): Promise<void> {
    this.restingSinceUs = this.wall.nowUs()
    return super.rest()
  }

  /**
   * Gives everything that came an instant that has not begun: only between two instants, so that an execution that takes them
   * from a record finds them at the same places. It is the instant at which the work was begun and the time that it took: a run that
   * is behind blames nobody else for it. None comes before one that came earlier. True if there was any.
   */
  private settleArrivals(): boolean {
    if (this.arrivals.length === 0) return false
    const { core } = this
    for (const { work, begunUs, tookUs, outcome, resolve, reject } of this.arrivals) {
      const cameUs = Math.ceil((begunUs + tookUs) / GRID_US) * GRID_US
      const atUs = Math.max(core.nowUs + GRID_US, this.arrivedUs, cameUs)
      this.arrivedUs = atUs
      queueCompletion(core, atUs, { resolve, reject }, outcome)
      this.hear({ work, atUs, outcome })
    }
    this.arrivals = []
    return true
  }

  /** The time of the run by the clock of the wall, in microseconds. */
  private nowUs(): number {
    const wallUs = this.wall.nowUs()
    this.originUs ??= wallUs
    if (this.restingSinceUs !== undefined) {
      const restedUs = wallUs - this.restingSinceUs
      if (restedUs > HOLD_US && this.seen > 0) this.originUs += restedUs
      this.restingSinceUs = undefined
    }
    return wallUs - this.originUs
  }

  private async breathe(nowUs: number): Promise<void> {
    this.breathUs = nowUs
    await this.turn()
  }

  private noteLate(lateUs: number): void {
    this.seen++
    this.lateLastUs = lateUs
    this.lateSumUs += lateUs
    if (lateUs > this.lateMaxUs) this.lateMaxUs = lateUs
  }
}
