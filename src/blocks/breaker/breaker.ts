/**
 * A circuit breaker. Closed, it lets calls through and counts them; when too many fail or are slow it opens and rejects
 * everything; after a wait it is half-open and lets a few calls through, whose results close it or open it again.
 *
 * A state is an object, and a call belongs to the state in which it began: what comes of it later cannot move a newer
 * state. Transitions happen when a call asks or ends, never by a timer.
 */
import type { Rng } from '~/kernel/random'
import type { Clock } from '~/kernel/time'
import { backoffMs } from '../backoff'
import { checkBreakerOptions, type BreakerOptions, type Verdict } from './options'
import { createWindow, type Counts, type Window } from './window'

/** The states that a person sets: reject all, let all through uncounted, or count and let all through. */
export type Override = 'forced-open' | 'disabled' | 'metrics-only'

/** Every state by name. */
export type StateName = 'closed' | 'open' | 'half-open' | Override

/** Why a breaker changed its state. */
export type Reason = 'failure-rate' | 'slow-call-rate' | 'wait-over' | 'probes-passed' | 'set-by-hand'

/** One change of state, with what was in the window that justified it. */
export interface Transition extends Counts {
  readonly from: StateName
  readonly to: StateName
  readonly reason: Reason
}

/** The breaker let nothing through. `retryAfterMs` is when it will, at the earliest; `Infinity` if a person decides that. */
export class CallNotPermitted extends Error {
  override readonly name = 'CallNotPermitted'
  readonly state: StateName
  readonly retryAfterMs: number

  constructor(state: StateName, retryAfterMs: number) {
    super(`the breaker is ${state}`)
    this.state = state
    this.retryAfterMs = retryAfterMs
  }
}

/** `attempt` counts how often it has opened in a row. The window of a half-open breaker holds exactly its probes. */
type State =
  | { readonly name: 'closed'; readonly sinceMs: number; readonly window: Window; readonly attempt: number }
  | { readonly name: 'open'; readonly sinceMs: number; readonly untilMs: number; readonly attempt: number }
  | {
      readonly name: 'half-open'
      readonly sinceMs: number
      readonly window: Window
      readonly attempt: number
      readonly probes: Set<Permit>
    }
  | { readonly name: 'metrics-only'; readonly sinceMs: number; readonly window: Window }
  | { readonly name: 'forced-open' | 'disabled'; readonly sinceMs: number }

const NOTHING: Counts = { calls: 0, failures: 0, slow: 0 }

/** Leave to make one call. It is settled once; later words are not heard. */
export class Permit {
  private breaker: CircuitBreaker | undefined
  readonly state: object
  readonly takenAtMs: number

  constructor(breaker: CircuitBreaker, state: object, takenAtMs: number) {
    this.breaker = breaker
    this.state = state
    this.takenAtMs = takenAtMs
  }

  /** Tells how the call came out. An `ignored` one gives its place back. */
  settle(verdict: Verdict): void {
    const { breaker } = this
    this.breaker = undefined
    breaker?.settled(this, verdict)
  }
}

/** A breaker for one dependency, as one process sees it. */
export class CircuitBreaker {
  private state: State
  private readonly clock: Pick<Clock, 'monotonicMs'>
  private readonly rng: Rng
  private readonly options: BreakerOptions
  private readonly onTransition: ((transition: Transition) => void) | undefined
  /** Reading a clock costs more than all the rest of a closed breaker: it is read only if something depends on it. */
  private readonly timesCalls: boolean

  /** @throws {RangeError} if a setting is out of its bounds */
  constructor(
    clock: Pick<Clock, 'monotonicMs'>,
    rng: Rng,
    options: BreakerOptions,
    onTransition?: (transition: Transition) => void,
  ) {
    checkBreakerOptions(options)
    this.clock = clock
    this.rng = rng
    this.options = options
    this.onTransition = onTransition
    this.timesCalls = options.window.kind === 'time' || options.slowCallMs < Infinity
    this.state = this.closed(0)
  }

  /**
   * Makes a call if the breaker lets it through; what it returns or throws goes on to the caller.
   * @throws {CallNotPermitted} if it does not
   */
  async run<Result>(call: () => Promise<Result>): Promise<Result> {
    const permit = this.acquire()
    const { classify, classifyResult } = this.options
    let verdict: Verdict = 'ignored'
    try {
      const result = await call()
      verdict = classifyResult === undefined ? 'success' : classifyResult(result)
      return result
    } catch (error) {
      verdict = classify === undefined ? 'failure' : classify(error)
      throw error
    } finally {
      permit.settle(verdict)
    }
  }

  /**
   * Leave to make one call, which must be settled when the call is over.
   * @throws {CallNotPermitted} if the breaker lets nothing through
   */
  acquire(): Permit {
    if (this.state.name === 'closed') return new Permit(this, this.state, this.callTimeMs())
    const nowMs = this.clock.monotonicMs()
    if (this.state.name === 'half-open') this.reclaim(this.state, nowMs)
    if (this.state.name === 'open' && nowMs >= this.state.untilMs) this.enter(this.halfOpen(), 'wait-over', NOTHING)
    const { state } = this
    if (state.name === 'open') throw new CallNotPermitted('open', state.untilMs - nowMs)
    if (state.name === 'forced-open') throw new CallNotPermitted('forced-open', Infinity)
    const permit = new Permit(this, state, nowMs)
    if (state.name !== 'half-open') return permit
    if (this.permitsLeft(state, nowMs) === 0) throw new CallNotPermitted('half-open', this.nextPermitMs(state, nowMs))
    state.probes.add(permit)
    return permit
  }

  /** For {@link Permit} only: the call is over. */
  settled(permit: Permit, verdict: Verdict): void {
    const { state } = this
    // What began in an older state says nothing about this one.
    if (permit.state !== state) return
    if (state.name === 'half-open') state.probes.delete(permit)
    if (verdict === 'ignored' || !('window' in state)) return
    const nowMs = this.callTimeMs()
    state.window.add(nowMs, verdict === 'failure', nowMs - permit.takenAtMs >= this.options.slowCallMs)
    this.judge(state, nowMs)
  }

  /** Sets a state by hand, until {@link reset}. */
  override(name: Override): void {
    const sinceMs = this.clock.monotonicMs()
    const state: State =
      name === 'metrics-only' ? { name, sinceMs, window: createWindow(this.options.window) } : { name, sinceMs }
    this.enter(state, 'set-by-hand', NOTHING)
  }

  /** Closes the breaker with an empty window, as if it were new. */
  reset(): void {
    this.enter(this.closed(0), 'set-by-hand', NOTHING)
  }

  /** What there is to see, right now. */
  inspect() {
    const { state } = this
    const nowMs = this.clock.monotonicMs()
    const { calls, failures, slow } = 'window' in state ? state.window.counts(nowMs) : NOTHING
    return {
      state: state.name,
      inStateMs: nowMs - state.sinceMs,
      calls,
      failures,
      slow,
      /** The window in pieces, oldest first. */
      parts: 'window' in state ? state.window.parts(nowMs) : [],
      failureRate: calls === 0 ? 0 : failures / calls,
      slowCallRate: calls === 0 ? 0 : slow / calls,
      openedInARow: 'attempt' in state ? state.attempt : 0,
      /** Calls that half-open would still let through. */
      permitsLeft: state.name === 'half-open' ? this.permitsLeft(state, nowMs) : 0,
      probesInFlight: state.name === 'half-open' ? state.probes.size : 0,
      /** When the next call may be a probe; 0 unless open. */
      nextProbeInMs: state.name === 'open' ? Math.max(0, state.untilMs - nowMs) : 0,
    }
  }

  private judge(state: State & { readonly window: Window }, nowMs: number): void {
    if (state.name === 'metrics-only') return
    const { failureRate, slowCallRate, minimumCalls, halfOpenCalls } = this.options
    const counts = state.window.counts(nowMs)
    if (counts.calls < (state.name === 'half-open' ? halfOpenCalls : minimumCalls)) return
    if (counts.failures >= failureRate * counts.calls) this.enter(this.open(), 'failure-rate', counts)
    else if (counts.slow >= slowCallRate * counts.calls) this.enter(this.open(), 'slow-call-rate', counts)
    else if (state.name === 'half-open') this.enter(this.closed(state.attempt), 'probes-passed', counts)
  }

  /** Probes that nobody has heard of for too long have failed. */
  private reclaim(state: State & { readonly name: 'half-open' }, nowMs: number): void {
    for (const permit of state.probes) {
      if (this.state === state && nowMs - permit.takenAtMs >= this.options.probeTimeoutMs) permit.settle('failure')
    }
  }

  private permitsLeft({ window, probes }: State & { readonly name: 'half-open' }, nowMs: number): number {
    return Math.max(0, this.options.halfOpenCalls - window.counts(nowMs).calls - probes.size)
  }

  private nextPermitMs({ probes }: State & { readonly name: 'half-open' }, nowMs: number): number {
    const [oldest] = probes
    return oldest!.takenAtMs + this.options.probeTimeoutMs - nowMs
  }

  private callTimeMs(): number {
    return this.timesCalls ? this.clock.monotonicMs() : 0
  }

  private closed(attempt: number): State {
    return { name: 'closed', sinceMs: this.clock.monotonicMs(), window: createWindow(this.options.window), attempt }
  }

  private open(): State {
    const { state, options } = this
    const sinceMs = this.clock.monotonicMs()
    const isCalm = state.name === 'closed' && sinceMs - state.sinceMs >= options.calmMs
    const attempt = isCalm || !('attempt' in state) ? 1 : state.attempt + 1
    return { name: 'open', sinceMs, untilMs: sinceMs + backoffMs(options.openWait, attempt, this.rng), attempt }
  }

  private halfOpen(): State {
    const sinceMs = this.clock.monotonicMs()
    const attempt = 'attempt' in this.state ? this.state.attempt : 1
    const window = createWindow({ kind: 'count', calls: this.options.halfOpenCalls })
    return { name: 'half-open', sinceMs, window, attempt, probes: new Set() }
  }

  private enter(state: State, reason: Reason, { calls, failures, slow }: Counts): void {
    const from = this.state.name
    this.state = state
    this.onTransition?.({ from, to: state.name, reason, calls, failures, slow })
  }
}
