/** Who was admitted when, by key: read off the gateway's decisions. Several checkers look at the same logs. */
import { sharedFold } from '~/kernel/invariant'
import type { TraceEvent } from '~/kernel/trace'
import type { Parameters } from '../parameters'
import { createPolicyBook, type Policy } from '../policies'
import type { Caller, DecisionFact } from '../requests'
import { createOracle, type Oracle } from './oracle'
import { WindowLogs, type WindowLog } from './window-log'

/** A caller one of whose limits is used to this share may be refused rightly. */
const NEARLY_FULL = 0.9

/** One admission, with the logs of all its keys up to and including it. Entries that Redis admitted are marked. */
export interface Admission {
  readonly fact: DecisionFact
  readonly policies: readonly Policy[]
  readonly logs: readonly WindowLog[]
}

/** Follows decisions. */
export class Admissions {
  private readonly logs = new WindowLogs()
  private readonly parameters: Parameters
  private readonly windowMs: number
  /** Null if the algorithm refuses by the window's own count. */
  private readonly oracle: Oracle | null
  private readonly book: ReturnType<typeof createPolicyBook>
  /** How far a live Redis' clock is ahead of the run's, once it has said so; and how much of that it has gained since, in milliseconds. */
  private aheadMs: number | undefined
  private gainedMs = 0
  /** The admission that an event tells of, if any. Several checkers may ask about the same event. */
  readonly read = sharedFold((event) => this.follow(event))

  constructor(parameters: Parameters) {
    this.parameters = parameters
    this.windowMs = parameters.windowMs
    this.oracle = createOracle(parameters)
    this.book = createPolicyBook(parameters)
  }

  /**
   * A moment of the run on the axis on which windows are counted. While a run on a live Redis stands still, or is late, Redis' clock goes on
   * and lets requests out of its window: what it has gained has passed, too. In any other run this is the run's own time.
   */
  private passedMs(t: number): number {
    return t + this.gainedMs
  }

  /**
   * True if one of a caller's keys is so full at a time that it may be refused rightly: by the admissions within the window, or by what the
   * run's algorithm makes of those. One that estimates may refuse before the window is full.
   */
  isNearlyFull(caller: Caller, t: number): boolean {
    const atMs = this.passedMs(t)
    const policies = this.book.of(caller)
    if (policies.some(({ key, limit }) => this.logs.at(key, atMs - this.windowMs).count >= NEARLY_FULL * limit))
      return true
    const { oracle } = this
    return oracle !== null && policies.some((asked) => oracle.fullest(asked, atMs * 1000) >= NEARLY_FULL)
  }

  /** Where a route is declared to fail open, what it lets through is counted for no key, and promised of none. */
  private isUncounted({ source, route }: DecisionFact): boolean {
    return source === 'fail-open' && this.parameters[`${route}Policy`] === 'fail-open'
  }

  private follow(event: TraceEvent): Admission | null {
    if (event.kind !== 'state') return null
    if (event.key === 'clock' && event.node === 'redis') this.noteClock(event.data as { readonly aheadMs: number })
    if (event.key !== 'decision') return null
    const fact = event.data as DecisionFact
    if (!fact.allowed || this.isUncounted(fact)) return null
    const policies = this.book.of(fact)
    const atMs = this.passedMs(event.t)
    const logs = policies.map(({ key, limit }) => {
      const log = this.logs.at(key, atMs - this.windowMs)
      log.add(atMs, fact.request, fact.source === 'redis')
      this.oracle?.add({ key, limit }, atMs * 1000)
      return log
    })
    return { fact, policies, logs }
  }

  private noteClock({ aheadMs }: { readonly aheadMs: number }): void {
    this.gainedMs += Math.max(0, aheadMs - (this.aheadMs ?? aheadMs))
    this.aheadMs = aheadMs
  }
}
