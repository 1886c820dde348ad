/** The host in Node: loads engines from the installed packages and runs a run from end to end. */
import type { AssetLoaders } from '~/infra/assets'
import type { StoreThreads } from '~/infra/thread'
import { arrowName } from '~/kernel/arrow'
import { createEngine, type Engine, type Host, type Observer, type Verdict } from '~/kernel/engine'
import type { Json } from '~/kernel/json'
import type { Run } from '~/kernel/run'
import type { AnySimulation } from '~/kernel/simulation'
import { Marks, marksAt } from '~/projections/marks'
import { storyOf, type Story } from '~/projections/story/story'
import { Totals } from '~/projections/totals'
import { createFiles } from './files'
import { joinLoaders, loadOnce } from './load-once'
import { eventsOfRequest } from './request-events'
import { RunThreads } from './run-threads'

const assetModules = import.meta.glob<{ readonly assets: AssetLoaders }>('../infra/*/assets-node.ts', { eager: true })
const threadModules = import.meta.glob<{ readonly threads: StoreThreads }>('../infra/*/threads-node.ts', {
  eager: true,
})

/** Files that somebody has brought for runs in Node. */
export const nodeFiles = createFiles()

/** Engines for runs in Node; each is read and compiled once per process. */
export const nodeHost: Host = { load: loadOnce(joinLoaders(assetModules)), findFile: nodeFiles.find }

/** In a thread of a store, serves for ever. Anywhere else it does nothing. */
export function serveThread(): void {
  for (const { threads } of Object.values(threadModules)) threads.serve()
}

/** What a finished run amounts to. */
export interface RunReport {
  readonly run: Run
  readonly traceHash: string
  readonly events: number
  readonly virtualMs: number
  readonly metrics: { readonly [part: string]: Json }
  readonly invariants: readonly Verdict[]
  /** The story of the violation that the run was to stop at; null if it was to stop at none, or did not. */
  readonly story: Story | null
}

/** How to run. */
export interface RunOptions {
  /** Hears of every event. */
  readonly observers?: readonly Observer[]
  /** Is awaited now and then, so that whoever writes the trace can keep up. */
  readonly pace?: () => Promise<void>
  /** Where engines come from. Default: the installed packages. */
  readonly host?: Host
  /**
   * The program that runs, if stores may work in threads of their own: it is started again as each of them, so it is to call
   * {@link serveThread} before anything else.
   */
  readonly program?: URL
  /** Stop once this invariant is violated. */
  readonly until?: string
  /** How much longer to go on then, in milliseconds of virtual time. */
  readonly untilMoreMs?: number
}

const EVENTS_PER_STEP = 20_000
/** How far a run may be ahead of its readers: half a thousand requests of the limiter, 50 ms of its steady load. */
const LEAD_EVENTS = 5_000

/** Runs to the end, or until the invariant named is violated. */
export async function runToEnd(simulation: AnySimulation, run: Run, options: RunOptions = {}): Promise<RunReport> {
  const { host = nodeHost, program } = options
  if (program === undefined) return runOn(host, simulation, run, options)
  const threads = new RunThreads(run, (kind) => {
    const known = threadModules[`../infra/${kind}/threads-node.ts`]?.threads
    return known && { engine: known.engine, open: (world) => known.open(program, world) }
  })
  try {
    return await runOn({ ...host, engines: { ...threads.engines, ...host.engines } }, simulation, run, options)
  } finally {
    await threads.close()
  }
}

async function runOn(host: Host, simulation: AnySimulation, run: Run, options: RunOptions): Promise<RunReport> {
  const engine = await createEngine(simulation, run, host)
  const { diagram, reading } = simulation
  const totals = new Totals(Object.keys(diagram.boxes), diagram.arrows.map(arrowName), reading)
  const marks = new Marks()
  engine.observe(totals)
  engine.observe(marks)
  for (const observer of options.observers ?? []) engine.observe(observer)
  if (options.until === undefined) engine.leadMax = LEAD_EVENTS
  let untilMs = Infinity
  while (!engine.ended && engine.nowMs < untilMs) {
    await engine.advance(untilMs, EVENTS_PER_STEP)
    await options.pace?.()
    if (options.until !== undefined && untilMs === Infinity && isViolated(engine, options.until)) {
      untilMs = engine.nowMs + (options.untilMoreMs ?? 0)
    }
  }
  return {
    run: engine.run,
    traceHash: engine.trace.hash,
    events: engine.foldedEvents,
    virtualMs: engine.nowMs,
    metrics: totals.report(),
    invariants: engine.verdicts(),
    story: storyIn(engine, marks, options.until),
  }
}

function storyIn(engine: Engine, marks: Marks, until: string | undefined): Story | null {
  const violation = engine.violations.find(({ invariant }) => invariant === until)
  if (violation === undefined) return null
  const { simulation, run, trace } = engine
  const { request } = violation.evidence
  const events = request === 0 ? [] : eventsOfRequest(trace, simulation.reading, request)
  return storyOf(
    { simulation, run, trace, marks: marksAt(marks.begun, marks.ended, violation.event) },
    violation,
    events,
  )
}

function isViolated(engine: Engine, invariant: string): boolean {
  return engine.violations.some((violation) => violation.invariant === invariant)
}
