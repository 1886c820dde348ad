/** Retries that cannot become a storm: a cap, a deadline, backoff with jitter, and a budget that all requests share. */
import type { Rng } from '~/kernel/random'
import type { Clock } from '~/kernel/time'
import { backoffMs, type Backoff } from './backoff'

/**
 * What a process may spend on retries: each request adds a share of a retry, each retry takes one (as in Finagle's retry
 * budget). Of n requests at most n × share + reserve are retries, whatever happens.
 */
export class RetryBudget {
  private tokens: number
  private readonly share: number
  private readonly reserve: number

  /**
   * @param share retries per request, 0 to 1
   * @param reserve retries that may be saved up, and that there are at the start
   * @throws {RangeError} if one of them is out of its bounds
   */
  constructor(share: number, reserve: number) {
    if (!(share >= 0 && share <= 1)) throw new RangeError(`share is 0 to 1, not ${share}`)
    if (!(reserve >= 0)) throw new RangeError(`reserve is 0 or more, not ${reserve}`)
    this.share = share
    this.reserve = reserve
    this.tokens = reserve
  }

  /** Retries that could be made at once. */
  get left(): number {
    return Math.floor(this.tokens)
  }

  /** Counts a request. */
  deposit(): void {
    this.tokens = Math.min(this.reserve, this.tokens + this.share)
  }

  /** Takes a retry; false if there is none left. */
  withdraw(): boolean {
    if (this.tokens < 1) return false
    this.tokens--
    return true
  }
}

/** When to try again. */
export interface RetryPolicy {
  /** Tries in all, the first one included. */
  readonly triesMax: number
  readonly backoff: Backoff
  /**
   * True if trying again can help and can do no harm. What a breaker or a bulkhead turned away is not to be tried again: nothing
   * would be different.
   */
  readonly isRetryable: (error: unknown) => boolean
  readonly budget: RetryBudget
}

/** The world of a retry. */
export interface RetryWorld {
  readonly clock: Pick<Clock, 'monotonicMs' | 'sleep'>
  readonly rng: Rng
}

/**
 * Tries until it works, at most until `deadlineMs` on the monotonic clock. Tries are numbered from 1.
 */
export async function withRetry<Result>(
  { clock, rng }: RetryWorld,
  { triesMax, backoff, isRetryable, budget }: RetryPolicy,
  deadlineMs: number,
  action: (number: number) => Promise<Result>,
): Promise<Result> {
  budget.deposit()
  for (let number = 1; ; number++) {
    try {
      return await action(number)
    } catch (error) {
      if (number >= triesMax || !isRetryable(error)) throw error
      const waitMs = backoffMs(backoff, number, rng)
      if (clock.monotonicMs() + waitMs >= deadlineMs || !budget.withdraw()) throw error
      await clock.sleep(waitMs)
    }
  }
}
