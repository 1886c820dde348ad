/** Faults: what is done to the boxes and arrows of a run, when it begins and ends, and what it leaves in the trace. */
import { verbOf, type Action, type Target, type Vocabulary } from './action'
import { arrowName } from './arrow'
import type { Boxes } from './boxes'
import type { ActiveFault } from './conditions'
import type { Core } from './core'
import type { Json } from './json'
import { instantUs } from './time'
import type { Outside } from './unhealed'
import { CRASH_AT_MS } from './verb'

/** Among urgent entries of one instant, actions begin after everything that ends, in the order in which they are numbered. */
const RANK_START = 1_000_000

/** An action that has its number. */
export interface Scheduled {
  /** Position in the run's list of actions. */
  readonly index: number
  /** What the box had to show when it was done; undefined until then, or if there was nothing. */
  shown: Json | undefined
  /** True once it is done, whatever there was to show. */
  isDone: boolean
}

/** A process that is to die when it gets to a step. */
interface Trap {
  readonly action: Action
  /** The number of the action that set it. */
  readonly index: number
}

/** What is done to one run. */
export class Faults {
  /** Lasting actions that are in force, levels of load included. */
  active: readonly ActiveFault[] = []
  private readonly core: Core
  private readonly boxes: Boxes
  private readonly vocabulary: Vocabulary
  private readonly boxNames: readonly string[]
  private readonly arrowNames: readonly string[]
  private traps: readonly Trap[] = []
  /** Numbers of faults that are not healed in the calm end. */
  private forGood: ReadonlySet<number> = new Set()
  private count = 0
  /** Actions below this number are the scenario's. */
  private scenarioCount = 0

  constructor(core: Core, boxes: Boxes, vocabulary: Vocabulary) {
    this.core = core
    this.boxes = boxes
    this.vocabulary = vocabulary
    this.boxNames = Object.keys(vocabulary.diagram.boxes)
    this.arrowNames = vocabulary.diagram.arrows.map(arrowName)
    boxes.onStep = (box, instance, step) => this.spring(box, instance, step)
  }

  /** Numbers the actions of a scenario, which come first, and queues those that are wanted. */
  scheduleScenario(actions: readonly Action[], isWanted: (action: Action) => boolean = () => true): void {
    for (const action of actions) {
      if (isWanted(action)) this.schedule(action)
      else this.count++
    }
    this.scenarioCount = this.count
  }

  /** Gives an action its number and its place in the queue. */
  schedule(action: Action): Scheduled {
    const scheduled: Scheduled = { index: this.count++, shown: undefined, isDone: false }
    this.core.scheduler.pushUrgent(instantUs(action.atMs), RANK_START + scheduled.index, {
      cancelled: false,
      run: () => this.begin(action, scheduled),
    })
    return scheduled
  }

  /**
   * Ends everything that is in force, and nothing that was to come of it comes any more. What is outside the part that is
   * healed stays for good, whenever it was to end.
   */
  settle(outside: Outside): void {
    this.traps = []
    const isLeft = ({ action }: ActiveFault) =>
      verbOf(this.vocabulary, action).isLoad !== true && outside.holds(action.target)
    this.forGood = new Set(this.active.filter(isLeft).map(({ index }) => index))
    this.end(this.active.filter(({ index }) => !this.forGood.has(index)))
  }

  /** The value of a load verb in force at a box, or undefined. */
  loadValue(box: string, verb: string): number | undefined {
    for (let index = this.active.length - 1; index >= 0; index--) {
      const { action } = this.active[index]!
      if (action.verb === verb && action.target.kind === 'box' && action.target.box === box) {
        return action.value === undefined ? 1 : Number(action.value)
      }
    }
    return undefined
  }

  private begin(action: Action, scheduled: Scheduled): void {
    if (action.verb === 'heal') {
      this.heal(action)
      return
    }
    const { index } = scheduled
    const isLasting = verbOf(this.vocabulary, action).span === 'lasting'
    this.record(isLasting ? 'fault' : 'action', action, index)
    if (isLasting) {
      this.active = [...this.active, { action, index, sinceUs: this.core.nowUs }]
      if (action.untilMs !== undefined) this.endAt(action.untilMs, index)
    }
    if (action.verb === 'crash-at') this.traps = [...this.traps, { action, index }]
    if (action.verb === 'restart') this.boxes.restart(action.target)
    else if (action.verb === 'fail-first') this.boxes.failFirst(action.target, Number(action.value))
    this.boxes.apply(this.active)
    this.actOn(action, 'start', (shown) => {
      scheduled.shown = shown
      scheduled.isDone = true
    })
  }

  private endAt(atMs: number, index: number): void {
    const run = () => {
      if (!this.forGood.has(index)) this.end(this.active.filter((fault) => fault.index === index))
    }
    // What an action led to ends in the order of the action itself.
    this.core.scheduler.pushUrgent(instantUs(atMs), index < 0 ? -1 - index : index, { cancelled: false, run })
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
    const process = this.vocabulary.diagram.boxes[box]!.hostedBy ?? box
    const target = { kind: 'box', box: process, instance } as const
    // A number of its own, below zero: those from zero on are of the run's list, whenever an action joins it.
    const crash = { index: -1 - trap.index, shown: undefined, isDone: false }
    this.begin({ verb: 'crash', target, atMs, untilMs: atMs + CRASH_AT_MS }, crash)
  }

  private heal({ target, value }: Action): void {
    this.end(
      this.active.filter(
        ({ action }) =>
          isWithin(target, action.target) &&
          // How much comes in is no fault: only who names it ends it.
          (value === undefined ? verbOf(this.vocabulary, action).isLoad !== true : action.verb === value),
      ),
    )
  }

  private end(ended: readonly ActiveFault[]): void {
    if (ended.length === 0) return
    this.active = this.active.filter((fault) => !ended.includes(fault))
    for (const { action, index } of ended) {
      this.record('heal', action, index)
      if (action.verb === 'fail-first') this.boxes.failFirst(action.target, 0)
    }
    this.boxes.apply(this.active)
    for (const { action } of ended) this.actOn(action, 'end', () => undefined)
  }

  private actOn(action: Action, phase: 'start' | 'end', show: (shown: Json | undefined) => void): void {
    this.core.woke = true
    this.boxes.act(action, phase).then(show, (error: unknown) => this.core.defect(error))
  }

  private record(kind: 'fault' | 'action' | 'heal', action: Action, index: number): void {
    const { core } = this
    const { target } = action
    const isBox = target.kind === 'box'
    const node = this.boxNames.indexOf(isBox ? target.box : target.from) + 1
    const arrow = isBox ? 0 : this.arrowNames.indexOf(arrowName(target)) + 1
    const instance = (isBox ? target.instance : target.fromInstance) ?? 0
    const by = (index < 0 ? -1 - index : index) < this.scenarioCount ? 'scenario' : 'you'
    const data: Json = { ...action, target: { ...target }, index, by }
    core.trace.append(kind, core.nowUs, node, instance, arrow, 0, 0, 0, action.verb, data)
  }
}

/** True if what is done to `target` also reaches `other`. */
function isWithin(target: Target, other: Target): boolean {
  if (target.kind === 'box') {
    return other.kind === 'box' && other.box === target.box && covers(target.instance, other.instance)
  }
  return (
    other.kind === 'arrow' &&
    arrowName(other) === arrowName(target) &&
    covers(target.fromInstance, other.fromInstance) &&
    covers(target.toInstance, other.toInstance)
  )
}

function covers(healed: number | undefined, faulty: number | undefined): boolean {
  return healed === undefined || faulty === undefined || healed === faulty
}
