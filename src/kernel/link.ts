/** One arrow between two particular instances. */
import type { Core } from './core'
import type { ArrowDrawing } from './diagram'
import { linkConditions, type LinkConditions } from './conditions'
import { sampleMs, type Distribution } from './distribution'
import type { Instance } from './instance'
import type { Rng } from './random'
import { breakOff } from './reply'
import type { Entry } from './scheduler'
import { delayUs } from './time'

/** A clog keeps so many messages, each way; further ones are lost. */
const UNDER_WAY_MAX = 10_000

/** One arrow between two particular instances, with its delay and its faults. */
export class Link {
  readonly arrowIndex: number
  readonly from: Instance
  readonly to: Instance
  readonly rng: Rng
  private current: LinkConditions = linkConditions([])
  private readonly latency: Distribution | undefined
  private readonly isOrdered: boolean
  /** When the last message arrives each way, in microseconds, where none may overtake another. */
  private readonly lastUs = { request: 0, reply: 0 }
  /** Messages that a clog keeps, in their order. */
  private kept: Entry[] = []
  /** Messages under way while the capacity is limited, those that are kept included: requests and replies. */
  private readonly underWay = { request: 0, reply: 0 }

  constructor(
    arrowIndex: number,
    from: Instance,
    to: Instance,
    { latency, isOrdered = false }: Pick<ArrowDrawing, 'latency' | 'isOrdered'>,
    rng: Rng,
  ) {
    this.arrowIndex = arrowIndex
    this.from = from
    this.to = to
    this.latency = latency
    this.isOrdered = isOrdered
    this.rng = rng
  }

  /** Both ends are in one process: no network, no delay, no faults. */
  get isInProcess(): boolean {
    return this.latency === undefined
  }

  get conditions(): LinkConditions {
    return this.current
  }

  /** Brings the link in line with its faults. When a clog is over, all that it has kept arrives at once. */
  setConditions(core: Core, conditions: LinkConditions): void {
    const { kept, current } = this
    this.current = conditions
    if (conditions.isReset && !current.isReset) {
      for (const call of this.to.lose(this)) breakOff(call, call.sendEvent)
    }
    if (!current.isClogged || conditions.isClogged) return
    this.kept = []
    for (const entry of kept) core.scheduler.push(core.nowUs, entry)
  }

  /** Sends a message on its way; false if it is lost, because too many are under way. */
  carry(core: Core, direction: 'request' | 'reply', entry: Entry): boolean {
    if (this.to.live !== undefined) {
      // The way to a real server takes the time that it takes.
      core.scheduler.push(core.nowUs, entry)
      return true
    }
    const delayMs = this.isOrdered ? this.behindTheLast(core, direction) : this.delayMs()
    if (!this.current.isClogged && this.current.capacity === Infinity) {
      core.after(delayMs, entry)
      return true
    }
    return this.squeeze(core, direction, entry, delayMs)
  }

  private squeeze(core: Core, direction: 'request' | 'reply', entry: Entry, delayMs: number): boolean {
    const { isClogged, capacity } = this.current
    const { underWay } = this
    if (underWay[direction] >= Math.min(capacity, UNDER_WAY_MAX)) return false
    underWay[direction]++
    const crossing: Entry = {
      cancelled: false,
      run: () => {
        underWay[direction]--
        if (!entry.cancelled) entry.run()
      },
    }
    if (isClogged) this.kept.push(crossing)
    else core.after(delayMs, crossing)
    return true
  }

  /** The delay of a message that arrives no sooner than the one before it, in milliseconds. */
  private behindTheLast(core: Core, direction: 'request' | 'reply'): number {
    const { lastUs } = this
    lastUs[direction] = Math.max(lastUs[direction], core.nowUs + delayUs(this.delayMs()))
    return (lastUs[direction] - core.nowUs) / 1000
  }

  /** The delay of the next message in milliseconds, one way. */
  private delayMs(): number {
    const { delayMs, reorderMs } = this.current
    const base = sampleMs(this.latency!, this.rng) + delayMs
    return reorderMs > 0 ? base + this.rng.float() * reorderMs : base
  }
}
