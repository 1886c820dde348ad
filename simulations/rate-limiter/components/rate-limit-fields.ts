/** The RateLimit header fields of draft-ietf-httpapi-ratelimit-headers-10, as structured fields. */
import type { Policy } from '../policies'
import type { Decision } from '../requests'

/** `RateLimit-Policy`: every policy that was checked, with its quota and its window in whole seconds. */
export function rateLimitPolicyField(policies: readonly Policy[], windowMs: number): string {
  const seconds = Math.ceil(windowMs / 1000)
  return policies.map(({ name, limit }) => `"${name}";q=${limit};w=${seconds}`).join(', ')
}

/** `RateLimit`: what is left under the binding policy, and in how many seconds it is whole again (never a timestamp). */
export function rateLimitField(decision: Decision, seconds: number): string {
  return `"${decision.policy}";r=${decision.remaining};t=${seconds}`
}
