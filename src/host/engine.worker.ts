/** The worker: it holds one run at a time and answers the page through Comlink. */
import * as Comlink from 'comlink'
import { loadSimulation } from '~/catalog'
import type { Action } from '~/kernel/action'
import type { InspectQuery } from '~/kernel/component'
import type { Json } from '~/kernel/json'
import type { Run } from '~/kernel/run'
import type { AnySimulation } from '~/kernel/simulation'
import type { Frame } from '~/projections/frame'
import { loadAsset, type Progress } from './assets-browser'
import {
  describeSimulation,
  openSession,
  type AdvanceRequest,
  type Session,
  type SimulationDescription,
} from './session'

/** What the page can ask of the worker. Every promise rejects with a clear message if the run cannot be made. */
export interface EngineApi {
  /** Loads the code of a diagram; no engine is booted yet. */
  describe(id: string): Promise<SimulationDescription>
  /** Boots a run in place of the one before. `progress` hears of bytes being fetched. */
  open(run: Run, progress: (progress: Progress) => void): Promise<Frame>
  advance(request: AdvanceRequest): Promise<Frame>
  inject(action: Omit<Action, 'atMs' | 'untilMs'> & { forMs?: number }): Promise<{ recorded: string; shown: Json }>
  inspect(box: string, instance: number, query: InspectQuery): Promise<Json>
  request(id: number): Promise<Json[]>
  recent(of: Parameters<Session['recent']>[0], countMax: number): Promise<Json[]>
}

/** Questions are answered one after the other, in the order in which they came. */
let lastAnswer: Promise<unknown> = Promise.resolve()

function inTurn<Asked extends unknown[], Answer>(
  answer: (...asked: Asked) => Answer | Promise<Answer>,
): (...asked: Asked) => Promise<Answer> {
  return (...asked) => {
    const answered = lastAnswer.then(() => answer(...asked))
    lastAnswer = answered.catch(() => undefined)
    return answered
  }
}

const simulations = new Map<string, Promise<AnySimulation>>()
let session: Session | undefined

function simulationOf(id: string): Promise<AnySimulation> {
  let loading = simulations.get(id)
  if (loading === undefined) simulations.set(id, (loading = loadSimulation(id)))
  return loading
}

function current(): Session {
  if (session === undefined) throw new Error('no run is open')
  return session
}

const api: EngineApi = {
  describe: inTurn(async (id) => describeSimulation(await simulationOf(id))),
  open: inTurn(async (run, progress) => {
    session = undefined
    const simulation = await simulationOf(run.simulation)
    session = await openSession(simulation, run, { load: (asset) => loadAsset(asset, progress) })
    return session.frame()
  }),
  advance: inTurn((request) => current().advance(request)),
  inject: inTurn((action) => current().inject(action)),
  inspect: inTurn((box, instance, query) => current().inspect(box, instance, query)),
  request: inTurn((id) => current().request(id)),
  recent: inTurn((of, countMax) => current().recent(of, countMax)),
}

Comlink.expose(api)
