/** A frame: everything the view draws at one moment, folded from the trace. It is plain data and crosses to the page. */
import type { Engine, Verdict } from '~/kernel/engine'
import { arrowName } from '~/kernel/diagram'
import type { BoxFigures, BoxLine } from '~/kernel/simulation'
import type { Tone } from '~/kernel/tone'
import type { Run } from '~/kernel/run'
import { verbsOf } from '~/kernel/action'
import { Figures, type ArrowFigures } from './figures'
import { Flights, type Flight, type Outcome } from './flights'
import { COLUMN_MS, Timeline, type Column, type Mark } from './timeline'

/** Why a box or arrow is not well, on a small badge. */
export interface Badge {
  readonly text: string
  readonly by: 'scenario' | 'you'
  readonly sinceMs: number
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

/** One moment of a run. */
export interface Frame {
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
  readonly flights: readonly Flight[]
  readonly outcomes: readonly Outcome[]
  readonly timeline: { readonly first: number; readonly columns: readonly Column[]; readonly columnMs: number }
  readonly marks: readonly Mark[]
  readonly verdicts: readonly Verdict[]
  /** Times in milliseconds at which invariants were violated, by invariant; at most a hundred each. */
  readonly violationTimes: Readonly<Record<string, readonly number[]>>
  /** How many violations are kept in all. */
  readonly violationCount: number
}

const SPARK_STEP_MS = 200
const SPARK_LENGTH = 30

/** Reads an engine's trace and makes frames of it. */
export class Frames {
  private readonly engine: Engine
  private readonly figures: Figures
  private readonly flights: Flights
  private readonly timeline: Timeline
  private readonly sparks = new Map<string, number[]>()
  private sparkedMs = 0
  private columnsSent = 0

  constructor(engine: Engine) {
    this.engine = engine
    const { diagram, reading } = engine.simulation
    this.figures = new Figures(Object.keys(diagram.boxes), diagram.arrows.map(arrowName), reading)
    this.flights = new Flights(
      diagram.arrows.map((arrow) => ({ name: arrowName(arrow), tone: arrow.tone ?? 'allowed' })),
    )
    this.timeline = new Timeline(reading)
    for (const box of Object.keys(diagram.boxes)) this.sparks.set(box, [])
    engine.observe(this.figures)
    engine.observe(this.flights)
    engine.observe(this.timeline)
  }

  /** The moment the engine's readers have reached. `speed` is virtual seconds per second of watching. */
  take(speed: number): Frame {
    const { engine } = this
    const { diagram } = engine.simulation
    const { nowMs } = engine
    const boxes = this.boxFrames(nowMs)
    this.sampleRate(speed, nowMs)
    const columns = this.timeline.since(Math.max(0, this.columnsSent - 1))
    this.columnsSent = columns.first + columns.columns.length
    const violationTimes: Record<string, number[]> = {}
    for (const { invariant, atMs } of engine.violations) (violationTimes[invariant] ??= []).push(atMs)
    return {
      run: engine.run,
      nowMs,
      durationMs: engine.durationMs,
      totalMs: engine.totalMs,
      settling: engine.settling,
      ended: engine.ended,
      events: engine.foldedEvents,
      hash: engine.trace.hash,
      boxes,
      arrows: Object.fromEntries(diagram.arrows.map((arrow) => [arrowName(arrow), this.arrowFrame(arrow, nowMs)])),
      oneDotIs: this.flights.oneDotIs,
      ...this.flights.take(),
      timeline: { ...columns, columnMs: COLUMN_MS },
      marks: [...this.timeline.marks],
      verdicts: engine.verdicts(),
      violationTimes,
      violationCount: engine.violations.length,
    }
  }

  private boxFrames(nowMs: number): Record<string, BoxFrame> {
    const { reading, diagram } = this.engine.simulation
    const isSparkDue = nowMs - this.sparkedMs >= SPARK_STEP_MS
    if (isSparkDue) this.sparkedMs = nowMs
    return Object.fromEntries(
      Object.keys(diagram.boxes).map((box) => {
        const figures = this.figures.box(box, nowMs)
        const spark = this.sparks.get(box)!
        if (isSparkDue) {
          spark.push(Math.max(figures.receivedRate, figures.sentRate))
          if (spark.length > SPARK_LENGTH) spark.shift()
        }
        const badges = this.badges((mark) => mark.action.target.kind === 'box' && mark.action.target.box === box)
        return [box, { line: reading.line(box, figures), figures, badges, spark: [...spark] }]
      }),
    )
  }

  private arrowFrame(arrow: { from: string; to: string; tone?: Tone }, nowMs: number): ArrowFrame {
    const figures = this.figures.arrow(arrowName(arrow), nowMs)
    const badges = this.badges(
      ({ action: { target } }) => target.kind === 'arrow' && target.from === arrow.from && target.to === arrow.to,
    )
    const worst = figures.rate === 0 ? 0 : figures.rate * 0.05
    const tone: Tone =
      figures.unknownRate > worst ? 'unknown' : figures.failRate > worst ? 'failed' : (arrow.tone ?? 'allowed')
    return { figures, tone, badges }
  }

  private badges(concerns: (mark: Mark) => boolean): Badge[] {
    const { simulation } = this.engine
    return this.timeline.marks
      .filter((mark) => mark.untilMs === null && concerns(mark))
      .map(({ action, by, fromMs }) => {
        const vocabulary = { diagram: simulation.diagram, verbs: simulation.verbs as Record<string, never> }
        const verb = verbsOf(vocabulary, action.target).find((each) => each.verb === action.verb)!
        const instance = action.target.kind === 'box' ? action.target.instance : action.target.fromInstance
        const which = instance === undefined ? '' : ` #${instance}`
        const amount = verb.value?.kind === 'number' ? ` ${action.value} ${verb.value.unit}` : ''
        return { text: `${verb.badge ?? verb.label}${which}${amount}`, by, sinceMs: fromMs }
      })
  }

  private sampleRate(speed: number, nowMs: number): void {
    const starters = Object.keys(this.engine.simulation.diagram.boxes)
      .map((box) => this.figures.box(box, nowMs))
      .filter((figures) => figures.receivedRate === 0)
    const rate = starters.reduce((sum, figures) => sum + figures.sentRate, 0)
    this.flights.sample(rate * speed)
  }
}
