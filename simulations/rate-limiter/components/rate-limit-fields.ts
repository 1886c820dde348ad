/** The RateLimit header fields of draft-ietf-httpapi-ratelimit-headers-10, as structured fields. */
import type { Policy } from '../policies'
import { DECIDED_BY, type Decision } from '../requests'

/** `RateLimit-Policy`: every policy that was checked, with its quota and its window in whole seconds. */
export function rateLimitPolicyField(policies: readonly Policy[], windowMs: number): string {
  const seconds = Math.ceil(windowMs / 1000)
  return policies.map(({ name, limit }) => `"${name}";q=${limit};w=${seconds}`).join(', ')
}

/**
 * Both fields for a response, and who decided. `RateLimit` states a quota that somebody counted: where nobody did, because Redis was gone and the
 * policy is to let all through or none, it is left out.
 */
export function rateLimitFields(
  decision: Decision,
  policyField: string,
  seconds: number,
): Readonly<Record<string, string>> {
  const isCounted = decision.source !== 'fail-open' && decision.source !== 'fail-closed'
  const fields = { 'ratelimit-policy': policyField, [DECIDED_BY]: decision.source }
  return isCounted ? { ...fields, ratelimit: rateLimitField(decision, seconds) } : fields
}

/**
 * `RateLimit`: what is left under the binding policy, and in how many seconds there is more, never a timestamp: to who was
 * admitted, in how many at most the quota is whole again; to who was refused, in how many one request is admitted.
 */
export function rateLimitField(decision: Decision, seconds: number): string {
  return `"${decision.policy}";r=${decision.remaining};t=${seconds}`
}
