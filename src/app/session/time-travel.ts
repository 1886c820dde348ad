/**
 * Looking at the past of a run. What is drawn of a played moment comes from keyframes, at once. What a box holds comes from a
 * second execution of the run up to that moment: exact, since its trace hash must be the keyframe's.
 */
import type { Run } from '~/kernel/run'
import type { EngineApi, Reached } from '~/host/api'
import type { Moment } from '~/projections/annals'
import type { LiveStore } from './live-store'
import type { PlayedRun } from './played-run'

/** A second execution starts when the cursor has stood so long, in milliseconds: not for every step of a drag. */
const STILL_MS = 200

/** Somebody has moved on before the second execution arrived. */
export class JourneyCancelled extends Error {
  override readonly name = 'JourneyCancelled'
}

/** What looking at the past needs of its session. */
export interface TravelHost {
  readonly store: LiveStore
  /** The run that is played. */
  readonly played: PlayedRun
  ask<Result>(question: (engine: EngineApi) => Promise<Result>): Promise<Result>
}

/** The past of the run that is played. */
export class TimeTravel {
  private readonly host: TravelHost
  private journey: Promise<void> | null = null
  /** When the moment that is shown has come at the latest, in milliseconds of the run. */
  private byMs = 0

  constructor(host: TravelHost) {
    this.host = host
  }

  /** Begins with another run: whatever was on its way is of the one before. */
  begin(): void {
    this.journey = null
  }

  /** Shows the latest played moment at or before a time; the present, if the time is not played yet. */
  goTo(ms: number, isJump = true): void {
    const { played, store } = this.host
    if (ms >= played.head.nowMs) {
      this.goToPresent()
      return
    }
    const moment = played.momentAt(ms)
    const { viewing, frame } = store.getState()
    // Playing on from a moment between two keyframes, the earlier one has been.
    if (isJump || viewing === null || frame === null || moment.nowMs > frame.nowMs) this.show(moment, isJump)
  }

  /** Shows the moment right after event `n`. */
  async goToEvent(n: number): Promise<void> {
    const { played } = this.host
    if (n >= played.head.events) {
      this.goToPresent()
      return
    }
    if (n <= 0) {
      this.show(played.momentOf(played.before(0)), true)
      return
    }
    const base = played.baseOf(n)
    const refolded = await this.host.ask((engine) => engine.back(n, base))
    if (refolded !== null) {
      this.show(played.refolded(refolded), true)
      return
    }
    // The trace has let go of what came before: the second execution has it still, and until it is there the keyframe before is
    // shown, since one after would show what is yet to come.
    this.show(played.momentOf({ ...played.before(n), events: n, hash: '' }), true, played.timeOf(n))
    await this.exactly()
  }

  /** Shows the present again. */
  goToPresent(): void {
    const { store, played } = this.host
    if (store.getState().viewing === null) return
    this.cancel()
    store.setState(({ jumps }) => ({
      viewing: null,
      journey: null,
      watching: null,
      frame: played.present,
      jumps: jumps + 1,
    }))
  }

  /** Shows a moment on the way from the one before it. */
  goOnTo(moment: Moment): void {
    if (this.host.store.getState().viewing !== null) this.show(moment, false)
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

  /** Makes the moment that is shown the present; gives the run that goes on from there. The engine must stand there exactly. */
  async fork(): Promise<PlayedRun> {
    const { store, played } = this.host
    const forked = played.forkedAt(await this.host.ask((engine) => engine.fork()))
    this.journey = null
    store.setState(({ jumps }) => ({ viewing: null, journey: null, watching: null, jumps: jumps + 1 }))
    return forked
  }

  /** Shows a moment. `byMs` is when it has come at the latest, where its own time is not known. */
  private show(moment: Moment, isJump: boolean, byMs = moment.nowMs): void {
    this.cancel()
    this.byMs = byMs
    this.host.store.setState(({ jumps, watching }) => ({
      viewing: { isExact: false },
      watching: isJump ? null : watching,
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
    const { store, played } = this.host
    const { viewing, frame } = store.getState()
    const isWanted = () => store.getState().viewing === viewing
    if (viewing === null || frame === null) return
    await new Promise((resolve) => setTimeout(resolve, STILL_MS))
    if (!isWanted()) throw new JourneyCancelled()
    // A moment between two keyframes is known by its number of events.
    const isBetween = frame.hash === ''
    const atMs = this.byMs
    const say = ({ nowMs }: Reached) => {
      if (isWanted()) store.setState({ journey: { nowMs, ofMs: atMs } })
    }
    say({ nowMs: 0 })
    const run = upTo(played.run, atMs)
    const to = { atMs, events: isBetween ? frame.events : Number.MAX_SAFE_INTEGER }
    const reached = await this.host.ask((engine) => engine.travel(run, to, say))
    if (reached === null || !isWanted()) throw new JourneyCancelled()
    if (run.actions.some((action) => action.atMs > reached.nowMs)) {
      // Now that its time is known, the run is executed without what was done only after it.
      this.byMs = reached.nowMs
      return this.travel()
    }
    if (isBetween && reached.events !== frame.events) {
      throw new Error(`the second execution came to event ${reached.events}, not to ${frame.events}`)
    }
    if (!isBetween && reached.hash !== frame.hash && isPrefix(run, played.run)) {
      throw new Error(
        `the second execution differs from the first: its trace hash is ${reached.hash}, not ${frame.hash}`,
      )
    }
    // Dots stand for as many requests as when it was played: those are the ones that are shown again.
    const { events, oneDotIs } = frame
    store.setState({
      viewing: { isExact: true },
      journey: null,
      frame: played.momentOf({ ...reached, events, oneDotIs }),
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
