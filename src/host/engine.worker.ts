/** The worker: it holds one run at a time and answers the page through Comlink. */
import * as Comlink from 'comlink'
import { loadSimulation } from '~/catalog'
import type { Action } from '~/kernel/action'
import type { InspectQuery } from '~/kernel/component'
import type { Host } from '~/kernel/engine'
import type { Json } from '~/kernel/json'
import type { Run } from '~/kernel/run'
import type { AnySimulation } from '~/kernel/simulation'
import type { Base, Frame, Moment } from '~/projections/frame'
import { exportTrace, type ExportOutcome, type ExportSink, type TraceFormat } from './export-trace'
import { loadAsset, tellProgress, type Progress } from './assets-browser'
import {
  describeSimulation,
  openSession,
  type Advance,
  type AdvanceRequest,
  type Destination,
  type EventPage,
  type EventQuery,
  type Session,
  type SimulationDescription,
} from './session'

/**
 * What the page can ask of the worker. Every promise rejects with a clear message if the run cannot be made. There is the run
 * as it is played, and while somebody looks at its past, a second execution of it that stands at that moment: from `travel`
 * until `leave`, questions about boxes, events and requests are answered by the latter, and acts are done to it.
 */
export interface EngineApi {
  /** Loads the code of a diagram; no engine is booted yet. */
  describe(id: string): Promise<SimulationDescription>
  /** Has what a diagram needs fetched, since it will be asked for. */
  prepare(id: string): Promise<void>
  /** Boots a run in place of the one before. `progress` hears of bytes being fetched. */
  open(run: Run, progress: (progress: Progress) => void): Promise<Frame>
  /**
   * Executes the start of a run aside and forgets it, so that the browser has compiled what is hot before somebody presses play.
   * Ends as soon as anything else is asked.
   */
  warmUp(run: Run): Promise<void>
  advance(request: AdvanceRequest): Promise<Advance>
  inject(action: Omit<Action, 'atMs' | 'untilMs'> & { forMs?: number }): Promise<{ recorded: string; shown: Json }>
  inspect(box: string, instance: number, query: InspectQuery): Promise<Json>
  request(id: number): Promise<Json[]>
  events(query: EventQuery): Promise<EventPage>
  /** The moment at event `n` of the past, or null if the trace holds too little to tell. */
  back(n: number, base: Base): Promise<Moment | null>
  /**
   * Executes `run` anew up to a moment. `progress` hears how far it is, in milliseconds of the run. Gives the moment reached, or
   * null if `leave` or a later journey came in between.
   */
  travel(run: Run, to: Destination, progress: (nowMs: number) => void): Promise<Frame | null>
  /**
   * Everything of one request, with all its messages, from an execution of its own up to `atMs`. Null if `leave` or a later
   * journey came in between.
   */
  recall(run: Run, id: number, atMs: number, progress: (nowMs: number) => void): Promise<Json[] | null>
  /**
   * Executes a run anew up to `untilMs` and hands its trace over as text, piece by piece. Null if `leave` or a later journey came
   * in between.
   */
  exportTrace(
    run: Run,
    untilMs: number,
    format: TraceFormat,
    write: (text: string) => void | Promise<void>,
    progress: (nowMs: number) => void,
  ): Promise<ExportOutcome | null>
  /** Gives up the second execution, also one that is still on its way. */
  leave(): Promise<void>
  /** Makes the second execution the run: what came after it is gone. */
  fork(): Promise<Frame>
}

/** Questions are answered one after the other, in the order in which they came. */
let questions = 0
let lastAnswer: Promise<unknown> = Promise.resolve()

function inTurn<Asked extends unknown[], Answer>(
  answer: (...asked: Asked) => Answer | Promise<Answer>,
): (...asked: Asked) => Promise<Answer> {
  return (...asked) => {
    questions++
    const answered = lastAnswer.then(() => answer(...asked))
    lastAnswer = answered.catch(() => undefined)
    return answered
  }
}

/** How much of a run warms the engine up: about a second of work. */
const WARM_UP: Destination = { atMs: 1000, events: 60_000 }

/** How often the worker says that it is alive, in milliseconds. */
const SIGN_OF_LIFE_MS = 1000

const simulations = new Map<string, Promise<AnySimulation>>()
let session: Session | undefined
let past: Session | undefined
/** Counts journeys, and the times they were given up: one is wanted as long as no other number came. */
let journey = 0

function simulationOf(id: string): Promise<AnySimulation> {
  let loading = simulations.get(id)
  if (loading === undefined) simulations.set(id, (loading = loadSimulation(id)))
  return loading
}

function present(): Session {
  if (session === undefined) throw new Error('no run is open')
  return session
}

/** The execution that somebody looks at. */
function shown(): Session {
  return past ?? present()
}

const HOST: Host = { load: loadAsset }

const travelInTurn = inTurn(async (number: number, run: Run, to: Destination, progress: (nowMs: number) => void) => {
  past = undefined
  if (number !== journey) return null
  const simulation = await simulationOf(run.simulation)
  const traveller = await openSession(simulation, run, HOST)
  const hasArrived = await traveller.travel(to, () => number === journey, progress)
  if (!hasArrived) return null
  past = traveller
  return traveller.frame()
})

const recallInTurn = inTurn(
  async (number: number, run: Run, id: number, atMs: number, progress: (nowMs: number) => void) => {
    if (number !== journey) return null
    const simulation = await simulationOf(run.simulation)
    const witness = await openSession(simulation, run, HOST)
    witness.keep(id)
    const to = { atMs, events: Number.MAX_SAFE_INTEGER }
    return (await witness.travel(to, () => number === journey, progress)) ? witness.request(id) : null
  },
)

const exportInTurn = inTurn(
  async (number: number, run: Run, untilMs: number, format: TraceFormat, sink: Omit<ExportSink, 'isWanted'>) => {
    const simulation = await simulationOf(run.simulation)
    return exportTrace(simulation, run, HOST, { untilMs, format }, { ...sink, isWanted: () => number === journey })
  },
)

const leaveInTurn = inTurn(() => {
  past = undefined
})

const api: EngineApi = {
  describe: inTurn(async (id) => describeSimulation(await simulationOf(id))),
  prepare: async (id) => {
    const { boot } = await simulationOf(id)
    // A rehearsal: engines ask for their files, and never get them. What comes is there when they ask in earnest.
    const load: Host['load'] = (asset) => {
      loadAsset(asset).catch(() => undefined)
      return new Promise(() => undefined)
    }
    void boot({ clock: { nowMs: () => 0 }, redis: 'valkey', load })
  },
  open: inTurn(async (run, progress) => {
    session = undefined
    past = undefined
    const simulation = await simulationOf(run.simulation)
    tellProgress(progress)
    session = await openSession(simulation, run, HOST)
    return session.frame()
  }),
  warmUp: inTurn(async (run) => {
    const before = questions
    const simulation = await simulationOf(run.simulation)
    const aside = await openSession(simulation, run, HOST)
    await aside.travel(
      WARM_UP,
      () => questions === before,
      () => undefined,
    )
  }),
  advance: inTurn((request) => present().advance(request)),
  inject: inTurn((action) => shown().inject(action)),
  inspect: inTurn((box, instance, query) => shown().inspect(box, instance, query)),
  request: inTurn((id) => shown().request(id)),
  events: inTurn((query) => shown().events(query)),
  back: inTurn((n, base) => shown().back(n, base)),
  travel: (run, to, progress) => travelInTurn(++journey, run, to, progress),
  recall: (run, id, atMs, progress) => recallInTurn(++journey, run, id, atMs, progress),
  exportTrace: (run, untilMs, format, write, progress) =>
    exportInTurn(++journey, run, untilMs, format, { write, progress }),
  leave: () => {
    journey++
    return leaveInTurn()
  },
  fork: inTurn(() => {
    session = shown()
    past = undefined
    return session.frame()
  }),
}

// Signs of life: a page that hears none while it waits for an answer knows that something in here runs without end.
setInterval(() => postMessage('alive'), SIGN_OF_LIFE_MS)
Comlink.expose(api)
