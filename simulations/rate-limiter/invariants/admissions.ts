/** Who was admitted when, by key: read off the gateway's decisions. Several checkers look at the same logs. */
import { sharedFold } from '~/kernel/invariant'
import type { TraceEvent } from '~/kernel/trace'
import type { Parameters } from '../parameters'
import { createPolicyBook, type Policy } from '../policies'
import type { Caller, DecisionFact } from '../requests'
import { WindowLogs, type WindowLog } from './window-log'

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
  private readonly book: ReturnType<typeof createPolicyBook>
  /** How far a live Redis' clock is ahead of the run's, once it has said so; and how much of that it has gained since, in milliseconds. */
  private aheadMs: number | undefined
  private gainedMs = 0
  /** The admission that an event tells of, if any. Several checkers may ask about the same event. */
  readonly read = sharedFold((event) => this.follow(event))

  constructor(parameters: Parameters) {
    this.parameters = parameters
    this.windowMs = parameters.windowMs
    this.book = createPolicyBook(parameters)
  }

  /**
   * A moment of the run on the axis on which windows are counted. While a run on a live Redis stands still, or is late, Redis' clock goes on
   * and lets requests out of its window: what it has gained has passed, too. In any other run this is the run's own time.
   */
  private passedMs(t: number): number {
    return t + this.gainedMs
  }

  /** The fullest of a caller's keys at a time: admissions within the window, as a share of the limit. */
  fullness(caller: Caller, t: number): number {
    const shares = this.book
      .of(caller)
      .map(({ key, limit }) => this.logs.at(key, this.passedMs(t) - this.windowMs).count / limit)
    return Math.max(...shares)
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
    const logs = policies.map(({ key }) => {
      const log = this.logs.at(key, atMs - this.windowMs)
      log.add(atMs, fact.request, fact.source === 'redis')
      return log
    })
    return { fact, policies, logs }
  }

  private noteClock({ aheadMs }: { readonly aheadMs: number }): void {
    this.gainedMs += Math.max(0, aheadMs - (this.aheadMs ?? aheadMs))
    this.aheadMs = aheadMs
  }
}
