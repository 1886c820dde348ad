/**
 * The way to one dependency, in the process of the service that calls it: retry(breaker(timeout(bulkhead(call)))). A try ends
 * before its caller gives up, so the breaker sees every failure; nothing is begun that cannot be finished in time; what the
 * breaker or the bulkhead turned away is not tried again.
 */
import { CallNotPermitted, CircuitBreaker, type Override } from '~/blocks/breaker/breaker'
import type { BreakerOptions, Verdict } from '~/blocks/breaker/options'
import { Bulkhead, BulkheadFull } from '~/blocks/bulkhead'
import { withFallback } from '~/blocks/fallback'
import { RetryBudget, withRetry } from '~/blocks/retry'
import { TimeoutExceeded, withTimeout } from '~/blocks/timeout'
import { isCallError } from '~/kernel/call-error'
import type { Component, Context, Incoming, Message } from '~/kernel/component'
import type { Setup } from '~/kernel/simulation'
import { breakerOptions, RETRY_RESERVE, type Parameters } from '../parameters'
import type { Dependency } from '../dependencies'
import type {
  BreakerFact,
  CallFact,
  Command,
  CommandResult,
  Operation,
  Outcome,
  ProviderReply,
  ProviderRequest,
} from '../requests'
import type { Servers } from '../servers'
import { breakerPanels } from './breaker-panels'

/** A try gets this share of the time its caller has left, at most. */
const SHARE_OF_BUDGET = 0.8
/** With less time than this a try is not worth beginning, in milliseconds. */
const LEAST_TRY_MS = 100
/** What a try is given where nobody thought about its caller, in milliseconds. */
const CARELESS_TRY_MS = 5_000
/** Without a timeout (a defect) a call is waited for as long as the kernel allows, in milliseconds. */
const NO_TIMEOUT_MS = 3_600_000

const RETRY_BACKOFF = { firstMs: 40, factor: 2, maxMs: 200, jitter: 0.5 }
const TRIES_MAX = 2
const CARELESS_TRIES_MAX = 4

const IS_IDEMPOTENT: Readonly<Record<Operation, boolean>> = { charge: false, reverse: true, quote: true, tile: true }

/** The provider works and said no: a declined card, an unknown product. */
class BusinessError extends Error {
  override readonly name = 'BusinessError'
  readonly status: number

  constructor(status: number) {
    super(`the provider answered ${status}`)
    this.status = status
  }
}

/** The provider said 200 and made no sense. */
class WrongPayload extends Error {
  override readonly name = 'WrongPayload'
}

/** The caller had too little time left, or none. That says nothing about the provider. */
class CallerGaveUp extends Error {
  override readonly name = 'CallerGaveUp'
}

/** True if a call was turned away before it was made: trying again at once would change nothing. */
function isTurnedAway(error: unknown): boolean {
  return error instanceof CallNotPermitted || error instanceof BulkheadFull
}

/** What may answer in place of the dependency: a value and its age, or undefined if there is none fit to serve. */
export type Fallback = (
  command: Command,
  cause: number,
) => Promise<{ readonly asOfMs: number; readonly ageMs: number } | undefined>

/** The code of a breaker's box. */
export function createBreakerBox(
  context: Context,
  dependency: Dependency,
  { parameters, without, servers }: Setup<Parameters, Servers>,
  fallback?: Fallback,
): Component {
  const { clock, instance } = context
  const options = defective(breakerOptions(parameters), without)
  const sidecar = servers.sidecars[instance]!
  const breaker = without('per-dependency') ? (sidecar.breaker ??= createBreaker('shared')) : createBreaker(dependency)
  const bulkheadOptions = { concurrencyMax: parameters.bulkhead, queueLengthMax: 0 }
  const bulkhead = without('shared-pool')
    ? (sidecar.bulkhead ??= new Bulkhead(bulkheadOptions))
    : new Bulkhead(bulkheadOptions)
  const hasOpenPurse = without('unbudgeted-retries')
  const budget = hasOpenPurse ? new RetryBudget(1, 1e9) : new RetryBudget(parameters.retryShare, RETRY_RESERVE)

  function createBreaker(name: Dependency | 'shared'): CircuitBreaker {
    return new CircuitBreaker(clock, context.rng.fork('breaker'), { ...options, classify }, ({ from, to, reason }) => {
      const fact: BreakerFact = { dependency: name, instance, from, to, reason }
      context.emit('breaker', fact)
    })
  }

  function classify(error: unknown): Verdict {
    if (error instanceof BusinessError) return without('count-4xx') ? 'failure' : 'ignored'
    return error instanceof CallerGaveUp || isTurnedAway(error) ? 'ignored' : 'failure'
  }

  function outcomeOf(error: unknown): Outcome {
    if (isTurnedAway(error)) return 'rejected'
    if (classify(error) === 'ignored') return 'ignored'
    const isUnknown = error instanceof TimeoutExceeded || (isCallError(error) && error.code === 'timeout')
    return isUnknown ? 'timeout' : 'failure'
  }

  /** How long a try may take. It ends before its caller's patience does; its failure is then seen here. */
  function tryTimeoutMs(remainingMs: number): number {
    if (without('timeout-order')) return CARELESS_TRY_MS
    return Math.min(parameters.tryTimeoutMs, remainingMs * SHARE_OF_BUDGET)
  }

  function stateCall(command: Command, cause: number, outcome: Outcome, sinceMs: number): void {
    const fact: CallFact = { dependency, instance, outcome, latencyMs: clock.monotonicMs() - sinceMs }
    context.emit('call', fact, { request: command.request, cause })
  }

  async function attempt(command: Command, cause: number): Promise<ProviderReply> {
    const sinceMs = clock.monotonicMs()
    const remainingMs = command.deadlineMs - sinceMs
    if (remainingMs < LEAST_TRY_MS) throw new CallerGaveUp()
    const timeoutMs = tryTimeoutMs(remainingMs)
    const isCut = timeoutMs >= remainingMs
    try {
      return await breaker.run(async () => {
        let outcome: Outcome = 'success'
        try {
          return await call(
            command,
            cause,
            without('no-probe-timeout') ? NO_TIMEOUT_MS : Math.min(timeoutMs, remainingMs),
          )
        } catch (error) {
          const seen = isCut && outcomeOf(error) === 'timeout' ? new CallerGaveUp() : error
          outcome = outcomeOf(seen)
          throw seen
        } finally {
          stateCall(command, cause, outcome, sinceMs)
        }
      })
    } catch (error) {
      if (error instanceof CallNotPermitted) stateCall(command, cause, 'rejected', sinceMs)
      throw error
    }
  }

  async function call({ type, request, key }: Command, cause: number, timeoutMs: number): Promise<ProviderReply> {
    const message: ProviderRequest = { type, request, key }
    const reply = await withTimeout(clock, timeoutMs, (signal) =>
      bulkhead.run(() => context.call<ProviderReply>(dependency, message, { timeoutMs, cause }), signal),
    )
    if (reply.status >= 400) throw new BusinessError(reply.status)
    if (reply.key !== key) throw new WrongPayload()
    return reply
  }

  function tries(command: Command, cause: number): Promise<ProviderReply> {
    const isRetryable = (error: unknown) => IS_IDEMPOTENT[command.type] && classify(error) === 'failure'
    const triesMax = hasOpenPurse ? CARELESS_TRIES_MAX : TRIES_MAX
    const policy = { triesMax, backoff: RETRY_BACKOFF, isRetryable, budget }
    return withRetry(context, policy, command.deadlineMs - LEAST_TRY_MS, () => attempt(command, cause))
  }

  async function instead(command: Command, cause: number, because: unknown) {
    if (fallback === undefined || outcomeOf(because) === 'ignored') return undefined
    const sinceMs = clock.monotonicMs()
    const found = await fallback(command, cause)
    if (found !== undefined) stateCall(command, cause, 'fallback', sinceMs)
    return found
  }

  async function handle(command: Command, { event }: Incoming): Promise<CommandResult> {
    try {
      const { source, value } = await withFallback<{ readonly asOfMs: number; readonly ageMs?: number }>(
        () => tries(command, event),
        (because) => instead(command, event, because),
      )
      if (source === 'primary') return { outcome: 'success', asOfMs: value.asOfMs }
      return { outcome: 'fallback', asOfMs: value.asOfMs, ageMs: value.ageMs! }
    } catch (error) {
      return resultOf(error)
    }
  }

  function resultOf(error: unknown): CommandResult {
    if (error instanceof CallNotPermitted) return { outcome: 'rejected', retryAfterMs: error.retryAfterMs }
    if (isTurnedAway(error)) return { outcome: 'rejected', retryAfterMs: parameters.tryTimeoutMs }
    if (error instanceof BusinessError) return { outcome: 'ignored', status: error.status, definite: true }
    if (error instanceof CallerGaveUp) return { outcome: 'ignored', status: 504, definite: false }
    if (error instanceof TimeoutExceeded) return { outcome: 'timeout', definite: false }
    if (error instanceof WrongPayload) return { outcome: 'failure', definite: false }
    if (!isCallError(error)) throw error
    return { outcome: error.code === 'timeout' ? 'timeout' : 'failure', definite: error.definite }
  }

  return {
    handle: (message: Message, incoming) => handle(message as Command, incoming),
    act: (verb, value, phase) => {
      if (verb !== 'override') return undefined
      if (phase === 'start') breaker.override(value as Override)
      else if (breaker.inspect().state !== 'closed') breaker.reset()
      return undefined
    },
    inspect: () => ({
      panels: breakerPanels(breaker.inspect(), options),
      dependency,
      bulkhead: { inFlight: bulkhead.inFlight, concurrencyMax: parameters.bulkhead },
      retriesLeft: budget.left,
    }),
  }
}

/** The settings as some defects have them. */
function defective(options: BreakerOptions, without: (id: string) => boolean): BreakerOptions {
  return {
    ...options,
    ...(without('jittered-recovery') ? { openWait: { ...options.openWait, jitter: 0 } } : {}),
    ...(without('unlimited-probes') ? { halfOpenCalls: 1_000 } : {}),
    ...(without('no-probe-timeout') ? { probeTimeoutMs: Infinity } : {}),
    ...(without('no-probing') ? { openWait: { firstMs: 3_600_000, factor: 1, maxMs: 3_600_000, jitter: 0 } } : {}),
    ...(without('forgetful') ? { minimumCalls: 1, calmMs: 0 } : {}),
    ...(without('hasty-judge') ? { minimumCalls: 1 } : {}),
  }
}
