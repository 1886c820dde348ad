/** A frame: everything the view draws at one moment, folded from the trace. It is plain data and crosses to the page. */
import type { Engine, Verdict } from '~/kernel/engine'
import { arrowName } from '~/kernel/arrow'
import type { BoxFigures, BoxLine } from '~/kernel/reading'
import { vocabularyOf } from '~/kernel/simulation'
import type { Tone } from '~/kernel/tone'
import type { Violation } from '~/kernel/invariant'
import { createEventBuffer } from '~/kernel/trace'
import type { Run } from '~/kernel/run'
import { verbOf } from '~/kernel/action'
import { Chronicle, type Happening } from './chronicle'
import { Figures, type ArrowFigures, type Seed } from './figures'
import { Flights, type Flight, type Outcome } from './flights'
import { States, statesOf, type StateChange } from './states'
import { COLUMN_MS, Timeline, type Column, type Mark } from './timeline'

/** Why a box or arrow is not well, on a small badge. */
export interface Badge {
  readonly text: string
  readonly by: 'scenario' | 'you'
  readonly sinceMs: number
  /** True if it is a level of load, which is no fault. */
  readonly isLoad?: true
}

/** One box at one moment. */
export interface BoxFrame {
  readonly line: BoxLine
  readonly figures: BoxFigures
  readonly badges: readonly Badge[]
  /** The last 30 samples of the box's main rate, one each 200 ms, for the sparkline. */
  readonly spark: readonly number[]
}

/** One arrow at one moment. */
export interface ArrowFrame {
  readonly figures: ArrowFigures
  readonly tone: Tone
  readonly badges: readonly Badge[]
}

/** One moment of a run, as far as it is drawn. */
export interface Moment {
  readonly run: Run
  readonly nowMs: number
  readonly durationMs: number
  readonly totalMs: number
  readonly settling: boolean
  readonly ended: boolean
  /** Trace events so far. */
  readonly events: number
  /** Trace hash so far, over everything executed. */
  readonly hash: string
  readonly boxes: Readonly<Record<string, BoxFrame>>
  readonly arrows: Readonly<Record<string, ArrowFrame>>
  readonly oneDotIs: number
  /** Samples that left since the moment before. */
  readonly flights: readonly Flight[]
  readonly outcomes: readonly Outcome[]
  readonly marks: readonly Mark[]
  /** Every change of state of every process that has states, oldest first. */
  readonly states: readonly StateChange[]
  readonly verdicts: readonly Verdict[]
  /** Times in milliseconds at which invariants were violated, by invariant; at most a hundred each. */
  readonly violationTimes: Readonly<Record<string, readonly number[]>>
  /** How many violations are kept in all. */
  readonly violationCount: number
}

/** The moment that a run has reached. */
export interface Frame extends Moment {
  readonly timeline: { readonly first: number; readonly columns: readonly Column[]; readonly columnMs: number }
}

/** A moment that is kept, so that one can go back to it: they lie {@link KEYFRAME_MS} apart. */
export interface Keyframe extends Moment {
  /** What happened since the keyframe before. */
  readonly happenings: readonly Happening[]
}

/** Virtual time between two keyframes in milliseconds. */
export const KEYFRAME_MS = 100

/** A moment to fold on from: its number of events, requests in work and gauges by box. */
export interface Base extends Seed {
  readonly events: number
}

/** The base that a moment is. */
export function baseFrom({ events, boxes }: Pick<Moment, 'events' | 'boxes'>): Base {
  const of = <Part>(part: (figures: BoxFigures) => Part) =>
    Object.fromEntries(Object.entries(boxes).map(([box, { figures }]) => [box, part(figures)]))
  return { events, inFlight: of(({ inFlight }) => inFlight), gauges: of(({ gauges }) => gauges) }
}

/** How far before a moment its base must lie at least, in milliseconds: the second that figures cover, and the calls in it. */
export const BASE_MS = 1200

interface Folded {
  readonly nowMs: number
  readonly figures: Figures
  readonly marks: readonly Mark[]
  readonly violations: readonly Violation[]
  readonly verdicts: readonly Verdict[]
}

/** Faults that stop a box as a whole: whatever its last second was like, it is not well. */
const STOPPING: readonly string[] = ['crash', 'freeze']

const NONE_YET = { first: null, worst: null } as const

const SPARK_STEP_MS = 200
const SPARK_LENGTH = 30

/** Reads an engine's trace and makes frames of it. */
export class Frames {
  private readonly engine: Engine
  private readonly figures: Figures
  private readonly flights: Flights
  private readonly timeline: Timeline
  private readonly states: States
  private readonly chronicle = new Chronicle()
  private readonly sparks = new Map<string, number[]>()
  private sparkedMs = 0
  private columnsSent = 0

  constructor(engine: Engine) {
    this.engine = engine
    const { diagram, reading } = engine.simulation
    this.figures = this.newFigures()
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
    for (const box of Object.keys(diagram.boxes)) this.sparks.set(box, [])
    engine.observe(this.figures)
    engine.observe(this.flights)
    engine.observe(this.timeline)
    engine.observe(this.states)
    engine.observe(this.chronicle)
  }

  /** The moment the engine's readers have reached. `speed` is virtual seconds per second of watching. */
  take(speed: number): Frame {
    this.sampleRate(speed, this.engine.nowMs)
    const columns = this.timeline.since(Math.max(0, this.columnsSent - 1))
    this.columnsSent = columns.first + columns.columns.length
    return { ...this.moment(), ...this.flights.take('view'), timeline: { ...columns, columnMs: COLUMN_MS } }
  }

  /** The same moment, to be kept. */
  keyframe(): Keyframe {
    const happenings = this.chronicle.take(this.engine.trace)
    return { ...this.moment(), ...this.flights.take('keyframe'), happenings }
  }

  /**
   * The moment at event `n` of the past: figures are folded anew from the events after `base`, which lies more than the second
   * before that they cover. Null if the trace has let go of some of them.
   */
  back(n: number, base: Base): Moment | null {
    const { engine } = this
    const { trace } = engine
    if (base.events + 1 < trace.firstHeld || n > engine.foldedEvents) return null
    const event = createEventBuffer()
    const figures = this.newFigures()
    figures.seed(base)
    for (let each = base.events + 1; each <= n; each++) {
      trace.read(each, event)
      figures.step(event)
    }
    const marks = this.timeline.marks
      .filter(({ fromMs }) => fromMs <= event.t)
      .map((mark) => (mark.untilMs !== null && mark.untilMs > event.t ? { ...mark, untilMs: null } : mark))
    const violations = engine.violations.filter((violation) => violation.event <= n)
    const verdicts = engine.verdicts().map((verdict) => {
      const count = violations.filter(({ invariant }) => invariant === verdict.id).length
      // Violations beyond those kept are known by their number only, and that only for now.
      const isWhole = count === engine.violations.filter(({ invariant }) => invariant === verdict.id).length
      return isWhole ? verdict : { ...verdict, held: count === 0, violations: count, ...(count === 0 ? NONE_YET : {}) }
    })
    return {
      ...this.picture({ nowMs: event.t, figures, marks, violations, verdicts }),
      settling: event.t >= engine.durationMs,
      ended: false,
      events: n,
      hash: '',
      flights: [],
      outcomes: [],
    }
  }

  private newFigures(): Figures {
    const { diagram, reading } = this.engine.simulation
    return new Figures(diagram, reading)
  }

  private moment(): Omit<Moment, 'flights' | 'outcomes'> {
    const { engine, figures } = this
    const { nowMs, violations } = engine
    this.keepSparks(nowMs)
    return {
      ...this.picture({ nowMs, figures, marks: this.timeline.marks, violations, verdicts: engine.verdicts() }),
      settling: engine.settling,
      ended: engine.ended,
      events: engine.foldedEvents,
      hash: engine.trace.hash,
    }
  }

  private picture({ nowMs, figures, marks, violations, verdicts }: Folded) {
    const { engine } = this
    const { diagram, reading } = engine.simulation
    const states = this.states.until(nowMs)
    const badges = (concerns: (mark: Mark) => boolean) =>
      marks.filter((mark) => mark.untilMs === null && concerns(mark)).map((mark) => this.badge(mark))
    const boxes = Object.keys(diagram.boxes).map((box): [string, BoxFrame] => {
      const own = figures.box(box, nowMs)
      const isOn = ({ action: { target } }: Mark) => target.kind === 'box' && target.box === box
      const spark = [...this.sparks.get(box)!]
      const line = reading.line(box, own, statesOf(states, box))
      const gone = marks.find((mark) => mark.untilMs === null && isOn(mark) && isStopping(mark))
      return [box, { line: lineOf(line, gone), figures: own, badges: badges(isOn), spark }]
    })
    const arrows = diagram.arrows.map((arrow): [string, ArrowFrame] => {
      const own = figures.arrow(arrowName(arrow), nowMs)
      const isOn = ({ action: { target } }: Mark) =>
        target.kind === 'arrow' && target.from === arrow.from && target.to === arrow.to
      return [arrowName(arrow), { figures: own, tone: toneOf(own, arrow.tone), badges: badges(isOn) }]
    })
    const violationTimes: Record<string, number[]> = {}
    for (const { invariant, atMs } of violations) (violationTimes[invariant] ??= []).push(atMs)
    return {
      run: engine.run,
      nowMs,
      durationMs: engine.durationMs,
      totalMs: engine.totalMs,
      boxes: Object.fromEntries(boxes),
      arrows: Object.fromEntries(arrows),
      oneDotIs: this.flights.oneDotIs,
      marks: [...marks],
      states,
      verdicts,
      violationTimes,
      violationCount: violations.length,
    }
  }

  private keepSparks(nowMs: number): void {
    if (nowMs - this.sparkedMs < SPARK_STEP_MS) return
    this.sparkedMs = nowMs
    for (const [box, spark] of this.sparks) {
      const { receivedRate, sentRate } = this.figures.box(box, nowMs)
      spark.push(Math.max(receivedRate, sentRate))
      if (spark.length > SPARK_LENGTH) spark.shift()
    }
  }

  private badge({ action, by, fromMs }: Mark): Badge {
    const verb = verbOf(vocabularyOf(this.engine.simulation), action)
    const instance = action.target.kind === 'box' ? action.target.instance : action.target.fromInstance
    const which = instance === undefined ? '' : ` #${instance}`
    const amount = verb.value?.kind === 'number' ? ` ${action.value} ${verb.value.unit}` : ''
    return {
      text: `${verb.badge ?? verb.label}${which}${amount}`,
      by,
      sinceMs: fromMs,
      ...(verb.isLoad === true ? { isLoad: true as const } : {}),
    }
  }

  private sampleRate(speed: number, nowMs: number): void {
    const starters = Object.keys(this.engine.simulation.diagram.boxes)
      .map((box) => this.figures.box(box, nowMs))
      .filter((figures) => figures.receivedRate === 0)
    const rate = starters.reduce((sum, figures) => sum + figures.sentRate, 0)
    this.flights.sample(rate * speed)
  }
}

/** The line of a box, unless it is gone as a whole: then its last second says nothing of it. */
function lineOf(line: BoxLine, gone: Mark | undefined): BoxLine {
  if (gone === undefined) return line
  return { text: gone.action.verb === 'crash' ? 'down' : line.text, tone: 'failed' }
}

function isStopping({ action: { verb, target } }: Mark): boolean {
  return STOPPING.includes(verb) && target.kind === 'box' && target.instance === undefined
}

function toneOf({ rate, unknownRate, failRate }: ArrowFigures, drawn: Tone = 'allowed'): Tone {
  const worst = rate === 0 ? 0 : rate * 0.05
  return unknownRate > worst ? 'unknown' : failRate > worst ? 'failed' : drawn
}
