/** One run as far as it was played: where it stands, its annals, and keyframes of its past. */
import type { Run } from '~/kernel/run'
import type { Advance } from '~/host/api'
import { Annals, type Moment } from '~/projections/annals'
import type { Base, Frame, Keyframe, Snapshot } from '~/projections/frame'
import { snapshotOf, type Refolded } from '~/projections/refolded'
import type { Column } from '~/projections/timeline'
import { History } from './history'

/** A run that grows while it is played. Another run, or another way from its past, is another object. */
export class PlayedRun {
  private readonly annals: Annals
  private readonly history: History
  private latest: Snapshot
  private shown: Moment | null = null

  /** Begins with the first frame of a run, or goes on from what was played before it went another way. */
  constructor({ news, ...start }: Frame, history = new History({ ...start, happenings: [] })) {
    this.annals = new Annals(news)
    this.history = history
    this.latest = start
  }

  /** Takes where the run got to. */
  take({ frame: { news, ...snapshot }, keyframes }: Advance): void {
    this.annals.take(news)
    for (const keyframe of keyframes) this.history.add(keyframe)
    this.latest = snapshot
    this.shown = null
  }

  /** The run that goes another way from the moment of this frame. */
  forkedAt(frame: Frame): PlayedRun {
    return new PlayedRun(frame, this.history.upTo(frame.nowMs))
  }

  /** Where it stands. */
  get head(): Snapshot {
    return this.latest
  }

  /** Where it stands, with all that has grown until now. */
  get present(): Moment {
    this.shown ??= this.annals.momentOf(this.latest)
    return this.shown
  }

  /** The run with everything that was done to it so far. */
  get run(): Run {
    return this.present.run
  }

  get columns(): readonly Column[] {
    return this.annals.columns
  }

  /** What was played, oldest first. */
  get keyframes(): readonly Keyframe[] {
    return this.history.all
  }

  /** The latest played moment at or before a time, with all that had grown until then. */
  momentAt(ms: number): Moment {
    return ms >= this.latest.nowMs ? this.present : this.annals.momentOf(this.history.at(ms))
  }

  /** A moment that another execution of this run stands at, as this one knows it. */
  momentOf(snapshot: Snapshot): Moment {
    return this.annals.momentOf(snapshot)
  }

  /** The last keyframe at or before event `n`. */
  before(n: number): Keyframe {
    return this.history.before(n)
  }

  /** A moment between two keyframes that was folded anew. */
  refolded(refolded: Refolded): Moment {
    const { events } = refolded
    const before = this.history.before(events)
    const since = this.annals.violationsBetween(before.events, events)
    return this.annals.momentOf(snapshotOf(refolded, before, since))
  }

  /** From where the moment of event `n` is folded. */
  baseOf(n: number): Base {
    return this.history.baseOf(n)
  }

  /** The number of an event near a time: between two keyframes they are taken to be spread evenly. */
  eventNear(ms: number): number {
    const before = this.history.at(ms)
    const after = this.history.all.find(({ nowMs }) => nowMs > ms) ?? this.latest
    const share = after.nowMs <= before.nowMs ? 0 : (ms - before.nowMs) / (after.nowMs - before.nowMs)
    return Math.round(before.events + Math.max(0, Math.min(1, share)) * (after.events - before.events))
  }

  /** A time at or after event `n`: that of the next keyframe, or of the present where there is none. */
  timeOf(n: number): number {
    return this.history.timeOf(n) ?? this.latest.nowMs
  }
}
