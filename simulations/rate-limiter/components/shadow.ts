/**
 * The local shadow cache: a sliding log in this process' own memory, for each key with this gateway's part of the limit.
 * It shares nothing with its siblings, so together they admit at most the shadow share of a limit per window. Its counts
 * are neither taken from Redis nor given back: over a switch there or back a window holds at most limit × (1 + share).
 */
import type { Component, Context, Message } from '~/kernel/component'
import { shadowLimit, type Policy } from '../policies'
import type { Parameters } from '../parameters'
import type { Decision } from '../requests'

/** Asks the shadow cache to decide. */
export interface ShadowRequest extends Message {
  readonly type: 'decide'
  readonly policies: readonly Policy[]
}

/** Keys kept at most; what is over that is swept of everything older than a window. */
const KEYS_MAX = 50_000

/** The shadow cache of one gateway process. */
export function createShadow(context: Context, parameters: Parameters, hasFullShare: boolean): Component {
  const { windowMs } = parameters
  const logs = new Map<string, number[]>()

  function limitOf(policy: Policy): number {
    return hasFullShare ? policy.limit : shadowLimit(policy.limit, parameters.shadowShare, context.instances)
  }

  function logOf(key: string, nowMs: number): number[] {
    let log = logs.get(key)
    if (log === undefined) logs.set(key, (log = []))
    let expired = 0
    while (expired < log.length && log[expired]! <= nowMs - windowMs) expired++
    if (expired > 0) log.splice(0, expired)
    return log
  }

  function sweep(nowMs: number): void {
    for (const key of logs.keys()) if (logOf(key, nowMs).length === 0) logs.delete(key)
  }

  function decide(policies: readonly Policy[]): Decision {
    const nowMs = context.clock.monotonicMs()
    if (logs.size > KEYS_MAX) sweep(nowMs)
    let binding = policies[0]!
    let least = Infinity
    let waitMs = 0
    for (const policy of policies) {
      const log = logOf(policy.key, nowMs)
      const left = limitOf(policy) - log.length
      if (left <= 0) {
        // Of several that are full the one counts that is so for longest.
        const ownWaitMs = log[0]! + windowMs - nowMs
        if (ownWaitMs > waitMs) binding = policy
        waitMs = Math.max(waitMs, ownWaitMs)
      } else if (left - 1 < least && waitMs === 0) {
        binding = policy
        least = left - 1
      }
    }
    if (waitMs > 0) return outcome(binding, false, 0, waitMs)
    for (const policy of policies) logs.get(policy.key)!.push(nowMs)
    return outcome(binding, true, least, 0)
  }

  function outcome(policy: Policy, allowed: boolean, remaining: number, retryAfterMs: number): Decision {
    const { name, key } = policy
    return { policy: name, key, allowed, limit: limitOf(policy), windowMs, remaining, retryAfterMs, source: 'shadow' }
  }

  return {
    handle: (message) => decide((message as ShadowRequest).policies),
    inspect: () => {
      const nowMs = context.clock.monotonicMs()
      sweep(nowMs)
      return {
        shareOfTheLimit: hasFullShare ? 1 : Math.round((parameters.shadowShare / context.instances) * 1000) / 1000,
        keys: logs.size,
        entries: [...logs]
          .slice(0, 200)
          .map(([key, log]) => ({ key, used: log.length, oldestAgeMs: Math.round((nowMs - log[0]!) * 10) / 10 })),
      }
    },
  }
}
