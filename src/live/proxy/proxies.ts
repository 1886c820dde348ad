/**
 * All proxies of a stack: one for every way that bytes go, from one instance of a box to one server. What is done to an arrow is done to its
 * ways alone, although others lead to the same server. A way is made when it is first asked for, also to servers that only the stack
 * knows of: a broker whose address a client has learnt from another broker is reached through a proxy like the first.
 */
import type { LinkConditions } from '~/kernel/conditions'
import type { Address } from '~/infra/live-place'
import { TcpProxy } from './tcp-proxy'
import { CLEAR, toxicsOf, type Toxics } from './toxics'

/** One way along a drawn arrow: instances are numbered from 0. */
export interface Way {
  readonly from: string
  /** Null: all instances share it. */
  readonly fromInstance: number | null
  readonly to: string
  readonly toInstance: number
}

/** More proxies than any diagram needs. */
const PROXIES_MAX = 512

/** The proxies. */
export class Proxies {
  readonly #opening = new Map<string, Promise<TcpProxy>>()
  readonly #toxics = new Map<string, Toxics>()
  readonly #ways = new Map<string, Way>()
  #isClosed = false

  /** Ways that were asked for, or that something was done to. */
  ways(): readonly Way[] {
    return [...this.#ways.values()]
  }

  /**
   * Where to connect instead of to a server.
   * @throws Error if there are too many ways, or the proxies are closed
   */
  async address(way: Way, server: Address): Promise<Address> {
    const name = nameOf(way)
    this.#ways.set(name, way)
    const key = `${name} ${server.host}:${server.port}`
    let opening = this.#opening.get(key)
    if (opening === undefined) {
      if (this.#isClosed) throw new Error('the proxies are closed')
      if (this.#opening.size >= PROXIES_MAX) throw new Error(`there are more than ${PROXIES_MAX} ways to servers`)
      opening = TcpProxy.open({ upstream: server })
      this.#opening.set(key, opening)
      opening.catch(() => this.#opening.delete(key))
    }
    const proxy = await opening
    proxy.set(this.#toxics.get(name) ?? CLEAR)
    return proxy.address
  }

  /** Does to a way what the faults of its arrow are. */
  suffer(way: Way, conditions: LinkConditions): Promise<void> {
    return this.set(way, toxicsOf(conditions))
  }

  /** Does to a way what no menu offers, too. */
  async set(way: Way, toxics: Toxics): Promise<void> {
    const name = nameOf(way)
    this.#ways.set(name, way)
    this.#toxics.set(name, toxics)
    const ours = [...this.#opening].filter(([key]) => key.startsWith(`${name} `))
    for (const [, opening] of ours) (await opening).set(toxics)
  }

  /** Ends all of them. */
  async close(): Promise<void> {
    this.#isClosed = true
    const opened = await Promise.allSettled(this.#opening.values())
    await Promise.all(opened.map((each) => (each.status === 'fulfilled' ? each.value.close() : undefined)))
  }
}

function nameOf({ from, fromInstance, to, toInstance }: Way): string {
  return `${from}/${fromInstance ?? '*'}→${to}/${toInstance}`
}
