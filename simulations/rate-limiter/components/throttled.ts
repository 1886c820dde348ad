/** Writes the refusal: 429 with Retry-After, the RateLimit fields of the IETF draft, and a problem+json body. */
import type { Component, Message } from '~/kernel/component'
import type { ApiResponse, Decision } from '../requests'
import { rateLimitFields } from './rate-limit-fields'

/** Asks for the response to a refused request. */
export interface RefuseRequest extends Message {
  readonly type: 'refuse'
  readonly decision: Decision
  readonly policyField: string
  readonly isAbuse: boolean
}

const PROBLEMS = 'https://iana.org/assignments/http-problem-types#'

/** The response to a refused request. */
export function refusalOf({ decision, policyField, isAbuse }: RefuseRequest): ApiResponse {
  const isOutage = decision.source === 'fail-closed'
  // Whole seconds, rounded up: a retry on time is never too early.
  const retryAfterSeconds = Math.max(1, Math.ceil(decision.retryAfterMs / 1000))
  const problem = isOutage ? 'temporary-reduced-capacity' : isAbuse ? 'abnormal-usage-detected' : 'quota-exceeded'
  const title = isOutage
    ? 'The service is working with reduced capacity'
    : isAbuse
      ? 'The request rate is abnormally high'
      : 'The request quota is exceeded'
  return {
    status: isOutage ? 503 : 429,
    headers: {
      'content-type': 'application/problem+json',
      'retry-after': String(retryAfterSeconds),
      ...rateLimitFields(decision, policyField, retryAfterSeconds),
    },
    body: JSON.stringify({
      type: PROBLEMS + problem,
      title,
      status: isOutage ? 503 : 429,
      ...(isOutage ? {} : { 'violated-policies': [decision.policy] }),
    }),
  }
}

/** The code in the box "HTTP 429". */
export function createThrottled(): Component {
  let last: ApiResponse | undefined
  return {
    handle: (message) => (last = refusalOf(message as RefuseRequest)),
    inspect: () => ({ lastResponse: last === undefined ? null : { ...last, headers: { ...last.headers } } }),
  }
}
