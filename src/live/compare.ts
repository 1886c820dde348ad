/** Two worlds: one run in the engine, under virtual time, and the same run on live stores, in real time, side by side. */
import { LIVE_ACT_FACT } from '~/kernel/live'
import type { Run } from '~/kernel/run'
import type { AnySimulation } from '~/kernel/simulation'
import type { TraceEvent } from '~/kernel/trace'
import { arrowName, endsOf } from '~/kernel/arrow'
import type { AnyDiagram } from '~/kernel/diagram'
import { runToEnd, type RunOptions, type RunReport } from '~/host/node'
import type { LiveRecording } from '~/host/recording/live-recording'
import type { ArrowFigures, ComparedVerdict, Comparison, LeftOutAct } from '~/host/live/comparison'
import { differencesOf } from './differences'
import type { LiveStack } from './live-stack'

export type { Comparison }

/** A comparison, and what it was made from. */
export interface ComparedRun {
  readonly comparison: Comparison
  readonly recording: LiveRecording
}

/** The machine was so late with the live run that it was given up. */
export class TooLate extends Error {
  override readonly name = 'TooLate'
  readonly lateMs: number

  constructor(lateMs: number) {
    super(`the machine was late by ${Math.round(lateMs)} ms`)
    this.lateMs = lateMs
  }
}

/** How to compare. */
export interface CompareOptions {
  /** Give up when the live run is later than this, in milliseconds. Default: never. */
  readonly lateMsMax?: number
  /** Both runs stop soon after they have violated this invariant. Left out: they go to their ends. */
  readonly until?: string
  /** What the same run came to in the engine, where it is known already. */
  readonly engine?: RunReport
}

/** How much longer a run goes on after the violation that it was to come to, in milliseconds. */
const TELLING_MS = 300

/**
 * Plays a run in both worlds. What is done to stores in it is done to the real ones.
 * @throws {TooLate} if it was given up; Error if a store cannot be reached
 */
export async function compareWorlds(
  simulation: AnySimulation,
  run: Run,
  stack: LiveStack,
  { until, lateMsMax = Infinity, engine: known }: CompareOptions = {},
): Promise<ComparedRun> {
  const how = untilOf(until)
  const engine = known ?? (await runToEnd(simulation, run, how))
  const play = await stack.play(simulation, run)
  const leftOut: LeftOutAct[] = []
  let live: RunReport
  try {
    const note = { step: (event: TraceEvent) => noteLeftOut(event, leftOut) }
    const pace = () => {
      const { maxMs } = play.live.lag
      return maxMs > lateMsMax ? Promise.reject(new TooLate(maxMs)) : Promise.resolve()
    }
    const observers = play.observer === undefined ? [note] : [note, play.observer]
    live = await runToEnd(simulation, run, { ...how, host: play.host, observers, pace })
  } finally {
    await play.end()
  }
  const { traceHash, events, virtualMs: endMs } = live
  const recording = play.recording({ run: live.run, traceHash, events, endMs })
  const comparison = compareReports(simulation, { run, engine, live, recording, leftOut, until })
  return { comparison, recording }
}

/** What a run came to in both worlds. */
export interface BothReports {
  readonly run: Run
  readonly engine: RunReport
  readonly live: RunReport
  readonly recording: Pick<LiveRecording, 'stores' | 'lag'>
  readonly leftOut: readonly LeftOutAct[]
  /** The invariant that both were to come to, if any. */
  readonly until?: string | undefined
}

/** Compares what a run came to. */
export function compareReports(
  simulation: AnySimulation,
  { run, engine, live, recording, leftOut, until }: BothReports,
): Comparison {
  const stores = Object.fromEntries(Object.entries(recording.stores).map(([kind, { title }]) => [kind, title]))
  const { durationMs } = simulation.scenarios.find(({ id }) => id === run.scenario)!
  const verdicts = compareVerdicts(engine, live)
  const compared: Omit<Comparison, 'differences' | 'isJudged'> = {
    simulation: run.simulation,
    scenario: run.scenario,
    seed: run.seed,
    without: run.without,
    durationMs: run.durationMs ?? durationMs,
    stores,
    // Runs that stop at a violation stop at different moments: what else was violated until then is not the same question.
    agrees: verdicts.every(({ id, agrees }) => agrees || (until !== undefined && id !== until)),
    verdicts,
    outcomes: compareNumbers(partOf(engine, 'requests'), partOf(live, 'requests')),
    arrows: compareArrows(simulation, Object.keys(stores), engine, live),
    leftOut,
    lag: recording.lag,
  }
  return { ...compared, isJudged: isFair(compared), differences: differencesOf(compared) }
}

/**
 * How late instants may be before verdicts tell of the machine, in milliseconds: the deadlines of the diagrams, which stand between a slow
 * answer and the next attempt, are a few of these.
 */
const LATE_MS_MAX = 25
/** Whether a comparison tells of the stores. Verdicts that agree are taken at any lateness: it makes worlds differ. */
export function isFair({ agrees, lag }: Pick<Comparison, 'agrees' | 'lag'>): boolean {
  return agrees || lag.maxMs <= LATE_MS_MAX
}

/** Where a run stops that is to come to a violation; at its end if it is to come to none. */
export function untilOf(until: string | undefined): Pick<RunOptions, 'until' | 'untilMoreMs'> {
  return until === undefined ? {} : { until, untilMoreMs: TELLING_MS }
}

function compareVerdicts({ invariants }: RunReport, live: RunReport): readonly ComparedVerdict[] {
  return invariants.map((one) => {
    const other = live.invariants.find(({ id }) => id === one.id)!
    const told = ({ first, worst }: typeof one) => (first === null ? null : (worst?.summary ?? first.evidence.summary))
    return {
      id: one.id,
      held: { engine: one.held, live: other.held },
      violations: { engine: one.violations, live: other.violations },
      evidence: { engine: told(one), live: told(other) },
      agrees: one.held === other.held,
    }
  })
}

function compareArrows(simulation: AnySimulation, kinds: readonly string[], engine: RunReport, live: RunReport) {
  const diagram: AnyDiagram = simulation.diagram
  const stores = (simulation.stores ?? {}) as Readonly<Record<string, { readonly name: string } | undefined>>
  const [ours, theirs] = [partOf(engine, 'arrows'), partOf(live, 'arrows')]
  const entries = diagram.arrows
    .filter((arrow) => arrow.latency !== undefined)
    .map((arrow) => {
      const name = arrowName(arrow)
      const store = stores[endsOf(arrow).callee]?.name
      const kind = store !== undefined && kinds.includes(store) ? store : null
      return [name, { kind, engine: figuresOf(ours[name]), live: figuresOf(theirs[name]) }] as const
    })
  return Object.fromEntries(entries)
}

function figuresOf(figures: unknown): ArrowFigures {
  const { sent, ok, failed, unknown, p50Ms, p95Ms } = figures as ArrowFigures
  return { sent, ok, failed, unknown, p50Ms, p95Ms }
}

function compareNumbers(engine: Readonly<Record<string, unknown>>, live: Readonly<Record<string, unknown>>) {
  return Object.fromEntries(
    Object.entries(engine).map(([name, value]) => [name, { engine: Number(value), live: Number(live[name]) }]),
  )
}

function partOf({ metrics }: RunReport, part: string): Readonly<Record<string, unknown>> {
  return metrics[part] as Readonly<Record<string, unknown>>
}

/** Notes an act of the scenario that was not done to the real thing. */
export function noteLeftOut({ kind, key, data }: TraceEvent, leftOut: LeftOutAct[]): void {
  if (kind !== 'state' || key !== LIVE_ACT_FACT) return
  const { verb, why, phase } = data as { readonly verb: string; readonly why?: string; readonly phase: string }
  if (why !== undefined && phase === 'start') leftOut.push({ verb, why })
}
