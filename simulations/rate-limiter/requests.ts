/** What clients ask of the gateway, what it answers, and what it decided. */
import type { Message } from '~/kernel/component'

/** The three protected services, each behind the route of its name. */
export const ROUTES = ['orders', 'payments', 'search'] as const

/** One of {@link ROUTES}. */
export type Route = (typeof ROUTES)[number]

/** Who asks for what. */
export type Caller = {
  readonly tenant: string
  readonly user: string
  readonly route: Route
}

/** A request as it reaches the gateway. */
export interface ApiRequest extends Message, Caller {
  readonly type: 'request'
}

/** True for what the gateway can take: the drawing says that clients ask it, not what they say. */
export function isApiRequest(message: Message): message is ApiRequest {
  return message.type === 'request' && ROUTES.includes((message as ApiRequest).route)
}

/** A response as it leaves the gateway. Header names are in lower case. */
export interface ApiResponse {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
}

/** Who decided: Redis, or one of the things that stand in for it. */
export type DecisionSource = 'redis' | 'over-limit-cache' | 'shadow' | 'fail-open' | 'fail-closed'

/** The header field that tells who decided: clients may want to know that a limit is counted by something that stands in. */
export const DECIDED_BY = 'x-ratelimit-decided-by'

/** The outcome of a check: a value, never an exception. */
export type Decision = {
  readonly policy: string
  readonly key: string
  readonly allowed: boolean
  readonly limit: number
  readonly windowMs: number
  /** Requests left under the policy that has least. */
  readonly remaining: number
  /** Milliseconds after which a lone retry would be admitted; 0 if allowed. */
  readonly retryAfterMs: number
  readonly source: DecisionSource
}

/** The fact that the gateway states about every request: {@link Decision} and who it was about. */
export type DecisionFact = Decision & Caller & { readonly request: number }
