/** One run on this side of the wall: the engine with its folds, asked by the page (through a worker) or by a program. */
import { formatAction, type Action } from '~/kernel/action'
import type { InspectQuery } from '~/kernel/component'
import { createEngine, type Engine, type Host } from '~/kernel/engine'
import type { Json } from '~/kernel/json'
import type { Run } from '~/kernel/run'
import type { CodeFile } from '~/kernel/inspector'
import type { AnySimulation } from '~/kernel/simulation'
import type { Verb } from '~/kernel/verb'
import { createEventBuffer, toPlainEvent } from '~/kernel/trace'
import { Frames, KEYFRAME_MS, type Base, type Frame, type Keyframe, type Moment } from '~/projections/frame'
import { findEvents, type EventPage, type EventQuery } from './event-query'
import { describeSimulation, type SimulationDescription } from './describe'
import { Stride } from './stride'

/** How far to go for the next frame. */
export interface AdvanceRequest {
  readonly untilMs: number
  /** At most so many trace events. */
  readonly eventsMax: number
  /** At most so many milliseconds of real time; what is not reached stays for the next frame. */
  readonly wallMs: number
  /** Virtual seconds per second of watching, to choose how many dots stand for how many requests. */
  readonly speed: number
  /**
   * Stop where one of these invariants is first violated, or any, not counting violations up to number `after`: those that
   * whoever asks has seen. A question asked before its asker saw a violation does not go beyond it.
   */
  readonly stop: { readonly at: 'any' | readonly string[]; readonly after: number }
}

/** Where a run got to. */
export interface Advance {
  readonly frame: Frame
  /** Keyframes on the way. */
  readonly keyframes: readonly Keyframe[]
}

/** A moment of a run: a number of events, all of them at or before a time. */
export interface Destination {
  readonly atMs: number
  readonly events: number
}

/** How often a journey tells how far it is, in milliseconds of real time. */
const PROGRESS_MS = 100
/** How many events of one request are told at most. */
const REQUEST_EVENTS_MAX = 2_000

/** One run with its folds. */
export class Session {
  private readonly engine: Engine
  private readonly frames: Frames
  private readonly stride = new Stride()

  constructor(engine: Engine) {
    this.engine = engine
    this.frames = new Frames(engine)
  }

  /** Goes on, and tells where the run stands then and what of the way is to be kept. */
  async advance({ untilMs, eventsMax, wallMs, speed, stop }: AdvanceRequest): Promise<Advance> {
    const { engine, frames } = this
    engine.stopAt = stop.at
    const deadline = performance.now() + wallMs
    const isStopped = () =>
      engine.violations.slice(stop.after).some(({ invariant }) => stop.at === 'any' || stop.at.includes(invariant))
    const keyframes: Keyframe[] = []
    for (let eventsLeft = eventsMax; eventsLeft > 0 && !isStopped();) {
      const { foldedEvents, nowMs } = engine
      const keyMs = (Math.floor(nowMs / KEYFRAME_MS + 1e-9) + 1) * KEYFRAME_MS
      await this.stride.take((events) => engine.advance(Math.min(untilMs, keyMs), events), eventsLeft)
      eventsLeft -= engine.foldedEvents - foldedEvents
      if (engine.nowMs >= keyMs || engine.ended) keyframes.push(frames.keyframe())
      if (engine.ended || (engine.foldedEvents === foldedEvents && engine.nowMs >= untilMs)) break
      if (performance.now() >= deadline) break
    }
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
    }
    return true
  }

  /** Keeps all messages of one request, from now on. */
  keep(request: number): void {
    this.engine.keptRequest = request
  }

  /** The moment at event `n` of the past, or null if too much of the trace is gone to tell. */
  back(n: number, base: Base): Moment | null {
    return this.frames.back(n, base)
  }

  /** Where the run stands, without going on. */
  frame(): Frame {
    return this.frames.take(1)
  }

  /** Does something to a box or an arrow now; tells the action as it was recorded and what the box had to show. */
  async inject(
    action: Omit<Action, 'atMs' | 'untilMs'> & { forMs?: number },
  ): Promise<{ recorded: string; shown: Json }> {
    const shown = await this.engine.inject(action)
    return { recorded: formatAction(this.engine.run.actions.at(-1)!), shown: shown ?? null }
  }

  /** A page of a box's state. */
  inspect(box: string, instance: number, query: InspectQuery): Promise<Json> {
    return this.engine.inspect(box, instance, query)
  }

  /** Everything still known of one request, event by event. */
  request(id: number): Json[] {
    const { trace } = this.engine
    const event = createEventBuffer()
    return trace.eventsOf(id, REQUEST_EVENTS_MAX).map((n) => {
      trace.read(n, event)
      return toPlainEvent(event)
    })
  }

  /** Looks for events up to where the readers have come. */
  events(query: EventQuery): EventPage {
    const { trace, foldedEvents } = this.engine
    return findEvents(trace, { ...query, upTo: Math.min(query.upTo, foldedEvents) })
  }
}

/** What a page needs to know of a simulation without having its code. */
export type { SimulationDescription, CodeFile, Verb, EventPage, EventQuery }

/** Boots a run. */
export async function openSession(simulation: AnySimulation, run: Run, host: Host): Promise<Session> {
  return new Session(await createEngine(simulation, run, host))
}

export { describeSimulation }
