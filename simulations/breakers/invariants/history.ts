/**
 * What the checkers know of every breaker, told by its facts and by the messages on its arrow alone: its state, the results
 * that count in it, and the calls in flight. One history serves all checkers of a run; each event is read once.
 */
import { BUCKETS } from '~/blocks/breaker/window'
import type { BreakerOptions } from '~/blocks/breaker/options'
import type { StateName } from '~/blocks/breaker/breaker'
import { sharedFold } from '~/kernel/invariant'
import type { Kind, TraceEvent } from '~/kernel/trace'
import { breakerBoxOf, CALL_ARROWS, DEPENDENCIES, dependencyOf, SERVICE_OF, type Dependency } from '../dependencies'
import type { BreakerFact, CallFact, ProviderReply, ProviderRequest } from '../requests'

/** How one call came out, as a breaker counts it. */
export interface Result {
  readonly t: number
  readonly isFailure: boolean
  readonly isSlow: boolean
}

/** A call in flight. */
export interface Flight {
  readonly era: number
  readonly cause: number
  readonly request: number
  readonly type: ProviderRequest['type']
}

/** One breaker. Every change of state begins an era. */
export interface Breaker {
  readonly dependency: Dependency
  readonly instance: number
  state: StateName
  sinceMs: number
  era: number
  /** How often it has opened in a row. */
  attempt: number
  /** Results of this era, oldest first; what left the window of time may be missing. */
  results: Result[]
  readonly inFlight: Map<number, Flight>
  /** How many calls have ended at the instant of the last one that did: their slots may not be free yet. */
  ended: { atMs: number; count: number }
  /** True while nobody can tell what it knows: its process was frozen and found many things at once. */
  isUnsure: boolean
  /** The era in which the latest call for a command left. */
  readonly eras: Map<number, number>
}

/** What an event meant. */
export type Happening =
  | { readonly kind: 'sent'; readonly breaker: Breaker; readonly flight: Flight }
  | {
      readonly kind: 'ended'
      readonly breaker: Breaker
      readonly flight: Flight
      /** A business error says nothing about the health of its provider: it does not count. */
      readonly how: 'answered' | 'declined' | 'failed'
    }
  | { readonly kind: 'call'; readonly breaker: Breaker; readonly fact: CallFact; readonly isCounted: boolean }
  /** Before the change is taken over. */
  | { readonly kind: 'change'; readonly breaker: Breaker; readonly fact: BreakerFact }
  | { readonly kind: 'restart'; readonly breaker: Breaker }

/** Kinds of events that a checker needs in order to read the history. */
export const HISTORY_KINDS: readonly Kind[] = ['send', 'reply', 'ok', 'fail', 'info', 'state', 'crash', 'fault', 'heal']
/** Of events on arrows those on these. */
export const HISTORY_ARROWS = CALL_ARROWS

/** How many commands are remembered. */
const ERAS_MAX = 5_000
/** Business errors that never reached their caller are remembered up to so many. */
const DECLINED_MAX = 10_000
/** Results kept of an era at most. */
const RESULTS_MAX = 4_000
const SERVICES = DEPENDENCIES.map((dependency) => SERVICE_OF[dependency] as string)
const BOXES = DEPENDENCIES.map((dependency) => breakerBoxOf(dependency) as string)

/** The history of all breakers of a run. */
export class History {
  readonly options: BreakerOptions
  private readonly breakers = new Map<string, Breaker>()
  /** What an event meant. Changes of state are told first and are in force from the next event on. */
  readonly read = sharedFold((event) => this.follow(event))
  /** Answers on their way that are business errors, by the number of the event. */
  private readonly declined = new Set<number>()
  private pending: { readonly breaker: Breaker; readonly fact: BreakerFact; readonly t: number }[] = []

  constructor(options: BreakerOptions) {
    this.options = options
  }

  /** Every breaker that has been heard of. */
  all(): Iterable<Breaker> {
    return this.breakers.values()
  }

  /** What is in the window of a breaker at a time. */
  inWindow({ state, results }: Breaker, nowMs: number): readonly Result[] {
    const { window, halfOpenCalls } = this.options
    if (state === 'half-open') return results.slice(-halfOpenCalls)
    if (window.kind === 'count') return results.slice(-window.calls)
    const bucketMs = window.spanMs / BUCKETS
    const oldest = Math.floor(nowMs / bucketMs) - BUCKETS + 1
    return results.filter(({ t }) => Math.floor(t / bucketMs) >= oldest)
  }

  /** Why results must open a breaker, or null if they must not. */
  verdict(results: readonly Result[], minimum: number): 'failure-rate' | 'slow-call-rate' | null {
    const { failureRate, slowCallRate } = this.options
    const calls = results.length
    if (calls < minimum) return null
    if (results.filter(({ isFailure }) => isFailure).length >= failureRate * calls) return 'failure-rate'
    return results.filter(({ isSlow }) => isSlow).length >= slowCallRate * calls ? 'slow-call-rate' : null
  }

  private follow(event: TraceEvent): readonly Happening[] {
    for (const { breaker, fact, t } of this.pending) this.take(breaker, fact, t)
    this.pending = []
    return this.understand(event)
  }

  private understand(event: TraceEvent): readonly Happening[] {
    if (event.kind === 'state') return this.understandFact(event)
    const dependency = dependencyOf(event.arrow)
    if (dependency !== undefined) return this.understandMessage(event, dependency)
    if (event.kind === 'crash' && BOXES.includes(event.node)) {
      const breaker = this.of(DEPENDENCIES[BOXES.indexOf(event.node)]!, event.instance)
      breaker.inFlight.clear()
      this.take(
        breaker,
        {
          dependency: breaker.dependency,
          instance: breaker.instance,
          from: breaker.state,
          to: 'closed',
          reason: 'set-by-hand',
        },
        event.t,
      )
      return [{ kind: 'restart', breaker }]
    }
    if ((event.kind === 'fault' || event.kind === 'heal') && event.key === 'freeze' && SERVICES.includes(event.node)) {
      for (const breaker of this.all()) if (SERVICE_OF[breaker.dependency] === event.node) breaker.isUnsure = true
    }
    return []
  }

  private understandFact(event: TraceEvent): readonly Happening[] {
    if (event.key === 'breaker') {
      const fact = event.data as BreakerFact
      const concerned = fact.dependency === 'shared' ? DEPENDENCIES : [fact.dependency]
      return concerned.map((dependency) => {
        const breaker = this.of(dependency, fact.instance)
        this.pending.push({ breaker, fact, t: event.t })
        return { kind: 'change', breaker, fact }
      })
    }
    if (event.key !== 'call') return []
    const fact = event.data as CallFact
    const breaker = this.of(fact.dependency, fact.instance)
    const isResult = fact.outcome === 'success' || fact.outcome === 'failure' || fact.outcome === 'timeout'
    const isCounted = isResult && breaker.eras.get(event.cause) === breaker.era
    if (isCounted) {
      const { latencyMs, outcome } = fact
      breaker.results.push({
        t: event.t,
        isFailure: outcome !== 'success',
        isSlow: latencyMs >= this.options.slowCallMs,
      })
      if (breaker.results.length > RESULTS_MAX) breaker.results = breaker.results.slice(-RESULTS_MAX / 2)
    }
    return [{ kind: 'call', breaker, fact, isCounted }]
  }

  private understandMessage(event: TraceEvent, dependency: Dependency): readonly Happening[] {
    if (event.kind === 'reply') {
      const { status } = (event.data ?? { status: 0 }) as Pick<ProviderReply, 'status'>
      if (status >= 400) this.declined.add(event.n)
      if (this.declined.size > DECLINED_MAX) this.declined.delete(this.declined.values().next().value!)
      return []
    }
    const breaker = this.of(dependency, event.instance)
    const { inFlight, eras, era } = breaker
    if (event.kind === 'send') {
      const flight: Flight = { era, cause: event.cause, request: event.id, type: event.key as Flight['type'] }
      inFlight.set(event.op, flight)
      eras.set(event.cause, era)
      if (eras.size > ERAS_MAX) eras.delete(eras.keys().next().value!)
      return [{ kind: 'sent', breaker, flight }]
    }
    const flight = inFlight.get(event.op)
    if (flight === undefined || !(event.kind === 'ok' || event.kind === 'fail' || event.kind === 'info')) return []
    inFlight.delete(event.op)
    const isSameInstant = breaker.ended.atMs === event.t
    breaker.ended = { atMs: event.t, count: isSameInstant ? breaker.ended.count + 1 : 1 }
    const how = event.kind !== 'ok' ? 'failed' : this.declined.delete(event.cause) ? 'declined' : 'answered'
    return [{ kind: 'ended', breaker, flight, how }]
  }

  private of(dependency: Dependency, instance: number): Breaker {
    const name = `${dependency}/${instance}`
    let breaker = this.breakers.get(name)
    if (breaker === undefined) {
      breaker = {
        dependency,
        instance,
        state: 'closed',
        sinceMs: 0,
        era: 0,
        attempt: 0,
        results: [],
        inFlight: new Map(),
        ended: { atMs: -1, count: 0 },
        isUnsure: false,
        eras: new Map(),
      }
      this.breakers.set(name, breaker)
    }
    return breaker
  }

  private take(breaker: Breaker, { dependency, from, to, reason }: BreakerFact, t: number): void {
    if (to === 'open') {
      const isCalm = from === 'closed' && t - breaker.sinceMs >= this.options.calmMs
      breaker.attempt = isCalm ? 1 : breaker.attempt + 1
    }
    if (reason === 'set-by-hand') breaker.attempt = 0
    if (to === 'closed') breaker.isUnsure = false
    breaker.state = to
    breaker.sinceMs = t
    breaker.era++
    // What a shared breaker does says nothing about the calls to this dependency.
    if (dependency !== 'shared') breaker.results = []
  }
}
