/** One arrow between two particular instances. */
import { linkConditions, type LinkConditions } from './conditions'
import { sampleMs, type Distribution } from './distribution'
import type { Instance } from './instance'
import type { Rng } from './random'

/** One arrow between two particular instances, with its delay and its faults. */
export class Link {
  readonly arrowIndex: number
  readonly from: Instance
  readonly to: Instance
  readonly rng: Rng
  conditions: LinkConditions = linkConditions([])
  private readonly latency: Distribution | undefined

  constructor(arrowIndex: number, from: Instance, to: Instance, latency: Distribution | undefined, rng: Rng) {
    this.arrowIndex = arrowIndex
    this.from = from
    this.to = to
    this.latency = latency
    this.rng = rng
  }

  /** Both ends are in one process: no network, no delay, no faults. */
  get isInProcess(): boolean {
    return this.latency === undefined
  }

  /** The delay of the next message in milliseconds, one way. */
  delayMs(): number {
    const { delayMs, reorderMs } = this.conditions
    const base = sampleMs(this.latency!, this.rng) + delayMs
    return reorderMs > 0 ? base + this.rng.float() * reorderMs : base
  }
}
