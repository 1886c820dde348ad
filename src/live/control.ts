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
import { toxicsOf, whyNotOnTcp, type Toxics } from './proxy/toxics'

/** What is controlled. */
export interface Controlled {
  readonly proxies: Proxies
  /** The processes of a store that may be harmed, by the kind of its box: one for each instance. */
  readonly processes: ReadonlyMap<string, readonly ServerProcess[]>
}

const NOT_OURS =
  'This server is your own: only servers that were started to be thrown away, by --local, are killed or frozen.'
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

  constructor(controlled: Controlled) {
    this.#controlled = controlled
  }

  /** Where to connect instead of to a server: whatever is in force on that way acts there from the first byte. */
  async address(way: Way, server: Address): Promise<Address> {
    const { proxies } = this.#controlled
    await proxies.set(way, this.#toxicsFor(way))
    return proxies.address(way, server)
  }

  refusal({ action, kind }: LiveAct): string | undefined {
    const { verb, target } = action
    if (target.kind === 'arrow') return whyNotOnTcp(verb) ?? undefined
    if (verb === 'slow') return undefined
    if (!PROCESS_VERBS.includes(verb)) return CANNOT[verb] ?? `Nobody here can do "${verb}" to a real server.`
    return this.#controlled.processes.has(kind) ? undefined : NOT_OURS
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
    await Promise.all(
      this.#processesOf(act).map(async (each) => {
        if (verb === 'freeze') each.freeze()
        else await each.kill()
        if (verb === 'restart') await each.start()
      }),
    )
    return null
  }

  async end(act: LiveAct): Promise<void> {
    const { verb, target } = act.action
    if (target.kind === 'arrow' || verb === 'slow') {
      const ended = this.#lasting.findIndex(({ action }) => isSame(action, act.action))
      this.#lasting = this.#lasting.filter((_, index) => index !== ended)
      await this.#apply()
      return
    }
    await Promise.all(
      this.#processesOf(act).map(async (each) => {
        if (verb === 'freeze') each.thaw()
        else await each.start()
      }),
    )
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
  const is = (wanted: number | undefined, instance: number) => wanted === undefined || wanted === instance
  if (target.kind === 'box') return is(target.instance, way.toInstance)
  const isForward = target.to === box
  return (
    (isForward ? target.from : target.to) === way.from &&
    is(isForward ? target.fromInstance : target.toInstance, way.fromInstance) &&
    is(isForward ? target.toInstance : target.fromInstance, way.toInstance)
  )
}

function isSame(one: Action, other: Action): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}
