/**
 * Does to real servers, and to the ways to them, what a menu offers. Connections suffer in proxies, so no server is harmed by that; a server
 * itself is killed or frozen only if the live server has started it to be thrown away.
 */
import type { Action } from '~/kernel/action'
import { linkConditions } from '~/kernel/conditions'
import type { Json } from '~/kernel/json'
import type { LiveAct, LiveControl } from '~/kernel/live'
import type { Address } from '~/infra/live-place'
import type { ServerProcess } from './local/server-process'
import type { Proxies, Way } from './proxy/proxies'
import { sideBySide, stepByStep } from './step-by-step'
import { toxicsOf, whyNotOnTcp, type Toxics } from './proxy/toxics'

/** What is controlled. */
export interface Controlled {
  readonly proxies: Proxies
  /** The processes of a store that may be harmed, by the kind of its box: one for each instance. */
  readonly processes: ReadonlyMap<string, readonly ServerProcess[]>
}

const NOT_OURS =
  'This server is your own: only servers that were started to be thrown away, by --local, are killed or frozen.'
const IN_COMMON =
  'All instances of this box have their connection to the real server in common: do it to all of them. An act on one of them that is known before the run begins has it given one of its own.'
const AMONG_THEM =
  'The servers of a real store talk to each other directly, and not through a proxy of ours: nothing can be done to that way from here.'
const PROCESS_VERBS: readonly string[] = ['crash', 'restart', 'freeze']
const CANNOT: Readonly<Record<string, string>> = {
  errors: 'What a real server answers is up to it: make it fail by its own means.',
  'fail-first': 'What a real server answers is up to it: make it fail by its own means.',
  skew: 'A real server reads the clock of its machine.',
}

/** Controls a stack. */
export class StackControl implements LiveControl {
  readonly #controlled: Controlled
  /** What lasts on arrows, and on servers as a whole. */
  #lasting: readonly LiveAct[] = []
  /** What lasts on processes. */
  #harmed: readonly LiveAct[] = []

  constructor(controlled: Controlled) {
    this.#controlled = controlled
  }

  /** Where to connect instead of to a server: whatever is in force on that way acts there from the first byte. */
  async address(way: Way, server: Address): Promise<Address> {
    const { proxies } = this.#controlled
    await proxies.set(way, this.#toxicsFor(way))
    return proxies.address(way, server)
  }

  refusal(act: LiveAct): string | undefined {
    const { action, kind } = act
    const { verb, target } = action
    if (target.kind === 'arrow') {
      if (target.from === target.to) return AMONG_THEM
      return whyNotOnTcp(verb) ?? this.#whyNotApart(act)
    }
    if (verb === 'slow') return undefined
    if (!PROCESS_VERBS.includes(verb)) return CANNOT[verb] ?? `Nobody here can do "${verb}" to a real server.`
    return this.#controlled.processes.has(kind) ? undefined : NOT_OURS
  }

  /** Undoes whatever is in force: servers that were killed or frozen are back, ways are clear. */
  async restore(): Promise<void> {
    this.#lasting = []
    // A server that does not come back keeps none of the others as they are.
    await stepByStep(() => this.#apply(), ...this.#harmed.map((act) => () => this.end(act)))
  }

  async begin(act: LiveAct): Promise<Json> {
    const why = this.refusal(act)
    if (why !== undefined) throw new Error(why)
    const { verb, target } = act.action
    if (target.kind === 'arrow' || verb === 'slow') {
      this.#lasting = [...this.#lasting, act]
      await this.#apply()
      return null
    }
    const processes = this.#processesOf(act)
    if (verb !== 'restart') this.#harmed = [...this.#harmed, act]
    await Promise.all(
      processes.map(async (each) => {
        if (verb === 'freeze') each.freeze()
        else if (verb === 'crash') await each.keepDead()
        else await each.kill().then(() => each.revive())
      }),
    )
    return null
  }

  async end(act: LiveAct): Promise<void> {
    const { verb, target } = act.action
    if (target.kind === 'arrow' || verb === 'slow') {
      this.#lasting = without(this.#lasting, act)
      await this.#apply()
      return
    }
    this.#harmed = without(this.#harmed, act)
    await sideBySide(this.#processesOf(act).map((each) => () => (verb === 'freeze' ? each.thaw() : each.letLive())))
  }

  /** An act on one caller cannot be done where all of them have their connection in common. */
  #whyNotApart(act: LiveAct): string | undefined {
    const { target } = act.action
    if (target.kind !== 'arrow') return undefined
    const instance = target.to === act.box ? target.fromInstance : target.toInstance
    const ways = this.#controlled.proxies.ways().filter((way) => covers(act, way))
    return instance !== undefined && ways.some(({ fromInstance }) => fromInstance === null) ? IN_COMMON : undefined
  }

  #processesOf({ action: { target }, kind }: LiveAct): readonly ServerProcess[] {
    const all = this.#controlled.processes.get(kind) ?? []
    const instance = target.kind === 'box' ? target.instance : undefined
    return instance === undefined ? all : all.filter((_, index) => index === instance)
  }

  async #apply(): Promise<void> {
    const { proxies } = this.#controlled
    await Promise.all(proxies.ways().map((way) => proxies.set(way, this.#toxicsFor(way))))
  }

  #toxicsFor(way: Way): Toxics {
    const onWay = this.#lasting.filter((act) => covers(act, way)).map(({ action }) => action)
    const toxics = toxicsOf(linkConditions(onWay.filter(({ target }) => target.kind === 'arrow')))
    const slowMs = onWay.filter(({ verb }) => verb === 'slow').reduce((sum, { value }) => sum + Number(value), 0)
    return { ...toxics, requests: { ...toxics.requests, latencyMs: toxics.requests.latencyMs + slowMs } }
  }
}

/** Whether what is done to an arrow, or to a server as a whole, reaches a way. Whoever calls may stand at either end of the arrow. */
function covers({ action: { target }, box }: LiveAct, way: Way): boolean {
  if (way.to !== box) return false
  const is = (wanted: number | undefined, instance: number | null) =>
    wanted === undefined || instance === null || wanted === instance
  if (target.kind === 'box') return is(target.instance, way.toInstance)
  const isForward = target.to === box
  return (
    (isForward ? target.from : target.to) === way.from &&
    is(isForward ? target.fromInstance : target.toInstance, way.fromInstance) &&
    is(isForward ? target.toInstance : target.fromInstance, way.toInstance)
  )
}

function without(acts: readonly LiveAct[], ended: LiveAct): readonly LiveAct[] {
  const found = acts.findIndex(({ action }) => isSame(action, ended.action))
  return acts.filter((_, index) => index !== found)
}

function isSame(one: Action, other: Action): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}
