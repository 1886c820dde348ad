/** The boxes and arrows of a running diagram, and what faults do to them. */
import { PROCESS_VERBS, type Action, type Target } from './action'
import { assert } from './assert'
import { Call } from './call'
import { CallError } from './call-error'
import type { Build, CallOptions, Component, Context, Message } from './component'
import { instanceConditions, type ActiveFault } from './conditions'
import type { Core } from './core'
import { instancesOf, type AnyDiagram } from './diagram'
import { Disks } from './disks'
import { Instance } from './instance'
import type { Json } from './json'
import { Links } from './links'
import type { Live } from './live'
import { LiveActs } from './live-acts'
import type { Rng } from './random'
import { sendReply } from './reply'
import type { Verb } from './verb'

/** Every process and every link of one diagram. */
export class Boxes {
  readonly instances: readonly (readonly Instance[])[]
  /** Hears of every step that a process gets to. */
  onStep: ((box: string, instance: number, step: string) => void) | undefined
  private faults: readonly ActiveFault[] = []
  private readonly core: Core
  private readonly diagram: AnyDiagram
  private readonly names: readonly string[]
  private readonly builds: Readonly<Record<string, Build<AnyDiagram, string, unknown>>>
  private readonly setup: unknown
  private readonly verbs: Readonly<Record<string, readonly Verb[] | undefined>>
  private readonly links: Links
  private readonly liveActs: LiveActs
  private readonly disks = new Disks()

  constructor(
    core: Core,
    diagram: AnyDiagram,
    builds: Readonly<Record<string, Build<AnyDiagram, string, unknown>>>,
    setup: unknown,
    verbs: Readonly<Record<string, readonly Verb[] | undefined>>,
    rng: Rng,
    live: Live = {},
  ) {
    this.verbs = verbs
    this.core = core
    this.diagram = diagram
    this.names = Object.keys(diagram.boxes)
    this.builds = builds
    this.setup = setup
    this.instances = this.names.map((box, index) =>
      Array.from({ length: instancesOf(diagram, box) }, (_, number) => {
        const inFlightMax = diagram.boxes[box]!.inFlightMax ?? 10_000
        return new Instance(core, box, index + 1, number, inFlightMax, rng.fork(`box:${box}/${number}`))
      }),
    )
    this.links = new Links(core, diagram, (box) => this.of(box), rng)
    this.liveActs = new LiveActs(core, diagram, live, (box) => this.of(box)[0]!)
  }

  /** The instances of a box. */
  of(box: string): readonly Instance[] {
    return this.instances[this.names.indexOf(box)]!
  }

  at(box: string, number: number): Instance {
    const instance = this.of(box)[number]
    assert(instance !== undefined, `there is no ${box}/${number}`)
    return instance
  }

  /** Builds and starts every process. */
  start(): void {
    for (const instances of this.instances) for (const instance of instances) this.build(instance)
    for (const instances of this.instances) for (const instance of instances) this.run(instance)
  }

  /** Brings every process and link in line with the faults in force. */
  apply(faults: readonly ActiveFault[]): void {
    this.faults = faults
    for (const instances of this.instances) {
      for (const instance of instances) {
        if (instance.live !== undefined) continue
        const own = faults.filter(
          ({ action: { target, verb } }) =>
            this.concerns(target, instance) && (isOf(target, instance.box) || PROCESS_VERBS.includes(verb)),
        )
        this.setConditions(
          instance,
          own.map(({ action }) => action),
        )
      }
    }
    this.links.apply(faults)
  }

  /** Ends and starts the processes of a target at once. */
  restart(target: Target): void {
    for (const instance of this.concerned(target)) {
      if (instance.conditions.down || instance.live !== undefined) continue
      this.kill(instance)
      this.revive(instance)
    }
  }

  /** Lets the components of a target take part in a verb of their own; returns the first thing they want shown. */
  async act(action: Action, phase: 'start' | 'end'): Promise<Json | undefined> {
    const outside = this.liveActs.act(action, phase)
    let shown: Json | undefined
    for (const instance of this.concerned(action.target)) {
      if (instance.conditions.down || (outside !== undefined && instance.live !== undefined)) continue
      const answer = await instance.component.act?.(action.verb, action.value, phase)
      shown ??= answer
    }
    if (outside !== undefined) shown ??= await outside
    return shown
  }

  /** Whether an action is done to a real server, or on the way to one. */
  isLiveAct(action: Action): boolean {
    return this.liveActs.reaches(action)
  }

  /** Why an action cannot be done to the real thing that its target stands for; undefined if it can, or if there is none. */
  refusal(action: Action): string | undefined {
    return this.liveActs.refusal(action)
  }

  /** Sets how many of the next messages fail, at every instance of a target. */
  failFirst(target: Target, count: number): void {
    for (const instance of this.concerned(target))
      if (isOf(target, instance.box) && instance.live === undefined) instance.failFirst = count
  }

  /** The instances of a target, with those of the boxes that live in the same processes. */
  private concerned(target: Target): Instance[] {
    return this.instances.flat().filter((instance) => this.concerns(target, instance))
  }

  private concerns(target: Target, instance: Instance): boolean {
    if (target.kind !== 'box') return false
    if (target.instance !== undefined && target.instance !== instance.number) return false
    return target.box === instance.box || target.box === this.diagram.boxes[instance.box]!.hostedBy
  }

  /** What a box's instance has in common with those hosted beside it. */
  private processOf({ box, number }: Instance): string {
    return `${this.diagram.boxes[box]!.hostedBy ?? box}/${number}`
  }

  private setConditions(instance: Instance, faults: readonly Action[]): void {
    const before = instance.conditions
    const after = instanceConditions(faults)
    if (!before.down && after.down) this.kill(instance)
    instance.conditions = after
    if (before.down && !after.down) this.revive(instance)
    else if (before.frozen && !after.frozen) instance.thaw()
  }

  private kill(instance: Instance): void {
    const lost = instance.die()
    const { core } = this
    const { boxIndex, number } = instance
    const event = core.trace.append('crash', core.nowUs, boxIndex, number, 0, 0, 0, 0, 'crash', undefined)
    for (const call of lost) {
      // A caller in the same process has died with it.
      if (call.link.isInProcess) continue
      const tell = () => sendReply(call, event, new CallError('reset', `${instance.box} died while it worked`))
      const { slowCloseMs } = call.link.conditions
      if (slowCloseMs > 0) core.after(slowCloseMs, { cancelled: false, run: tell })
      else tell()
    }
  }

  private revive(instance: Instance): void {
    const { core } = this
    core.trace.append('restart', core.nowUs, instance.boxIndex, instance.number, 0, 0, 0, 0, 'restart', undefined)
    this.build(instance)
    this.run(instance)
    this.remind(instance)
  }

  /** Tells a new process which lasting verbs of its own are in force, and which ended while it was down. */
  private remind(instance: Instance): void {
    for (const { verb, span } of this.verbs[instance.box] ?? []) {
      if (span !== 'lasting') continue
      const active = this.faults.find(({ action }) => action.verb === verb && this.concerns(action.target, instance))
      const told = instance.component.act?.(verb, active?.action.value, active === undefined ? 'end' : 'start')
      if (told instanceof Promise) told.catch((error: unknown) => this.core.defect(error))
    }
  }

  private build(instance: Instance): void {
    instance.component = this.builds[instance.box]!(this.contextOf(instance), this.setup)
    instance.live = (instance.component as Component).live
  }

  private run(instance: Instance): void {
    this.core.woke = true
    const started: void | Promise<void> = (instance.component as Component).start?.()
    if (started instanceof Promise) started.catch((error: unknown) => this.core.defect(error))
  }

  private contextOf(instance: Instance): Context {
    const { core } = this
    const { incarnation } = instance
    // Code that led to the death of its process runs on until it next waits. Nothing that it does any more comes to anything.
    const isDead = () => incarnation !== instance.incarnation
    const route = this.links.routeOf(instance)
    return {
      self: instance.box,
      instance: instance.number,
      instances: this.of(instance.box).length,
      rng: instance.rng,
      clock: {
        nowMs: () => core.nowUs / 1000 + instance.conditions.skewMs,
        monotonicMs: () => core.nowUs / 1000,
        sleep: (durationMs) => (isDead() ? NEVER : instance.sleep(durationMs)),
      },
      call: <Reply>(to: string, message: Message, options: CallOptions) =>
        new Promise<Reply>((resolve, reject) => {
          if (isDead()) return
          const link = route(to, options.isPull === true, options.instance)
          new Call(core, link, message, options, resolve as (reply: unknown) => void, reject)
        }),
      emit: (key, value, about) => {
        if (isDead()) return
        const { boxIndex, number } = instance
        core.trace.append(
          'state', core.nowUs, boxIndex, number, 0, 0, about?.request ?? 0, about?.cause ?? 0, key, value,
        ) // prettier-ignore
      },
      nextRequest: () => core.nextRequest(),
      step: (name) => {
        if (!isDead()) this.onStep?.(instance.box, instance.number, name)
        return isDead() ? NEVER : undefined
      },
      io: (start) => core.pace.begin(start),
      outside: (start) => core.pace.outside(start),
      disk: (name, make) => this.disks.of(this.processOf(instance), name, make),
    }
  }
}

/** What a dead process waits for. */
const NEVER = new Promise<void>(() => {})

function isOf(target: Target, box: string): boolean {
  return target.kind === 'box' && target.box === box
}
