/** One run being executed, with its folds: what a desk or a program asks about. */
import type { InspectQuery } from '~/kernel/component'
import { createEngine, type Engine, type Host, type Observer } from '~/kernel/engine'
import type { Json } from '~/kernel/json'
import type { Run } from '~/kernel/run'
import type { AnySimulation } from '~/kernel/simulation'
import { GRID_US } from '~/kernel/time'
import { KEYFRAME_MS, type Base, type Frame, type Keyframe, type Snapshot } from '~/projections/frame'
import { Frames } from '~/projections/frames'
import { ordinaryLike, type OrdinaryQuery } from '~/projections/story/ordinary'
import type { Refolded } from '~/projections/refolded'
import { storyOf, type Story } from '~/projections/story/story'
import type { Act, Advance, AdvanceRequest, Destination, Injected, ViolationId } from './api'
import type { Reached } from './live/live-play'
import { findEvents, type EventPage, type EventQuery } from './event-query'
import { eventsOfRequest, isOver } from './request-events'
import { leftOutOf, refusalsOf, type Cannot, type LeftOut } from './refusals'
import { Stride } from './stride'

/** How often a journey tells how far it is, in milliseconds of real time. */
const PROGRESS_MS = 100

/** How much further a run is executed to see a request end, in milliseconds, and how far at once. */
const FOLLOW_MS = 5_000
const FOLLOW_STEP_MS = 100

/**
 * How far a run with a store in a thread is executed ahead of what is shown of it, in milliseconds of the run and in events: as far as
 * lets both threads work, and less than anybody who acts or stops there would notice.
 */
const LEAD_MS = 10
const LEAD_EVENTS = 1_000

const NO_LIMIT = { eventsMax: Infinity, wallMs: Infinity }

/** One run with its folds. */
export class Execution {
  private readonly engine: Engine
  private readonly frames: Frames
  private readonly stride = new Stride()
  /** How the run was watched last. */
  private speed = 1
  private stopAt: AdvanceRequest['stop']['at'] = []
  /** True if a store works in a thread of its own, so that running ahead gains time. */
  mayLead = false
  /** How many events that is, as busy as the run was last. */
  private lead = 0
  /** When the next keyframe is due. */
  private keyframeMs = KEYFRAME_MS

  constructor(engine: Engine) {
    this.engine = engine
    this.frames = new Frames(engine)
  }

  /** Adds a reader, before the run goes on. */
  observe(observer: Observer): void {
    this.engine.observe(observer)
  }

  /** Goes on, and tells where the run stands then and what of the way is to be kept. */
  async advance({ untilMs, eventsMax, wallMs, speed, stop }: AdvanceRequest): Promise<Advance> {
    const { engine, frames } = this
    engine.stopAt = stop.at
    this.stopAt = stop.at
    this.speed = speed
    const deadline = performance.now() + wallMs
    const isStopped = () =>
      engine.violations.slice(stop.after).some(({ invariant }) => stop.at === 'any' || stop.at.includes(invariant))
    const keyframes: Keyframe[] = []
    const from = { ms: engine.nowMs, events: engine.foldedEvents }
    // Who goes on by a few events looks at each of them.
    engine.leadMax = this.mayLead && eventsMax > LEAD_EVENTS ? this.lead : 0
    // The clock of a run stands on its grid only: it never gets to a time between two steps of it.
    const atMs = (Math.floor((untilMs * 1000) / GRID_US + 1e-6) * GRID_US) / 1000
    for (let eventsLeft = eventsMax; eventsLeft > 0 && !isStopped();) {
      const { foldedEvents } = engine
      await this.stride.take((events) => engine.advance(Math.min(untilMs, this.keyframeMs), events), eventsLeft)
      eventsLeft -= engine.foldedEvents - foldedEvents
      if (this.isKeyframeDue() || engine.ended) {
        keyframes.push(frames.keyframe())
        this.keyframeMs = nextKeyframeMs(engine.nowMs)
      }
      if (engine.ended || (engine.nowMs >= atMs && this.isThrough)) break
      if (performance.now() >= deadline) break
    }
    const passedMs = engine.nowMs - from.ms
    if (passedMs > 0) this.lead = leadOf(engine.foldedEvents - from.events, passedMs)
    return { frame: frames.take(speed), keyframes }
  }

  /**
   * Executes the run up to a moment of it, as fast as it goes. False if `isWanted` said in between that nobody wants it any
   * more. `progress` hears how far it is, in milliseconds of the run.
   */
  async travel(to: Destination, isWanted: () => boolean, progress: (nowMs: number) => void): Promise<boolean> {
    const { engine } = this
    let toldAt = performance.now()
    while (engine.nowMs < to.atMs || engine.foldedEvents < to.events) {
      const { foldedEvents, nowMs } = engine
      await this.stride.take((events) => engine.advance(to.atMs, events), to.events - foldedEvents)
      if (!isWanted()) return false
      if (engine.foldedEvents === foldedEvents && engine.nowMs === nowMs) break
      if (performance.now() - toldAt < PROGRESS_MS) continue
      toldAt = performance.now()
      progress(engine.nowMs)
      // The kernel's turns come before messages in some browsers: without this nobody could call the journey off.
      await new Promise((resolve) => setTimeout(resolve))
      if (!isWanted()) return false
    }
    this.keyframeMs = nextKeyframeMs(engine.nowMs)
    return true
  }

  /**
   * Executes the run up to a time, and on until a request is over, at most {@link FOLLOW_MS} further and not beyond `knownMs`. False if
   * nobody wants it any more.
   */
  async follow(
    request: number,
    { atMs, knownMs }: { readonly atMs: number; readonly knownMs: number },
    isWanted: () => boolean,
    progress: (nowMs: number) => void,
  ): Promise<boolean> {
    const { engine } = this
    const events = Number.MAX_SAFE_INTEGER
    const latestMs = Math.min(atMs + FOLLOW_MS, knownMs)
    for (let untilMs = Math.min(atMs, knownMs); untilMs <= latestMs; untilMs += FOLLOW_STEP_MS) {
      if (!(await this.travel({ atMs: untilMs, events }, isWanted, progress))) return false
      if (engine.ended || isOver(this.request(request))) break
    }
    return true
  }

  /** The story of a violation, if it is kept; the messages of its request are, from now on. */
  story({ invariant, event }: ViolationId): Story | null {
    const { engine, frames } = this
    const violation = engine.violations.find((each) => each.invariant === invariant && each.event === event)
    if (violation === undefined) return null
    const { request } = violation.evidence
    if (request !== 0) engine.keep(request)
    const { simulation, run, trace } = engine
    const told = { simulation, run, trace, marks: frames.marksUntil(event) }
    return storyOf(told, violation, request === 0 ? [] : this.request(request))
  }

  /** A request like another one that ended well; null if there is none. */
  ordinary(id: number, query: OrdinaryQuery): Json[] | null {
    const found = ordinaryLike(this.engine.trace, id, query)
    return found === 0 ? null : this.request(found)
  }

  /** Keeps all messages of one request, from now on. */
  keep(request: number): void {
    this.engine.keep(request)
  }

  /** The moment at event `n` of the past, or null if too much of the trace is gone to tell. */
  back(n: number, base: Base): Refolded | null {
    return this.frames.back(n, base)
  }

  /** A keyframe holds all of its instant. */
  private isKeyframeDue(): boolean {
    return this.engine.nowMs >= this.keyframeMs && this.isThrough
  }

  /** False while readers have stopped in the middle of an instant, for the number of events. */
  private get isThrough(): boolean {
    return this.engine.foldedEvents === this.engine.trace.length
  }

  /** Where the run stands, with what is new in its annals: all of them, the first time. */
  frame(): Frame {
    return this.frames.take(this.speed)
  }

  /** Where the run stands, for one who has its annals. */
  here(): Snapshot {
    return this.frames.here()
  }

  /** Whether a box stands on a real store. */
  isLive(box: string): boolean {
    return this.engine.isLive(box)
  }

  /** True once the run has come to its end. */
  get isOver(): boolean {
    return this.engine.ended
  }

  /** What the run has come to, for its recording. */
  reached(): Reached {
    const { run, trace, nowMs } = this.engine
    return { run, traceHash: trace.hash, events: trace.length, endMs: nowMs }
  }

  /** Does something to a box or an arrow now, goes on until it is done, and tells what the box had to show. */
  async inject(act: Act): Promise<Injected> {
    const { engine } = this
    const shown = (await engine.inject(act)) ?? null
    const { atMs } = engine.run.actions.at(-1)!
    const stop = { at: this.stopAt, after: engine.violations.length }
    return { shown, ...(await this.advance({ ...NO_LIMIT, untilMs: atMs, speed: this.speed, stop })) }
  }

  /** What cannot be done to the real servers that the run stands on, and what the run is to do of that. */
  refusals(): { readonly cannot: Cannot; readonly leftOut: readonly LeftOut[] } {
    return { cannot: refusalsOf(this.engine), leftOut: leftOutOf(this.engine) }
  }

  /** A page of a box's state. */
  inspect(box: string, instance: number, query: InspectQuery): Promise<Json> {
    return this.engine.inspect(box, instance, query)
  }

  /** Everything still known of one request, event by event, with the calls that carried something of it among other things. */
  request(id: number): Json[] {
    const { trace, simulation } = this.engine
    return eventsOfRequest(trace, simulation.reading, id)
  }

  /** Looks for events up to where the readers have come. */
  events(query: EventQuery): EventPage {
    const { trace, foldedEvents } = this.engine
    return findEvents(trace, { ...query, upTo: Math.min(query.upTo, foldedEvents) })
  }
}

/** How many events a run is ahead that has had so many in so many milliseconds. */
function leadOf(events: number, ms: number): number {
  return Math.min(LEAD_EVENTS, Math.floor((events / ms) * LEAD_MS))
}

function nextKeyframeMs(nowMs: number): number {
  return (Math.floor(nowMs / KEYFRAME_MS + 1e-9) + 1) * KEYFRAME_MS
}

/** Boots a run. */
export async function openExecution(simulation: AnySimulation, run: Run, host: Host): Promise<Execution> {
  return new Execution(await createEngine(simulation, run, host))
}
