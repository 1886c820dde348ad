/** What travels along the arrows, and the facts that the boxes state. */
import type { Reason, StateName } from '~/blocks/breaker/breaker'
import type { Message } from '~/kernel/component'
import type { Dependency } from './dependencies'

/** What users ask for: to place an order, a price, a map tile. */
export const ROUTES = ['order', 'price', 'tile'] as const

/** One of {@link ROUTES}. */
export type Route = (typeof ROUTES)[number]

/** What the load asks the edge to do. `key` is the product or the tile. */
export interface UserRequest extends Message {
  readonly type: Route
  readonly key: string
}

/** What the edge asks of a service. */
export interface ServiceRequest extends Message {
  readonly type: Route
  readonly key: string
  /** How much longer the caller waits, in milliseconds: a span, so that no clock has to agree with another. */
  readonly budgetMs: number
}

/** What a service answers. Header names are in lower case. */
export interface ServiceReply {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** When a provider made the value, on the run's clock; for those who check how old it is. */
  readonly asOfMs?: number
}

/** Calls that change something at the provider, and calls that do not. */
export type Operation = 'charge' | 'reverse' | 'quote' | 'tile'

/** What a service asks of the breaker box in its own process. */
export interface Command extends Message {
  readonly type: Operation
  readonly key: string
  /** When nobody waits any more, on the process' monotonic clock. */
  readonly deadlineMs: number
}

/** What a provider is asked. */
export interface ProviderRequest extends Message {
  readonly type: Operation
  readonly key: string
}

/** What a provider answers: 200, or 4xx for a business error, which is an answer like any other. */
export interface ProviderReply {
  readonly status: number
  readonly key: string
  /** When the value was made, as its Date field would say; providers keep the run's time. */
  readonly asOfMs: number
}

/** What came of a command. A `rejected` one was never made; after an indefinite failure it may have been done. */
export type CommandResult =
  | { readonly outcome: 'success'; readonly asOfMs: number }
  | { readonly outcome: 'fallback'; readonly asOfMs: number; readonly ageMs: number }
  /** A business error by its status; 504 if the caller had too little time left. */
  | { readonly outcome: 'ignored'; readonly status: number; readonly definite: boolean }
  | { readonly outcome: 'rejected'; readonly retryAfterMs: number }
  | { readonly outcome: 'failure' | 'timeout'; readonly definite: boolean }

/** How one call to a dependency came out. */
export type Outcome = 'success' | 'failure' | 'timeout' | 'rejected' | 'fallback' | 'ignored'

/** The fact `call`: one try, or one answer in place of it. */
export type CallFact = {
  readonly dependency: Dependency
  readonly instance: number
  readonly outcome: Outcome
  readonly latencyMs: number
}

/** The fact `breaker`: a change of state. Without breakers per dependency there is one, called `shared`. */
export type BreakerFact = {
  readonly dependency: Dependency | 'shared'
  readonly instance: number
  readonly from: StateName
  readonly to: StateName
  readonly reason: Reason
}

/** The fact `answer`: what a user got. */
export type AnswerFact = {
  readonly route: Route
  readonly status: number
  readonly latencyMs: number
  readonly deadlineMs: number
  /** What the answer says about its age; null if it does not call itself stale. */
  readonly staleForMs: number | null
  readonly asOfMs: number | null
}

/** The states of an order, and where each may lead. An order that was not paid for certain is cancelled. */
export const ORDER_STATES = {
  placed: ['paid', 'cancelled'],
  paid: ['confirmed'],
  confirmed: [],
  cancelled: [],
} as const

/** One of {@link ORDER_STATES}. */
export type OrderState = keyof typeof ORDER_STATES

/** The fact `order`. */
export type OrderFact = { readonly order: string; readonly state: OrderState }
