/**
 * Looking at the past of a run. What is drawn of a played moment comes from keyframes, at once. What a box holds comes from a
 * second execution of the run up to that moment: exact, since its trace hash must be the keyframe's.
 */
import type { Run } from '~/kernel/run'
import type { Keyframe, Moment } from '~/projections/frame'
import type { EngineApi, Reached } from '~/host/api'
import { History } from './history'
import type { LiveStore } from './live-store'

/** A second execution starts when the cursor has stood so long, in milliseconds: not for every step of a drag. */
const STILL_MS = 200

/** Somebody has moved on before the second execution arrived. */
export class JourneyCancelled extends Error {
  override readonly name = 'JourneyCancelled'
}

/** What looking at the past needs of its session. */
export interface TravelHost {
  readonly store: LiveStore
  ask<Result>(question: (engine: EngineApi) => Promise<Result>): Promise<Result>
  /** The latest moment of the run. */
  readonly head: Moment
}

/** The past of one run. */
export class TimeTravel {
  private readonly host: TravelHost
  private history: History
  private journey: Promise<void> | null = null

  constructor(host: TravelHost, start: Moment) {
    this.host = host
    this.history = new History({ ...start, happenings: [] })
  }

  /** What was played so far, oldest first. */
  get keyframes(): readonly Keyframe[] {
    return this.history.all
  }

  /** Takes what was played. */
  add(keyframes: readonly Keyframe[]): void {
    for (const keyframe of keyframes) this.history.add(keyframe)
  }

  /** Shows the latest played moment at or before a time; the present, if the time is not played yet. */
  goTo(ms: number, isJump = true): void {
    if (ms >= this.host.head.nowMs) {
      this.goToPresent()
      return
    }
    const keyframe = this.history.at(ms)
    const { viewing } = this.host.store.getState()
    // Playing on from a moment between two keyframes, the earlier one has been.
    if (isJump || viewing === null || keyframe.nowMs > viewing.atMs) this.show(keyframe, isJump)
  }

  /** Shows the moment right after event `n`. */
  async goToEvent(n: number): Promise<void> {
    const { head } = this.host
    if (n >= head.events) {
      this.goToPresent()
      return
    }
    if (n <= 0) {
      this.show(this.history.at(0), true)
      return
    }
    const base = this.history.baseOf(n)
    const moment = await this.host.ask((engine) => engine.back(n, base))
    if (moment !== null) {
      this.show(moment, true)
      return
    }
    // The trace has let go of what came before: the second execution has it still.
    const near = this.history.at(this.history.timeOf(n))
    this.show({ ...near, events: n, hash: '' }, true)
    await this.exactly()
  }

  /** Shows the present again. */
  goToPresent(): void {
    const { store, head } = this.host
    if (store.getState().viewing === null) return
    this.cancel()
    store.setState(({ jumps }) => ({ viewing: null, journey: null, frame: head, jumps: jumps + 1 }))
  }

  /**
   * Lets the engine stand exactly at the moment that is shown, so that boxes can be asked and acted on.
   * @throws {JourneyCancelled} if another moment is shown before that
   */
  exactly(): Promise<void> {
    const { viewing } = this.host.store.getState()
    if (viewing === null || viewing.isExact) return Promise.resolve()
    this.journey ??= this.travel()
    return this.journey
  }

  /** Makes the moment that is shown the present: what came after it is gone. The engine must stand there exactly. */
  async fork(): Promise<Moment> {
    const { store } = this.host
    const frame = await this.host.ask((engine) => engine.fork())
    this.history = this.history.upTo(frame.nowMs)
    this.journey = null
    store.setState(({ jumps }) => ({ viewing: null, journey: null, jumps: jumps + 1 }))
    return frame
  }

  private show(moment: Moment, isJump: boolean): void {
    this.cancel()
    const viewing = { atMs: moment.nowMs, events: moment.events, isExact: false }
    this.host.store.setState(({ jumps }) => ({
      viewing,
      frame: moment,
      journey: null,
      achieved: null,
      jumps: isJump ? jumps + 1 : jumps,
    }))
  }

  private cancel(): void {
    const { viewing } = this.host.store.getState()
    if (this.journey === null && viewing?.isExact !== true) return
    this.journey = null
    this.host.ask((engine) => engine.leave()).catch(() => undefined)
  }

  private async travel(): Promise<void> {
    const { store, head } = this.host
    const { viewing, frame } = store.getState()
    const isWanted = () => store.getState().viewing === viewing
    if (viewing === null || frame === null) return
    await new Promise((resolve) => setTimeout(resolve, STILL_MS))
    if (!isWanted()) throw new JourneyCancelled()
    const say = ({ nowMs }: Reached) => {
      if (isWanted()) store.setState({ journey: { nowMs, ofMs: viewing.atMs } })
    }
    say({ nowMs: 0 })
    const run = upTo(head.run, viewing.atMs)
    const to = { atMs: viewing.atMs, events: frame.hash === '' ? viewing.events : Number.MAX_SAFE_INTEGER }
    const reached = await this.host.ask((engine) => engine.travel(run, to, say))
    if (reached === null || !isWanted()) throw new JourneyCancelled()
    if (frame.hash !== '' && reached.hash !== frame.hash && isPrefix(run, head.run)) {
      throw new Error(
        `the second execution differs from the first: its trace hash is ${reached.hash}, not ${frame.hash}`,
      )
    }
    store.setState({
      viewing: { ...viewing, isExact: true },
      journey: null,
      frame: { ...reached, flights: [], outcomes: [], events: viewing.events },
    })
  }
}

/** The run as it was at a time, without the actions that came later. */
export function upTo(run: Run, ms: number): Run {
  return { ...run, actions: run.actions.filter(({ atMs }) => atMs <= ms) }
}

/** Actions are numbered in the order of the run: the hash stays the same only if those left out came last. */
function isPrefix(part: Run, whole: Run): boolean {
  return part.actions.every((action, index) => action === whole.actions[index])
}
