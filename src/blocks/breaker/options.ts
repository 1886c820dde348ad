/** What can be set about a breaker, in the words of resilience4j. */
import { checkBackoff, type Backoff } from '../backoff'
import { createWindow, type WindowOptions } from './window'

/** What a call told about its dependency. An `ignored` one told nothing: a business error, a caller that gave up. */
export type Verdict = 'success' | 'failure' | 'ignored'

/** The settings of one breaker. */
export interface BreakerOptions {
  readonly window: WindowOptions
  /** Nothing is judged before so many calls are in the window. */
  readonly minimumCalls: number
  /** Opens when this share of the calls failed, or more; over 0, up to 1. */
  readonly failureRate: number
  /** A call that took so long or longer is slow. `Infinity` for no such judgement. */
  readonly slowCallMs: number
  /** Opens when this share of the calls was slow, or more; over 0, up to 1. */
  readonly slowCallRate: number
  /** How long it stays open: the first time, and each time it opens again before it has calmed down. */
  readonly openWait: Backoff
  /** Closed for so long, it forgets how often it had opened in a row; 0 forgets at once, as resilience4j does. */
  readonly calmMs: number
  /** While half-open, so many calls are let through, and their results decide. */
  readonly halfOpenCalls: number
  /** A half-open call that was not heard of for so long counts as failed, so that its permit is not lost. */
  readonly probeTimeoutMs: number
  /** Tells what an error says about the dependency. All errors are failures if left out. */
  readonly classify?: (error: unknown) => Verdict
  /** Tells what a result says about the dependency. All results are successes if left out. */
  readonly classifyResult?: (result: unknown) => Verdict
}

/**
 * Checks settings.
 * @throws {RangeError} naming the setting, its value and its bounds
 */
export function checkBreakerOptions(options: BreakerOptions): void {
  const { minimumCalls, failureRate, slowCallMs, slowCallRate, calmMs, halfOpenCalls, probeTimeoutMs, window } = options
  createWindow(window)
  checkBackoff(options.openWait)
  for (const [name, count] of Object.entries({ minimumCalls, halfOpenCalls })) {
    if (!Number.isInteger(count) || count < 1) throw new RangeError(`${name} is 1 or more, not ${count}`)
  }
  for (const [name, rate] of Object.entries({ failureRate, slowCallRate })) {
    if (!(rate > 0 && rate <= 1)) throw new RangeError(`${name} is more than 0 and at most 1, not ${rate}`)
  }
  for (const [name, ms] of Object.entries({ slowCallMs, probeTimeoutMs })) {
    if (!(ms > 0)) throw new RangeError(`${name} is more than 0 ms, not ${ms}`)
  }
  if (!(calmMs >= 0)) throw new RangeError(`calmMs is 0 ms or more, not ${calmMs}`)
  if (window.kind === 'count' && minimumCalls > window.calls) {
    throw new RangeError(`minimumCalls (${minimumCalls}) is at most the ${window.calls} calls of the window`)
  }
}
