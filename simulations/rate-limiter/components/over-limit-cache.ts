/**
 * Remembers which keys are over their limit, and until when. Redis has said so; asking it again before then would only
 * tell the same. This is what keeps an abuser's flood away from Redis. It never admits anything.
 */
import type { Decision } from '../requests'
import type { Policy } from '../policies'

interface Block {
  readonly untilMs: number
  readonly policy: string
  refusals: number
}

/** Keys kept at most; past that the oldest is forgotten, which costs one more question to Redis. */
const KEYS_MAX = 10_000
/** A key refused more often than its own limit while it is blocked is not unlucky but abusive. */
const ABUSE_FACTOR = 1

/** Blocked keys of one gateway process. Times are of its monotonic clock, in milliseconds. */
export class OverLimitCache {
  private readonly blocks = new Map<string, Block>()
  private readonly isSticky: boolean

  /** `isSticky` is a defect: blocks never end. */
  constructor(isSticky: boolean) {
    this.isSticky = isSticky
  }

  /** How many keys are remembered, blocked or not any more. */
  get size(): number {
    return this.blocks.size
  }

  /** Refuses if one of the keys is known to be over its limit. */
  find(policies: readonly Policy[], windowMs: number, nowMs: number): Decision | undefined {
    if (this.blocks.size === 0) return undefined
    for (const policy of policies) {
      const block = this.blocks.get(policy.key)
      if (block === undefined) continue
      if (block.untilMs <= nowMs && !this.isSticky) {
        this.blocks.delete(policy.key)
        continue
      }
      block.refusals++
      return {
        policy: policy.name,
        key: policy.key,
        allowed: false,
        limit: policy.limit,
        windowMs,
        remaining: 0,
        retryAfterMs: Math.max(0.1, block.untilMs - nowMs),
        source: 'over-limit-cache',
      }
    }
    return undefined
  }

  /** Remembers a refusal by Redis. */
  block(decision: Decision, nowMs: number): void {
    if (this.blocks.size >= KEYS_MAX) this.blocks.delete(this.blocks.keys().next().value!)
    const before = this.blocks.get(decision.key)
    this.blocks.set(decision.key, {
      untilMs: nowMs + decision.retryAfterMs,
      policy: decision.policy,
      refusals: before?.refusals ?? 0,
    })
  }

  /** True if a key keeps being asked for although it is refused. */
  isAbusive(decision: Decision): boolean {
    return (this.blocks.get(decision.key)?.refusals ?? 0) > decision.limit * ABUSE_FACTOR
  }

  /** For the inspector: what is blocked, at most 200 keys. */
  entries(nowMs: number): { key: string; policy: string; forMs: number; refusals: number }[] {
    return [...this.blocks].slice(0, 200).map(([key, { untilMs, policy, refusals }]) => ({
      key,
      policy,
      forMs: Math.max(0, Math.round((untilMs - nowMs) * 10) / 10),
      refusals,
    }))
  }
}
