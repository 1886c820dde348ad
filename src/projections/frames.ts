/** Reads an engine's trace and makes frames of it. */
import { arrowName } from '~/kernel/arrow'
import type { Engine, Verdict } from '~/kernel/engine'
import { createEventBuffer } from '~/kernel/trace'
import type { News } from './annals'
import { Bodies } from './bodies'
import { Chronicle } from './chronicle'
import { Figures } from './figures'
import { Flights, type Sampled } from './flights'
import type { Base, Frame, Keyframe, Parts, Snapshot } from './frame'
import { Marks, marksAt, type Mark } from './marks'
import { partsOf } from './parts'
import type { Refolded } from './refolded'
import { Sparks } from './sparks'
import { States } from './states'
import { Timeline } from './timeline'

const NO_SAMPLES: Sampled = { flights: [], outcomes: [] }

/** What is computed once for each moment, however often that is told. */
interface Folded extends Parts {
  readonly verdicts: readonly Verdict[]
}

/** The folds of one engine. */
export class Frames {
  private readonly engine: Engine
  private readonly figures: Figures
  private readonly sparks: Sparks
  private readonly flights: Flights
  private readonly timeline: Timeline
  private readonly marks = new Marks()
  private readonly states: States
  private readonly bodies: Bodies
  private readonly chronicle = new Chronicle()
  /** How many acts were known before anything was done to the run. */
  private readonly given: number
  /** How much of the annals was told; null before anything was. */
  private told: Told | null = null
  private latest: { readonly nowMs: number; readonly events: number; readonly folded: Folded } | null = null

  constructor(engine: Engine) {
    this.engine = engine
    this.given = engine.run.actions.length
    const { diagram, reading } = engine.simulation
    this.figures = new Figures(diagram, reading)
    this.sparks = new Sparks(this.figures, Object.keys(diagram.boxes))
    this.flights = new Flights(
      diagram.arrows.map((arrow) => ({
        name: arrowName(arrow),
        tone: arrow.tone ?? 'allowed',
        isPulled: arrow.pulledBy !== undefined,
      })),
      reading.carries,
    )
    this.timeline = new Timeline(reading)
    this.states = new States(reading.states, diagram)
    this.bodies = new Bodies(reading.bodies)
    const { sparks, figures, flights, timeline, marks, states, bodies, chronicle } = this
    const folds = [sparks, figures, flights, timeline, marks, states, bodies, chronicle]
    for (const fold of folds) engine.observe(fold)
  }

  /** The moment the engine's readers have reached, with what is new. `speed` is virtual seconds per second of watching. */
  take(speed: number): Frame {
    this.sampleRate(speed)
    return { ...this.snapshot(this.flights.take('view')), news: this.news() }
  }

  /** The same moment, to be kept. */
  keyframe(): Keyframe {
    const happenings = this.chronicle.take(this.engine.trace)
    return { ...this.snapshot(this.flights.take('keyframe')), happenings }
  }

  /** The same moment, for one who knows its annals. */
  here(): Snapshot {
    return this.snapshot(NO_SAMPLES)
  }

  /**
   * The moment at event `n` of the past: figures are folded anew from the events after `base`, which lies more than the second
   * before that they cover. Null if the trace has let go of some of them.
   */
  back(n: number, base: Base): Refolded | null {
    const { engine, marks, states } = this
    const { trace, simulation } = engine
    if (base.events + 1 < trace.firstHeld || n > engine.foldedEvents) return null
    const event = createEventBuffer()
    const figures = new Figures(simulation.diagram, simulation.reading)
    figures.seed(base)
    const bodies = new Bodies(simulation.reading.bodies)
    bodies.seed(base.bodies)
    for (let each = base.events + 1; each <= n; each++) {
      trace.read(each, event)
      figures.step(event)
      bodies.step(event)
    }
    const parts = partsOf(simulation, {
      nowMs: event.t,
      figures,
      bodies,
      inForce: marksAt(marks.begun, marks.ended, n).filter(({ untilMs }) => untilMs === null),
      statesOf: (box) => states.at(n, box),
    })
    return { ...parts, nowMs: event.t, events: n, settling: event.t >= engine.durationMs }
  }

  /** What was done to the run up to event `n`, in the order of the trace. */
  marksUntil(n: number): readonly Mark[] {
    return marksAt(this.marks.begun, this.marks.ended, n)
  }

  private snapshot(sampled: Sampled): Snapshot {
    const { engine, flights } = this
    return {
      ...this.folded(),
      ...sampled,
      nowMs: engine.nowMs,
      durationMs: engine.durationMs,
      totalMs: engine.totalMs,
      settling: engine.settling,
      ended: engine.ended,
      events: engine.foldedEvents,
      hash: engine.trace.hash,
      oneDotIs: flights.oneDotIs,
      violationCount: engine.violations.length,
    }
  }

  private folded(): Folded {
    const { engine, figures, bodies, marks, states, latest } = this
    const { nowMs, foldedEvents: events } = engine
    if (latest?.nowMs === nowMs && latest.events === events) return latest.folded
    const facts = { nowMs, figures, bodies, inForce: marks.inForce, statesOf: (box: string) => states.of(box) }
    const folded = { ...partsOf(engine.simulation, facts), verdicts: engine.verdicts() }
    this.latest = { nowMs, events, folded }
    return folded
  }

  private news(): News {
    const { engine, timeline, sparks, marks, states, told } = this
    sparks.goOn(engine.nowMs)
    const { run, violations } = engine
    const fresh = states.take()
    const from = told ?? NOTHING_TOLD
    this.told = {
      columns: timeline.end,
      samples: sparks.end,
      begun: marks.begun.length,
      ended: marks.ended.length,
      violations: violations.length,
      acts: run.actions.length - this.given,
    }
    return {
      run: told === null ? { ...run, actions: run.actions.slice(0, this.given) } : null,
      // The last one that was told may have been growing.
      columns: timeline.since(Math.max(0, from.columns - 1)),
      samples: sparks.since(from.samples),
      begun: marks.begun.slice(from.begun),
      ended: marks.ended.slice(from.ended),
      states: told === null ? states.all.slice() : fresh,
      violations: violations.slice(from.violations),
      acts: run.actions.slice(this.given + from.acts),
    }
  }

  private sampleRate(speed: number): void {
    const starters = Object.values(this.folded().boxes)
      .map(({ figures }) => figures)
      .filter((figures) => figures.receivedRate === 0)
    const rate = starters.reduce((sum, figures) => sum + figures.sentRate, 0)
    this.flights.sample(rate, speed)
  }
}

/** How many of each were told. */
interface Told {
  readonly columns: number
  readonly samples: number
  readonly begun: number
  readonly ended: number
  readonly violations: number
  readonly acts: number
}

const NOTHING_TOLD: Told = { columns: 0, samples: 0, begun: 0, ended: 0, violations: 0, acts: 0 }
