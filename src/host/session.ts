/** One run on this side of the wall: the engine with its folds, asked by the page (through a worker) or by a program. */
import { formatAction, type Action } from '~/kernel/action'
import type { InspectQuery } from '~/kernel/component'
import { createEngine, type Engine, type Host } from '~/kernel/engine'
import type { Json } from '~/kernel/json'
import type { Run } from '~/kernel/run'
import type { AnySimulation, CodeFile } from '~/kernel/simulation'
import type { Verb } from '~/kernel/verb'
import { createEventBuffer, toPlainEvent } from '~/kernel/trace'
import { Frames, type Frame } from '~/projections/frame'
import { describeSimulation, type SimulationDescription } from './describe'

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

/** How many events are executed between two looks at the clock of the wall. */
const EVENTS_PER_LOOK = 2_000
/** How many events of one request are told at most. */
const REQUEST_EVENTS_MAX = 2_000
/** How far back the latest events of a box or an arrow are looked for. */
const RECENT_EVENTS_SCANNED = 150_000

/** One run with its folds. */
export class Session {
  private readonly engine: Engine
  private readonly frames: Frames

  constructor(engine: Engine) {
    this.engine = engine
    this.frames = new Frames(engine)
  }

  /** Goes on and tells where the run stands then. */
  async advance({ untilMs, eventsMax, wallMs, speed, stop }: AdvanceRequest): Promise<Frame> {
    const { engine } = this
    engine.stopAt = stop.at
    const deadline = performance.now() + wallMs
    const isStopped = () =>
      engine.violations.slice(stop.after).some(({ invariant }) => stop.at === 'any' || stop.at.includes(invariant))
    for (let eventsLeft = eventsMax; eventsLeft > 0 && !isStopped();) {
      const before = engine.foldedEvents
      await engine.advance(untilMs, Math.min(eventsLeft, EVENTS_PER_LOOK))
      const done = engine.foldedEvents - before
      eventsLeft -= done
      if (done === 0 || performance.now() >= deadline) break
    }
    return this.frames.take(speed)
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

  /** The latest facts of a box and what was done to it, or the latest messages on an arrow, newest first. */
  recent(of: { readonly box: string } | { readonly arrow: string }, countMax: number): Json[] {
    const { trace, foldedEvents } = this.engine
    const event = createEventBuffer()
    const found: Json[] = []
    const oldest = Math.max(trace.firstHeld, foldedEvents - RECENT_EVENTS_SCANNED)
    for (let n = foldedEvents; n >= oldest && found.length < countMax; n--) {
      trace.read(n, event)
      const isMeant = 'box' in of ? event.node === of.box && event.op === 0 : event.arrow === of.arrow
      if (isMeant) found.push(toPlainEvent(event))
    }
    return found
  }
}

/** What a page needs to know of a simulation without having its code. */
export type { SimulationDescription, CodeFile, Verb }

/** Boots a run. */
export async function openSession(simulation: AnySimulation, run: Run, host: Host): Promise<Session> {
  return new Session(await createEngine(simulation, run, host))
}

export { describeSimulation }
