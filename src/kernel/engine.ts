/**
 * The engine: the only thing that acts. It is pulled: somebody asks it to go on up to a time and a number of events, and it
 * writes the trace. Instants are atomic (everything due at one instant runs, and every promise it woke is drained), so how
 * often and how far it is asked cannot change what happens.
 */
import { ActionError, formatAction, parseAction, verbsOf, type Action, type Target, type Vocabulary } from './action'
import { assert } from './assert'
import { Boxes } from './boxes'
import type { Build, InspectQuery, Message } from './component'
import type { ActiveFault } from './conditions'
import { Core } from './core'
import { arrowName, type AnyDiagram } from './diagram'
import type { Evidence, Invariant, Violation } from './invariant'
import type { Json } from './json'
import { parameterValues } from './parameter'
import { createRng } from './random'
import type { Run } from './run'
import type { Arrival, LoadControls, Scenario } from './scenario'
import { vocabularyOf, type AnySimulation, type World } from './simulation'
import { GRID_US, instantUs } from './time'
import { createEventBuffer, KINDS, Trace, type EventBuffer, type Kind, type TraceEvent } from './trace'
import { createTurn, type Turn } from './turn'
import { CRASH_AT_MS } from './verb'

/** Something that folds the trace as the engine's readers advance through it. */
export interface Observer {
  step(event: EventBuffer): void
}

/** What an engine needs from its host. */
export interface Host {
  load: World['load']
  engines?: World['engines']
  turn?: Turn
}

/** A run that does not fit its simulation. The message says what is wrong and what is allowed. */
export class RunError extends Error {
  override readonly name = 'RunError'
}

/** The first so many instants, and every so manieth after that, are checked for having been left too early. */
const RESTS_FIRST = 256
const RESTS_EVERY = 64

/** After so many microtasks without anything coming to the kernel, an instant is over. */
const QUIET_HOPS = 24
/** Awaiting it takes one microtask and, unlike awaiting a value, makes no promise: that happens 240,000 times a second. */
const NEXT_MICROTASK = Promise.resolve()

/**
 * Messages and replies of the first so many events stay in the trace as long as it holds them; after that only those of
 * every sixteenth request. Holding on to all of them would cost more time in the collector than running the run.
 */
const DETAIL_EVENTS = 200_000
const DETAIL_RATIO = 16

/** Readers look up from their work so often while the run waits for a reply. */
const MEANWHILE_EVENTS = 4

const RANK_PHASE = -1
const RANK_START = 1_000_000
/** How many violations of one invariant are kept; further ones are only counted. */
const VIOLATIONS_KEPT = 100

interface Checker {
  readonly invariant: Invariant
  readonly state: unknown
  violations: number
}

/** How one invariant stands. */
export interface Verdict {
  readonly id: string
  readonly kind: 'safety' | 'liveness'
  readonly held: boolean
  readonly violations: number
  readonly first: Violation | null
  /** The most telling violation, where violations have a size; otherwise the first. */
  readonly worst: Evidence | null
  readonly figures: { readonly [name: string]: Json }
}

/**
 * Boots the simulation's stores and builds its boxes.
 * @throws {RunError} if the run names something that the simulation does not have
 */
export async function createEngine(simulation: AnySimulation, run: Run, host: Host): Promise<Engine> {
  const scenario = simulation.scenarios.find(({ id }) => id === run.scenario)
  if (scenario === undefined) {
    const known = simulation.scenarios.map(({ id }) => id).join(', ')
    throw new RunError(`there is no scenario "${run.scenario}"; scenarios: ${known}`)
  }
  const switches = [...Object.keys(simulation.claims), ...Object.keys(simulation.mutants)]
  for (const id of run.without) {
    if (!switches.includes(id)) throw new RunError(`there is no safeguard "${id}"; safeguards: ${switches.join(', ')}`)
  }
  const parameters = parameterValues(simulation.parameters, run.settings)
  const arrows = simulation.diagram.arrows.map(arrowName)
  const core = new Core(new Trace(Object.keys(simulation.diagram.boxes), arrows))
  const clock = { nowMs: () => core.nowUs / 1000 }
  const { load, engines = {} } = host
  const servers = await simulation.boot({ clock, redis: run.redis, load, engines })
  const setup = { parameters, servers, without: (id: string) => run.without.includes(id) }
  const rng = createRng(run.seed)
  const builds = simulation.components as Readonly<Record<string, Build<AnyDiagram, string, unknown>>>
  const boxes = new Boxes(core, simulation.diagram, builds, setup, vocabularyOf(simulation).verbs, rng)
  const engine = new Engine(simulation, scenario, run, core, boxes, host.turn ?? createTurn())
  await engine.begun()
  return engine
}

/** One run being executed. */
export class Engine {
  readonly simulation: AnySimulation
  readonly scenario: Scenario
  /** Stop folding at the event that first violates an invariant which had held until then: any, or one of these. */
  stopAt: 'any' | readonly string[] = []
  /** A request whose messages stay in the trace as long as their events do; 0 for none. */
  keptRequest = 0
  /**
   * How many events the run may be ahead of its readers while it goes on; they have caught up whenever {@link advance} ends
   * for lack of time. A lead lets stores in other threads work meanwhile. Leave it at 0 where something is to stop the run.
   */
  leadMax = 0
  /** Lasting faults that are in force. */
  faults: readonly ActiveFault[] = []
  readonly violations: Violation[] = []
  private readonly core: Core
  private readonly boxes: Boxes
  private readonly turn: Turn
  private readonly observers: Observer[] = []
  private readonly checkers: readonly Checker[]
  /** Who wants to see an event, by the indices of its kind and its arrow. */
  private readonly checkersOf: readonly (readonly (readonly Checker[])[])[]
  private readonly event = createEventBuffer()
  private readonly vocabulary: Vocabulary
  private readonly baseRun: Run
  private readonly injected: Action[] = []
  /** Processes that are to die when they get to a step. */
  private traps: { readonly action: Action; readonly index: number }[] = []
  private actionCount = 0
  private instants = 0
  private readonly arrivals: Iterator<Arrival>
  private isSettling = false
  private isFinished = false
  private folded = 0
  private foldedMs = 0
  private readonly answers = new Map<number, Json | undefined>()

  constructor(simulation: AnySimulation, scenario: Scenario, run: Run, core: Core, boxes: Boxes, turn: Turn) {
    this.simulation = simulation
    this.scenario = scenario
    this.baseRun = run
    this.core = core
    this.boxes = boxes
    this.turn = turn
    this.vocabulary = vocabularyOf(simulation)
    this.checkers = simulation.invariants(parameterValues(simulation.parameters, run.settings)).map((invariant) => ({
      invariant,
      state: invariant.create(),
      violations: 0,
    }))
    const arrows = ['', ...simulation.diagram.arrows.map(arrowName)]
    this.checkersOf = KINDS.map((kind) =>
      arrows.map((arrow) => this.checkers.filter(({ invariant }) => isConcerned(invariant, kind, arrow))),
    )
    for (const text of scenario.actions) {
      const action = parseAction(text, this.vocabulary)
      // A run that was cut short has no faults of the scenario in its second phase.
      this.schedule(action, action.atMs < this.durationMs)
    }
    for (const action of run.actions) this.schedule(action)
    const settleUs = instantUs(this.durationMs)
    core.scheduler.pushUrgent(settleUs, RANK_PHASE, { cancelled: false, run: () => this.settlePhase() })
    const endUs = settleUs + instantUs(this.settleMs)
    core.scheduler.pushUrgent(endUs, RANK_PHASE, { cancelled: false, run: () => this.endPhase() })
    boxes.onStep = (box, instance, step) => this.spring(box, instance, step)
    core.meanwhile = (before) => this.foldMeanwhile(before)
    boxes.start()
    const controls: LoadControls = {
      value: (box, verb) => this.loadValue(box, verb),
      isSettling: () => this.isSettling,
    }
    this.arrivals = scenario.load(createRng(run.seed).fork('load'), controls)[Symbol.iterator]()
    this.pullArrivals()
  }

  /** Lets everything run that starting the boxes woke, so that it comes first, however soon the run is advanced. */
  async begun(): Promise<void> {
    await this.drain()
    await this.rest()
  }

  /** The run as it stands, with everything that was injected. */
  get run(): Run {
    return { ...this.baseRun, actions: [...this.baseRun.actions, ...this.injected] }
  }

  /** Virtual time that the readers have reached, in milliseconds. */
  get nowMs(): number {
    return this.foldedMs
  }

  /** Length of the first phase in milliseconds. */
  get durationMs(): number {
    return this.baseRun.durationMs ?? this.scenario.durationMs
  }

  /** Length of the second phase in milliseconds. */
  get settleMs(): number {
    return this.baseRun.settleMs ?? this.scenario.settleMs
  }

  /** Length of both phases in milliseconds. */
  get totalMs(): number {
    return this.durationMs + this.settleMs
  }

  /** True when the run is over and everything is folded. */
  get ended(): boolean {
    return this.isFinished && this.folded === this.core.trace.length
  }

  /** True once the faults are healed and the load has calmed down. */
  get settling(): boolean {
    return this.isSettling
  }

  get trace(): Trace {
    return this.core.trace
  }

  /** Number of the last event that the readers have seen. */
  get foldedEvents(): number {
    return this.folded
  }

  /** Adds a reader. Add readers before the first advance. */
  observe(observer: Observer): void {
    assert(this.folded === 0, 'readers are added before the run advances')
    this.observers.push(observer)
  }

  /**
   * Goes on until `untilMs`, or until the readers have seen `eventsMax` more events, or the run ends, or (if asked for) an
   * invariant is violated. Instants are executed whole; readers may stop in the middle of one.
   */
  async advance(untilMs: number, eventsMax: number): Promise<void> {
    await this.goOn(untilMs, eventsMax)
    await this.rest()
  }

  private async goOn(untilMs: number, eventsMax: number): Promise<void> {
    const untilUs = Math.floor((untilMs * 1000) / GRID_US + 1e-6) * GRID_US
    const lastEvent = this.folded + eventsMax
    const { core } = this
    for (;;) {
      const nextUs = core.scheduler.peekUs()
      const isDone = this.isFinished || nextUs > untilUs
      if (this.fold(Math.min(lastEvent, isDone ? Infinity : core.trace.length - this.leadMax))) return
      if (this.folded >= lastEvent) return
      if (this.isFinished) return
      if (isDone) {
        if (untilUs > core.nowUs) core.nowUs = untilUs
        this.foldedMs = Math.max(this.foldedMs, core.nowUs / 1000)
        return
      }
      core.nowUs = nextUs
      await this.runInstant()
    }
  }

  /**
   * Does something to a box or an arrow, one grid step from now, and returns what the box wants shown. The action is part
   * of the run from then on: the same run with it known from the start gives the same trace.
   * @throws {ActionError} if the action does not fit the diagram, or comes after the end; the run is then as it was
   */
  async inject(action: Omit<Action, 'atMs' | 'untilMs'> & { readonly forMs?: number }): Promise<Json | undefined> {
    const { core } = this
    if (this.isFinished) throw new ActionError('the run has ended: nothing more can be done to it')
    const atUs = core.nowUs + GRID_US
    const atMs = atUs / 1000
    const { forMs, ...rest } = action
    const text = formatAction({ ...rest, atMs, ...(forMs === undefined ? {} : { untilMs: atMs + forMs }) })
    // What is recorded is what a link to the run will say.
    const timed = parseAction(text, this.vocabulary)
    this.injected.push(timed)
    const index = this.schedule(timed)
    while (core.scheduler.peekUs() <= atUs) {
      core.nowUs = core.scheduler.peekUs()
      await this.runInstant()
    }
    await this.rest()
    const answer = this.answers.get(index)
    this.answers.delete(index)
    return answer
  }

  /** Shows a page of the state of a box, as its component tells it. */
  async inspect(box: string, instance: number, query: InspectQuery): Promise<Json> {
    const target = this.boxes.of(box)[instance]
    assert(target !== undefined, `there is no ${box}/${instance}`)
    if (target.conditions.down) return null
    return (await target.component.inspect?.(query)) ?? null
  }

  /** How every invariant stands, as far as the readers have come. */
  verdicts(): Verdict[] {
    return this.checkers.map(({ invariant, state, violations }) => {
      const first = this.violations.find((violation) => violation.invariant === invariant.id) ?? null
      return {
        id: invariant.id,
        kind: invariant.kind,
        held: violations === 0,
        violations,
        first,
        worst: invariant.worst?.(state) ?? first?.evidence ?? null,
        figures: invariant.figures?.(state) ?? {},
      }
    })
  }

  private async runInstant(): Promise<void> {
    const { core } = this
    const instantNowUs = core.nowUs
    while (core.scheduler.peekUs() === instantNowUs) {
      for (const entry of core.scheduler.pop()) if (!entry.cancelled) entry.run()
      await this.drain()
    }
    this.instants++
    if (this.instants <= RESTS_FIRST || this.instants % RESTS_EVERY === 0) await this.rest()
  }

  /**
   * Lets everything run that the instant woke. Code in boxes waits for the kernel, or for promises a few steps away from
   * it, so it is still once nothing has come to the kernel for {@link QUIET_HOPS} microtasks; that is five times cheaper
   * than a turn of the event loop. Code that is further away is found out by {@link rest}, on a sample of the instants.
   */
  private async drain(): Promise<void> {
    const { core } = this
    if (!core.woke) return
    core.woke = false
    for (let quiet = 0, seen = core.activity; quiet < QUIET_HOPS; quiet++) {
      await NEXT_MICROTASK
      if (core.activity === seen) continue
      seen = core.activity
      quiet = 0
    }
    while (core.hasIo) {
      await core.finishIo()
      await this.turn()
    }
    core.throwDefect()
  }

  /** A full turn of the event loop: if something still moves, an instant was left too early, and runs would differ. */
  private async rest(): Promise<void> {
    const { core } = this
    const before = core.activity
    await this.turn()
    core.throwDefect()
    assert(
      core.activity === before,
      `code in a box went through more than ${QUIET_HOPS} promises between two calls of the kernel: await fewer, or use io()`,
    )
  }

  /** Folds events up to number `last`; true if an invariant to stop at was violated for the first time. */
  private fold(last: number): boolean {
    const { trace } = this.core
    const { event } = this
    const end = Math.min(last, trace.length)
    while (this.folded < end) {
      trace.read(++this.folded, event)
      this.foldedMs = event.t
      for (const observer of this.observers) observer.step(event)
      const isViolated = this.check(event)
      if (
        this.folded > DETAIL_EVENTS &&
        event.op !== 0 &&
        event.id % DETAIL_RATIO !== 0 &&
        event.id !== this.keptRequest
      ) {
        trace.forgetData(this.folded)
      }
      if (isViolated) return true
    }
    return false
  }

  /** The readers' share of a wait. Those that may not fall behind have nothing to catch up with. */
  private foldMeanwhile(before: number): boolean {
    if (this.leadMax === 0) return false
    const from = this.folded
    this.fold(Math.min(before - 1, from + MEANWHILE_EVENTS))
    return this.folded > from
  }

  private check(event: EventBuffer): boolean {
    let isFirst = false
    for (const checker of this.checkersOf[event.kindIndex]![event.arrowIndex]!) {
      checker.invariant.step(checker.state, event)
      if (checker.invariant.kind === 'safety' && this.judge(checker, event)) isFirst = true
    }
    if (event.kind !== 'phase' || event.key !== 'end') return isFirst
    for (const checker of this.checkers) {
      if (checker.invariant.kind === 'liveness' && this.judge(checker, event)) isFirst = true
    }
    return isFirst
  }

  private judge(checker: Checker, event: TraceEvent): boolean {
    const evidence = checker.invariant.broken(checker.state)
    if (evidence === null) return false
    checker.violations++
    if (checker.violations <= VIOLATIONS_KEPT) {
      this.violations.push({ invariant: checker.invariant.id, event: event.n, atMs: event.t, evidence })
    }
    return checker.violations === 1 && (this.stopAt === 'any' || this.stopAt.includes(checker.invariant.id))
  }

  /** Gives an action its number and, unless it is left out, its place in the queue. */
  private schedule(action: Action, isWanted = true): number {
    const index = this.actionCount++
    if (!isWanted) return index
    const atUs = instantUs(action.atMs)
    this.core.scheduler.pushUrgent(atUs, RANK_START + index, {
      cancelled: false,
      run: () => this.begin(action, index),
    })
    return index
  }

  private begin(action: Action, index: number): void {
    const { core } = this
    const verb = verbsOf(this.vocabulary, action.target).find((each) => each.verb === action.verb)!
    if (action.verb === 'heal') {
      this.heal(action)
      return
    }
    this.record(verb.span === 'lasting' ? 'fault' : 'action', action, index)
    if (verb.span === 'lasting') {
      this.faults = [...this.faults, { action, index, sinceUs: core.nowUs }]
      if (action.untilMs !== undefined) {
        const entry = { cancelled: false, run: () => this.end(index) }
        core.scheduler.pushUrgent(instantUs(action.untilMs), index, entry)
      }
    }
    if (action.verb === 'crash-at') this.traps.push({ action, index })
    if (action.verb === 'restart') this.boxes.restart(action.target)
    else if (action.verb === 'fail-first') this.boxes.failFirst(action.target, Number(action.value))
    this.boxes.apply(this.faults)
    this.actOn(action, index, 'start')
  }

  private end(index: number): void {
    const fault = this.faults.find((each) => each.index === index)
    if (fault === undefined) return
    this.endFaults([fault])
  }

  /** A process has got to a step: if that is where one is to die, it dies. */
  private spring(box: string, instance: number, step: string): void {
    const trap = this.traps.find(
      ({ action: { target, value } }) =>
        value === step && target.kind === 'box' && target.box === box && covers(target.instance, instance),
    )
    if (trap === undefined) return
    this.traps = this.traps.filter((each) => each !== trap)
    const atMs = this.core.nowUs / 1000
    const process = this.simulation.diagram.boxes[box]!.hostedBy ?? box
    const target = { kind: 'box', box: process, instance } as const
    this.begin({ verb: 'crash', target, atMs, untilMs: atMs + CRASH_AT_MS }, trap.index)
  }

  private heal(action: Action): void {
    const { target, value } = action
    const ended = this.faults.filter(
      (fault) =>
        isWithin(target, fault.action.target) &&
        // How much comes in is no fault: only who names it ends it.
        (value === undefined ? !this.isLoad(fault.action) : fault.action.verb === value),
    )
    this.endFaults(ended)
  }

  private isLoad({ verb, target }: Action): boolean {
    return verbsOf(this.vocabulary, target).find((each) => each.verb === verb)?.isLoad === true
  }

  private endFaults(ended: readonly ActiveFault[]): void {
    this.faults = this.faults.filter((fault) => !ended.includes(fault))
    for (const { action, index } of ended) {
      this.record('heal', action, index)
      if (action.verb === 'fail-first') this.boxes.failFirst(action.target, 0)
    }
    this.boxes.apply(this.faults)
    for (const { action, index } of ended) this.actOn(action, index, 'end')
  }

  private actOn(action: Action, index: number, phase: 'start' | 'end'): void {
    this.core.woke = true
    this.boxes.act(action, phase).then(
      (answer) => {
        if (phase === 'start' && answer !== undefined) this.answers.set(index, answer)
      },
      (error: unknown) => this.core.defect(error),
    )
  }

  private record(kind: 'fault' | 'action' | 'heal', action: Action, index: number): void {
    const { core } = this
    const { target } = action
    const names = Object.keys(this.simulation.diagram.boxes)
    const node = names.indexOf(target.kind === 'box' ? target.box : target.from) + 1
    const arrow =
      target.kind === 'box'
        ? 0
        : this.simulation.diagram.arrows.findIndex(({ from, to }) => from === target.from && to === target.to) + 1
    const by = index < this.scenario.actions.length ? 'scenario' : 'you'
    const data: Json = { ...action, target: { ...target }, index, by }
    const instance = (target.kind === 'box' ? target.instance : target.fromInstance) ?? 0
    core.trace.append(kind, core.nowUs, node, instance, arrow, 0, 0, 0, action.verb, data)
  }

  private loadValue(box: string, verb: string): number | undefined {
    for (let index = this.faults.length - 1; index >= 0; index--) {
      const { action } = this.faults[index]!
      if (action.verb === verb && action.target.kind === 'box' && action.target.box === box) {
        return action.value === undefined ? 1 : Number(action.value)
      }
    }
    return undefined
  }

  /** Lets arrivals that are due start, in order, and queues the next one. No load comes in at the very end of a run. */
  private pullArrivals(due?: Arrival): void {
    const { core } = this
    const lastMs = this.totalMs - Math.min(2000, this.settleMs / 2)
    for (let arrival = due; ;) {
      if (arrival !== undefined) this.arrive(arrival.box, arrival.message)
      const next = this.arrivals.next()
      if (next.done === true || next.value.atMs > lastMs) return
      const following = next.value
      const atUs = instantUs(following.atMs)
      if (atUs > core.nowUs || due === undefined) {
        core.scheduler.push(Math.max(atUs, core.nowUs), {
          cancelled: false,
          run: () => this.pullArrivals(following),
        })
        return
      }
      arrival = following
    }
  }

  private arrive(box: string, message: Arrival['message']): void {
    const instance = this.boxes.of(box)[0]!
    if (message === null) return
    if (instance.conditions.down || instance.conditions.frozen) return
    this.core.woke = true
    // Assigned, since Node 20 takes five times as long for a spread to which a property is added.
    const numbered: Message = Object.assign({}, message, { request: this.core.nextRequest() })
    const started = instance.component.handle?.(numbered, { from: '', fromInstance: 0, event: 0 })
    if (started instanceof Promise) started.catch((error: unknown) => this.core.defect(error))
  }

  private settlePhase(): void {
    this.isSettling = true
    this.traps = []
    this.phase('settle')
    this.endFaults(this.faults)
  }

  private endPhase(): void {
    this.phase('end')
    this.isFinished = true
  }

  private phase(key: 'settle' | 'end'): void {
    const { core } = this
    core.trace.append('phase', core.nowUs, 0, 0, 0, 0, 0, 0, key, undefined)
  }
}

/** True if what is done to `target` also reaches `other`. */
function isWithin(target: Target, other: Target): boolean {
  if (target.kind === 'box') {
    return other.kind === 'box' && other.box === target.box && covers(target.instance, other.instance)
  }
  return (
    other.kind === 'arrow' &&
    other.from === target.from &&
    other.to === target.to &&
    covers(target.fromInstance, other.fromInstance) &&
    covers(target.toInstance, other.toInstance)
  )
}

function covers(healed: number | undefined, faulty: number | undefined): boolean {
  return healed === undefined || faulty === undefined || healed === faulty
}

/** True if an invariant wants to see events of a kind on an arrow ('' for events on none). */
function isConcerned({ kinds, arrows }: Invariant, kind: Kind, arrow: string): boolean {
  if (kinds !== undefined && !kinds.includes(kind)) return false
  return arrow === '' || arrows === undefined || arrows.includes(arrow)
}
