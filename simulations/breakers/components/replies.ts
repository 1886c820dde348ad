/** What services answer when a dependency did not: loud failures, and values that say how old they are. */
import type { CommandResult, ServiceReply } from '../requests'

/** How long to wait before asking again where nobody knows better, in milliseconds. */
const RETRY_AFTER_MS = 1_000

/** 503 with Retry-After; a business error, or a caller that had no time left, gets its own status. */
export function failureReply(result: CommandResult): ServiceReply {
  const isOwnStatus = result.outcome === 'ignored'
  const status = isOwnStatus ? result.status : 503
  const known = result.outcome === 'rejected' && result.retryAfterMs < Infinity ? result.retryAfterMs : RETRY_AFTER_MS
  // Whole seconds, rounded up: a retry on time is never too early.
  const seconds = Math.max(1, Math.ceil(known / 1000))
  return { status, headers: isOwnStatus ? {} : { 'retry-after': String(seconds) } }
}

/** A fresh value. */
export function freshReply(asOfMs: number): ServiceReply {
  return { status: 200, headers: { age: '0' }, asOfMs }
}

/** A value from before, labelled with its age in whole seconds as RFC 9111 has it. */
export function staleReply(asOfMs: number, ageMs: number): ServiceReply {
  const headers = { age: String(Math.ceil(ageMs / 1000)), 'cache-status': 'hit; fwd=stale', 'x-age-ms': String(ageMs) }
  return { status: 200, headers, asOfMs }
}
