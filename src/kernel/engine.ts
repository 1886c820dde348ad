/**
 * The engine: the only thing that acts. It is pulled: somebody asks it to go on up to a time and a number of events, and it
 * writes the trace. Instants are atomic (everything due at one instant runs, and every promise it woke is drained), so how
 * often and how far it is asked cannot change what happens.
 */
import { ActionError, formatAction, parseAction, type Action, type Vocabulary } from './action'
import { Arrivals } from './arrivals'
import { arrowName } from './arrow'
import { Boxes } from './boxes'
import type { Build, InspectQuery } from './component'
import type { ActiveFault } from './conditions'
import { Core } from './core'
import type { AnyDiagram } from './diagram'
import { Faults } from './faults'
import { RunFiles } from './files'
import type { Host } from './host'
import type { Violation } from './invariant'
import type { Json } from './json'
import { Judge, type Verdict } from './judge'
import { Loop } from './loop'
import { Readers, type Observer } from './readers'
import { createRng } from './random'
import { checkRun, RunError } from './run-check'
import type { Run } from './run'
import type { Scenario } from './scenario'
import { vocabularyOf, type AnySimulation } from './simulation'
import { GRID_US, instantUs } from './time'
import { Trace } from './trace'
import { createTurn } from './turn'
import { breaksOf, NOTHING_OUTSIDE, outsideOf } from './unhealed'
import { VirtualPace } from './virtual-pace'

export { RunError, type Host, type Observer, type Verdict }

/** The phases of a run come before everything else of their instant. */
const RANK_PHASE = -1
/** No load comes in during so many milliseconds at the end of a run, or during half of its calm end if that is shorter. */
const QUIET_END_MS = 2_000

/**
 * Boots the simulation's stores and builds its boxes.
 * @throws {RunError} if the run names what the simulation does not have; MissingFileError for a file that the host has not
 */
export async function createEngine(simulation: AnySimulation, run: Run, host: Host): Promise<Engine> {
  const { scenario, parameters } = checkRun(simulation, run)
  const { diagram } = simulation
  const trace = new Trace(Object.keys(diagram.boxes), diagram.arrows.map(arrowName))
  const { turn = createTurn(), pace = (each: Core) => new VirtualPace(each, turn), live, findFile, ...stores } = host
  const files = await new RunFiles(vocabularyOf(simulation), findFile).fetch(run.actions)
  const core = new Core(trace, (each) => pace(each, turn), files)
  const world = { clock: { nowMs: () => core.nowUs / 1000 }, chosen: run.engines ?? {}, file: files.get, ...stores }
  const terms = { parameters, without: (id: string) => run.without.includes(id) }
  const setup = { ...terms, servers: await simulation.boot(world, terms) }
  const builds = simulation.components as Readonly<Record<string, Build<AnyDiagram, string, unknown>>>
  const boxes = new Boxes(core, diagram, builds, setup, vocabularyOf(simulation).verbs, createRng(run.seed), live)
  const engine = new Engine(simulation, scenario, run, core, boxes)
  // What starting the boxes woke comes first, however soon the run is advanced.
  await core.pace.drain()
  await core.pace.rest()
  return engine
}

/** One run being executed. */
export class Engine {
  readonly simulation: AnySimulation
  readonly scenario: Scenario
  private readonly core: Core
  private readonly boxes: Boxes
  private readonly vocabulary: Vocabulary
  private readonly judge: Judge
  private readonly readers: Readers
  private readonly faults: Faults
  private readonly loop: Loop
  private readonly baseRun: Run
  private readonly injected: Action[] = []
  private outside = NOTHING_OUTSIDE
  private isSettling = false

  constructor(simulation: AnySimulation, scenario: Scenario, run: Run, core: Core, boxes: Boxes) {
    this.simulation = simulation
    this.scenario = scenario
    this.baseRun = run
    this.core = core
    this.boxes = boxes
    this.vocabulary = vocabularyOf(simulation)
    this.judge = new Judge(simulation, run)
    this.readers = new Readers(core.trace, this.judge)
    this.faults = new Faults(core, boxes, this.vocabulary)
    this.loop = new Loop(core, this.readers)
    const actions = scenario.actions.map((text) => parseAction(text, this.vocabulary))
    // A run that was cut short has no faults of the scenario in its second phase.
    this.faults.scheduleScenario(actions, ({ atMs }) => atMs < this.durationMs)
    const part = run.unhealed === undefined ? undefined : simulation.unhealed?.[run.unhealed]
    if (part !== undefined) {
      this.outside = outsideOf(part, this.vocabulary)
      this.faults.scheduleScenario(breaksOf(part, this.vocabulary, this.durationMs))
    }
    for (const action of run.actions) this.faults.schedule(action)
    const settleUs = instantUs(this.durationMs)
    core.scheduler.pushUrgent(settleUs, RANK_PHASE, { cancelled: false, run: () => this.settlePhase() })
    const endUs = settleUs + instantUs(this.settleMs)
    core.scheduler.pushUrgent(endUs, RANK_PHASE, { cancelled: false, run: () => this.phase('end') })
    boxes.start()
    const load = scenario.load(createRng(run.seed).fork('load'), {
      value: (box, verb) => this.faults.loadValue(box, verb),
      isSettling: () => this.isSettling,
    })
    new Arrivals(core, boxes, load, this.totalMs - Math.min(QUIET_END_MS, this.settleMs / 2)).start()
  }

  /** The run as it stands, with everything that was injected. */
  get run(): Run {
    return { ...this.baseRun, actions: [...this.baseRun.actions, ...this.injected] }
  }

  /** Virtual time that the readers have reached, in milliseconds. */
  get nowMs(): number {
    return this.readers.nowMs
  }

  /** Length of the first phase in milliseconds. */
  get durationMs(): number {
    return this.baseRun.durationMs ?? this.scenario.durationMs
  }

  /** Length of the second phase in milliseconds. */
  get settleMs(): number {
    return this.baseRun.settleMs ?? this.scenario.settleMs
  }

  /** Length of both in milliseconds. */
  get totalMs(): number {
    return this.durationMs + this.settleMs
  }

  /** True when the run is over and everything is read. */
  get ended(): boolean {
    return this.loop.isFinished && this.readers.readCount === this.core.trace.length
  }

  /** True once the faults are healed, but for those of a part that stays broken, and the load has calmed down. */
  get settling(): boolean {
    return this.isSettling
  }

  get trace(): Trace {
    return this.core.trace
  }

  /** Number of the last event that the readers have seen. */
  get foldedEvents(): number {
    return this.readers.readCount
  }

  /** Lasting actions that are in force, levels of load included. */
  get activeFaults(): readonly ActiveFault[] {
    return this.faults.active
  }

  /** What the readers have seen violated, at most a hundred times for each invariant. */
  get violations(): readonly Violation[] {
    return this.judge.violations
  }

  /**
   * How many events the run may be ahead of its readers while it goes on; they have caught up whenever {@link advance} ends
   * for lack of time. A lead lets stores in other threads work meanwhile. 0, as it is at first, where something is to stop the run.
   */
  set leadMax(events: number) {
    this.loop.leadMax = events
  }

  /** Where readers stop: at the first violation of any invariant, or of one of these. */
  set stopAt(invariants: 'any' | readonly string[]) {
    this.judge.stopAt = invariants
  }

  /** Keeps the messages of one request in the trace as long as its events, from now on. */
  keep(request: number): void {
    this.readers.keptRequest = request
  }

  /** Adds a reader. Add readers before the first advance. */
  observe(observer: Observer): void {
    this.readers.add(observer)
  }

  /** How every invariant stands, as far as the readers have come. */
  verdicts(): Verdict[] {
    return this.judge.verdicts()
  }

  /** Goes on as {@link Loop.goOn} does. */
  async advance(untilMs: number, eventsMax: number): Promise<void> {
    await this.loop.goOn(untilMs, eventsMax)
    await this.core.pace.rest()
  }

  /**
   * Does something to a box or an arrow, one grid step from now, and returns what the box wants shown. The action is part
   * of the run from then on: the same run with it known from the start gives the same trace.
   * @throws {ActionError} if the action does not fit the diagram, cannot be done to a real server, or comes after the end;
   * MissingFileError if it names a file that is not there. The run is then as it was.
   */
  async inject(action: Omit<Action, 'atMs' | 'untilMs'> & { readonly forMs?: number }): Promise<Json | undefined> {
    const { core } = this
    if (this.loop.isFinished) throw new ActionError('the run has ended: nothing more can be done to it')
    const atMs = (core.nowUs + GRID_US) / 1000
    const { forMs, ...rest } = action
    const text = formatAction({ ...rest, atMs, ...(forMs === undefined ? {} : { untilMs: atMs + forMs }) })
    // What is recorded is what a link to the run will say.
    const timed = parseAction(text, this.vocabulary)
    const why = this.refusalOf(timed)
    if (why !== undefined) throw new ActionError(why)
    await core.files?.fetch([timed])
    this.injected.push(timed)
    const scheduled = this.faults.schedule(timed)
    await this.loop.execute(instantUs(timed.atMs))
    if (this.boxes.isLiveAct(timed)) await this.loop.waitFor(() => scheduled.isDone)
    await core.pace.rest()
    return scheduled.shown
  }

  /** Why an action cannot be done to the real server behind its target; undefined if it can, or if there is none. */
  refusalOf(action: Action): string | undefined {
    return this.boxes.refusal(action)
  }

  /** Shows a page of the state of a box, as its component tells it. */
  inspect(box: string, instance: number, query: InspectQuery): Promise<Json> {
    return this.boxes.at(box, instance).inspect(query)
  }

  /** Whether a box stands on a real server. */
  isLive(box: string): boolean {
    return this.boxes.at(box, 0).live !== undefined
  }

  private settlePhase(): void {
    this.isSettling = true
    this.phase('settle')
    this.faults.settle(this.outside)
  }

  private phase(key: 'settle' | 'end'): void {
    this.core.trace.append('phase', this.core.nowUs, 0, 0, 0, 0, 0, 0, key, undefined)
    this.loop.isFinished = key === 'end'
  }
}
