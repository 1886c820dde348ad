/**
 * The gateway's middleware. It checks every policy of a request at once, in this order: what it knows to be over its limit;
 * Redis, within a deadline; and if Redis does not answer, what the route's failure policy says.
 */
import { CallError, isCallError } from '~/kernel/call-error'
import type { Component, Context, Incoming } from '~/kernel/component'
import { createRedisClient } from '~/infra/redis/client'
import type { Setup } from '~/kernel/simulation'
import { isStoreTrouble } from '~/kernel/store-error'
import { algorithms, chooseAlgorithm } from '../algorithms/choose'
import type { Parameters } from '../parameters'
import { createPolicyBook, createSharedBook, guardMs, type Policy } from '../policies'
import {
  isApiRequest,
  type ApiRequest,
  type ApiResponse,
  type Decision,
  type DecisionFact,
  type Route,
} from '../requests'
import { decideByReadThenWrite, decideByScript } from './limiter'
import { OverLimitCache } from './over-limit-cache'
import { rateLimitFields, rateLimitPolicyField } from './rate-limit-fields'
import { RedisHealth } from './redis-health'
import type { RefuseRequest } from './throttled'

/** How long the gateway waits for a protected service. Shorter than its own callers wait for it. */
const SERVICE_TIMEOUT_MS = 300
/** Without a deadline (a defect) a request waits for Redis as long as its caller might. */
const NO_DEADLINE_MS = 2000

type Target = 'redis' | 'shadow' | 'throttled' | Route

/** What the gateway does for a route when Redis does not answer. */
type FailurePolicy = 'fail-soft' | 'fail-open' | 'fail-closed'

/** The code of one gateway process. */
export function createGateway(context: Context<Target>, setup: Setup<Parameters, unknown>): Component {
  const { parameters, without } = setup
  const { windowMs } = parameters
  const book = without('composite-keys') ? createSharedBook(parameters) : createPolicyBook(parameters)
  const options = { algorithm: chooseAlgorithm(parameters, without), windowMs, guardMs: guardMs(parameters) }
  const deadlineMs = without('no-deadline') ? NO_DEADLINE_MS : parameters.redisTimeoutMs
  const overLimit = new OverLimitCache(without('sticky-block'))
  const health = new RedisHealth()
  const resetSeconds = Math.ceil(algorithms[parameters.algorithm].resetMs(windowMs, options.guardMs) / 1000)
  let policyField: string | undefined
  const wouldRefuse: Record<string, number> = {}

  function failurePolicy(route: Route): FailurePolicy {
    if (without('shadow-cache')) return parameters.withoutShadow
    return parameters[`${route}Policy`]
  }

  async function askRedis(request: ApiRequest, policies: readonly Policy[], cause: number): Promise<Decision> {
    const { clock } = context
    const client = createRedisClient(context, 'redis', {
      timeoutMs: deadlineMs,
      clock,
      request: request.request,
      cause,
    })
    // Unique per handling: a request that the network delivers twice goes on to a service twice, and counts twice.
    const member = `r${request.request}-${cause}`
    if (without('atomic-lua')) return decideByReadThenWrite(client, member, policies, options)
    const callersClockMs = without('node-clock') ? context.clock.nowMs() : undefined
    const decision = await decideByScript(client, member, policies, options, callersClockMs)
    if (without('expiry-apart') && decision.allowed) {
      const expiryMs = String(windowMs + options.guardMs)
      await client.pipeline(policies.map(({ key }) => ['PEXPIRE', key, expiryMs]))
    }
    return decision
  }

  async function decide(request: ApiRequest, policies: readonly Policy[], cause: number): Promise<Decision> {
    const known = overLimit.find(policies, windowMs, context.clock.monotonicMs())
    if (known !== undefined) return known
    if (health.isUp) {
      const askedAtMs = context.clock.monotonicMs()
      try {
        const decision = await askRedis(request, policies, cause)
        health.succeeded()
        const nowMs = context.clock.monotonicMs()
        // A process that was stopped finds the answer before it finds that its time was up. What Redis let through then
        // has left its count by now, or will before it should.
        if (nowMs - askedAtMs <= deadlineMs) {
          if (!decision.allowed) overLimit.block(decision, nowMs)
          if (without('early-retry')) return { ...decision, retryAfterMs: decision.retryAfterMs / 10 }
          return decision
        }
      } catch (error) {
        // No answer, or an answer that is no decision (out of memory, loading): Redis cannot be asked.
        if (!isStoreTrouble(error)) throw error
        health.failed()
      }
    }
    return decideWithoutRedis(request, policies, cause)
  }

  async function decideWithoutRedis(
    request: ApiRequest,
    policies: readonly Policy[],
    cause: number,
  ): Promise<Decision> {
    const policy = failurePolicy(request.route)
    if (policy === 'fail-soft') {
      const message = { type: 'decide', request: request.request, policies }
      return context.call<Decision>('shadow', message, { timeoutMs: deadlineMs, cause })
    }
    const { name, key, limit } = policies[0]!
    const allowed = policy === 'fail-open'
    return {
      policy: name,
      key,
      allowed,
      limit,
      windowMs,
      remaining: 0,
      retryAfterMs: allowed ? 0 : parameters.probeMs,
      source: policy,
    }
  }

  async function handle(request: ApiRequest, incoming: Incoming): Promise<ApiResponse> {
    const policies = book.of(request)
    // The policies differ in their keys, never in their quotas: the field is the same for everybody.
    policyField ??= rateLimitPolicyField(policies, windowMs)
    const cause = incoming.event
    const decision = await decide(request, policies, cause)
    const { tenant, user, route } = request
    const fact: DecisionFact = { request: request.request, tenant, user, route, ...decision }
    context.emit('decision', fact, { request: request.request, cause })
    if (decision.allowed || parameters.dryRun === 'on') {
      if (!decision.allowed) wouldRefuse[decision.policy] = (wouldRefuse[decision.policy] ?? 0) + 1
      return forward(request, policyField, decision, cause)
    }
    const refuse: RefuseRequest = {
      type: 'refuse',
      request: request.request,
      decision,
      policyField,
      isAbuse: overLimit.isAbusive(decision),
    }
    return context.call<ApiResponse>('throttled', refuse, { timeoutMs: SERVICE_TIMEOUT_MS, cause })
  }

  async function forward(
    request: ApiRequest,
    fieldOfPolicies: string,
    decision: Decision,
    cause: number,
  ): Promise<ApiResponse> {
    const headers = rateLimitFields(decision, fieldOfPolicies, resetSeconds)
    try {
      const message = { type: request.route, request: request.request }
      await context.call(request.route, message, { timeoutMs: SERVICE_TIMEOUT_MS, cause })
      return { status: 200, headers }
    } catch (error) {
      if (!isCallError(error)) throw error
      return { status: error.code === 'timeout' ? 504 : error.code === 'overloaded' ? 503 : 502, headers }
    }
  }

  /** While Redis counts as gone, asks now and then whether it is back. */
  async function probe(): Promise<void> {
    for (;;) {
      await context.clock.sleep(parameters.probeMs * (0.5 + context.rng.float()))
      if (health.isUp || without('no-probe')) continue
      const client = createRedisClient(context, 'redis', { timeoutMs: deadlineMs, request: 0, cause: 0 })
      try {
        await client.command(['SET', `rl:probe:${context.instance}`, '1', 'PX', String(windowMs)])
        health.succeeded()
      } catch (error) {
        if (!isStoreTrouble(error)) throw error
      }
    }
  }

  return {
    start: probe,
    handle: (message, incoming) => {
      if (!isApiRequest(message)) throw new CallError('rejected', `a gateway does not know "${message.type}"`)
      return handle(message, incoming)
    },
    inspect: () => ({
      redis: health.isUp ? 'asked' : 'gone, probing',
      algorithm: options.algorithm.id,
      overLimitKeys: overLimit.size,
      blocked: overLimit.entries(context.clock.monotonicMs()),
      ...(parameters.dryRun === 'on' ? { wouldRefuse: { ...wouldRefuse } } : {}),
    }),
  }
}
