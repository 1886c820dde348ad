/** One process behind a box: its code, its incarnation, and what keeps it from running. */
import type { Call } from './call'
import type { Component, InspectQuery } from './component'
import type { InstanceConditions } from './conditions'
import { instanceConditions } from './conditions'
import type { Core } from './core'
import type { Json } from './json'
import type { Link } from './link'
import type { LiveHalf } from './live'
import type { Rng } from './random'
import type { Entry } from './scheduler'

/** One process. Everything it waits for belongs to an incarnation; a crash ends the incarnation and with it the waits. */
export class Instance {
  readonly box: string
  readonly boxIndex: number
  readonly number: number
  readonly inFlightMax: number
  readonly rng: Rng
  /** Requests in work. One that came in twice is in work twice. */
  readonly inFlight = new Set<{ readonly call: Call }>()
  component: Component = {}
  /** Set if a real server does the work of this process: nothing that is done to the box is done to the process. */
  live: LiveHalf | undefined = undefined
  incarnation = 0
  conditions: InstanceConditions = instanceConditions([])
  /** How many messages are still to be failed by `fail-first`. */
  failFirst = 0
  private readonly core: Core
  private held: Entry[] = []
  private heldRequests = 0

  constructor(core: Core, box: string, boxIndex: number, number: number, inFlightMax: number, rng: Rng) {
    this.core = core
    this.box = box
    this.boxIndex = boxIndex
    this.number = number
    this.inFlightMax = inFlightMax
    this.rng = rng
  }

  /** True if an entry that belongs to `incarnation` may run now. A frozen process keeps it for later. */
  mayRun(incarnation: number, entry: Entry): boolean {
    if (incarnation !== this.incarnation || this.conditions.down) return false
    if (!this.conditions.frozen) return true
    this.held.push(entry)
    return false
  }

  /** Counts a request that a frozen process has to keep; false if it keeps as many as it can. Waits are always kept. */
  mayHoldRequest(): boolean {
    if (this.heldRequests >= this.inFlightMax) return false
    this.heldRequests++
    return true
  }

  /** Ends the incarnation: memory, waits and held entries are gone. Returns the calls that were in work. */
  die(): Call[] {
    this.incarnation++
    this.component = {}
    this.held = []
    this.heldRequests = 0
    const lost = Array.from(this.inFlight, ({ call }) => call)
    this.inFlight.clear()
    return lost
  }

  /** The calls along a link that this process has: in work, or kept while it is frozen. It never sees what was kept. */
  lose(link: Link): Call[] {
    const callOf = (entry: { readonly call?: Call }) => (entry.call?.link === link ? [entry.call] : [])
    const kept = this.held.flatMap((entry) => callOf(entry as { readonly call?: Call }))
    if (kept.length > 0) this.held = this.held.filter((entry) => callOf(entry as { readonly call?: Call }).length === 0)
    this.heldRequests -= kept.length
    return [...Array.from(this.inFlight).flatMap(callOf), ...kept]
  }

  /** Queues what was held while the process was frozen, in its order. */
  thaw(): void {
    const held = this.held
    this.held = []
    this.heldRequests = 0
    for (const entry of held) this.core.scheduler.push(this.core.nowUs, entry)
  }

  /** Shows a page of its state. */
  async inspect(query: InspectQuery): Promise<Json> {
    return this.conditions.down ? null : ((await this.component.inspect?.(query)) ?? null)
  }

  /** Resolves after a time on this instance's clock. */
  sleep(durationMs: number): Promise<void> {
    return new Promise((resolve) => this.core.after(durationMs, new Wake(this.core, this, resolve)))
  }
}

class Wake implements Entry {
  cancelled = false
  private readonly core: Core
  private readonly instance: Instance
  private readonly incarnation: number
  private readonly resolve: () => void

  constructor(core: Core, instance: Instance, resolve: () => void) {
    this.core = core
    this.instance = instance
    this.incarnation = instance.incarnation
    this.resolve = resolve
  }

  run(): void {
    if (!this.instance.mayRun(this.incarnation, this)) return
    this.core.woke = true
    this.resolve()
  }
}
