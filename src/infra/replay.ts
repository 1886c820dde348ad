/**
 * What a fail-over needs: points to go back to, and the log of what was done since. A standby that lags has the newest point before
 * the instant it lags behind to, with the log up to that instant done again.
 */
import { assert } from '~/kernel/assert'

/** How far a fail-over can reach back, in milliseconds. */
export const LOSS_MS_MAX = 2_000

/** When something is done: on the run's own time, which orders it, and by the server's clock, which may be skewed. */
export interface Instant {
  readonly monotonicMs: number
  readonly wallMs: number
}

interface RecoveryPoint<Snapshot> {
  readonly monotonicMs: number
  /** How many entries came before it, of all that were ever recorded and not undone. */
  readonly position: number
  readonly snapshot: Snapshot
}

/** How to get back to an instant. */
export interface Rewinding<Snapshot, Entry> {
  readonly snapshot: Snapshot
  /** What is to be done again after that, in order. */
  readonly again: readonly Entry[]
  /** What is undone, in order. */
  readonly lost: readonly Entry[]
  /** How far back that is, in milliseconds; less than asked for where the first point, such as the start of the run, is nearer. */
  readonly lostMs: number
}

/** Points and a log. Entries are recorded in the order of their instants. */
export class Recovery<Snapshot, Entry extends Instant> {
  private readonly release: (snapshot: Snapshot) => void
  private points: RecoveryPoint<Snapshot>[] = []
  private log: Entry[] = []
  /** Entries that no point needs any more, and that were let go of. */
  private forgotten = 0

  /** @param release lets go of the snapshot of a point that is not needed any more */
  constructor(release: (snapshot: Snapshot) => void = () => undefined) {
    this.release = release
  }

  /** True if there is no point, or the newest one is so old. */
  isPointDue(nowMs: number, intervalMs: number): boolean {
    const newest = this.points.at(-1)
    return newest === undefined || nowMs >= newest.monotonicMs + intervalMs
  }

  /** Adds a point at which everything recorded so far is done. What no fail-over from now on can reach is let go of. */
  addPoint(monotonicMs: number, snapshot: Snapshot): void {
    this.points.push({ monotonicMs, position: this.forgotten + this.log.length, snapshot })
    const oldest = this.points.findLastIndex((point) => point.monotonicMs <= monotonicMs - LOSS_MS_MAX)
    if (oldest <= 0) return
    this.keepPoints(this.points.slice(oldest))
    const { position } = this.points[0]!
    this.log = this.log.slice(position - this.forgotten)
    this.forgotten = position
  }

  /** Records what is done at an instant. */
  record(entry: Entry): void {
    this.log.push(entry)
  }

  /**
   * Goes back by `lossMs`, at most {@link LOSS_MS_MAX}, and forgets what came after. Null if there is no point to go back to.
   */
  rewind(lossMs: number, nowMs: number): Rewinding<Snapshot, Entry> | null {
    assert(lossMs >= 0, 'a fail-over loses the past, not the future')
    const wantedMs = nowMs - Math.min(lossMs, LOSS_MS_MAX)
    const index = Math.max(
      0,
      this.points.findLastIndex((point) => point.monotonicMs <= wantedMs),
    )
    const point = this.points[index]
    if (point === undefined) return null
    const untilMs = Math.max(wantedMs, point.monotonicMs)
    const end = this.log.findIndex((entry) => entry.monotonicMs > untilMs)
    const kept = end < 0 ? this.log : this.log.slice(0, end)
    const lost = this.log.slice(kept.length)
    this.keepPoints(this.points.slice(0, index + 1))
    this.log = kept
    const again = kept.slice(point.position - this.forgotten)
    return { snapshot: point.snapshot, again, lost, lostMs: nowMs - untilMs }
  }

  /** Forgets everything. */
  clear(): void {
    this.keepPoints([])
    this.log = []
    this.forgotten = 0
  }

  private keepPoints(kept: RecoveryPoint<Snapshot>[]): void {
    for (const point of this.points) if (!kept.includes(point)) this.release(point.snapshot)
    this.points = kept
  }
}
