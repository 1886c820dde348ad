/** Arrivals: the load of a scenario, handed to the boxes at which requests of the outside world begin. */
import type { Boxes } from './boxes'
import type { Message } from './component'
import type { Core } from './core'
import type { Instance } from './instance'
import type { Arrival } from './scenario'
import { instantUs } from './time'

/** Brings in the load of one run. */
export class Arrivals {
  private readonly core: Core
  private readonly boxes: Boxes
  private readonly arrivals: Iterator<Arrival>
  private readonly lastMs: number
  /** Whose turn it is, at boxes of several instances. */
  private readonly turns = new Map<string, number>()

  /** No load comes in after `lastMs` milliseconds of the run. */
  constructor(core: Core, boxes: Boxes, load: Iterable<Arrival>, lastMs: number) {
    this.core = core
    this.boxes = boxes
    this.arrivals = load[Symbol.iterator]()
    this.lastMs = lastMs
  }

  /** Queues the first arrival. */
  start(): void {
    this.pull()
  }

  /** Lets arrivals that are due begin, in order, and queues the next one. */
  private pull(due?: Arrival): void {
    const { core } = this
    for (let arrival = due; ;) {
      if (arrival !== undefined) this.begin(arrival)
      const next = this.arrivals.next()
      if (next.done === true || next.value.atMs > this.lastMs) return
      const following = next.value
      const atUs = instantUs(following.atMs)
      if (atUs > core.nowUs || due === undefined) {
        core.scheduler.push(Math.max(atUs, core.nowUs), { cancelled: false, run: () => this.pull(following) })
        return
      }
      arrival = following
    }
  }

  private begin({ box, message }: Arrival): void {
    if (message === null) return
    const instance = this.instanceOf(box)
    if (instance === undefined) return
    this.core.woke = true
    // Assigned, since Node 20 takes five times as long for a spread to which a property is added.
    const numbered: Message = Object.assign({}, message, { request: this.core.nextRequest() })
    const started = instance.component.handle?.(numbered, { from: '', fromInstance: 0, event: 0 })
    if (started instanceof Promise) started.catch((error: unknown) => this.core.defect(error))
  }

  /** The instance whose turn it is among those that can take anything in; undefined if none can: the request is not made. */
  private instanceOf(box: string): Instance | undefined {
    const instances = this.boxes.of(box)
    const turn = this.turns.get(box) ?? 0
    for (let step = 0; step < instances.length; step++) {
      const instance = instances[(turn + step) % instances.length]!
      if (instance.conditions.down || instance.conditions.frozen) continue
      if (instances.length > 1) this.turns.set(box, turn + step + 1)
      return instance
    }
    return undefined
  }
}
