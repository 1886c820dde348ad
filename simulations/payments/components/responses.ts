/** What clients of the API are answered. */
import { PostgresError } from '~/infra/postgres/port'
import { isCallError } from '~/kernel/call-error'
import type { AttemptOutcome, ChargeBody, ChargeResponse, Order } from '../messages'
import type { Known } from './idempotency'

/** A problem (RFC 9457). */
export function problem(
  status: number,
  type: string,
  title: string,
  headers: Record<string, string> = {},
): ChargeResponse {
  return { status, headers: { 'content-type': 'application/problem+json', ...headers }, body: { type, title } }
}

/** Nothing was decided: the client may ask again. */
export function unavailable(error: unknown): ChargeResponse {
  const reason = error instanceof PostgresError ? `SQLSTATE ${error.code}` : isCallError(error) ? error.code : 'error'
  return problem(503, 'unavailable', `Nothing was decided: ${reason}`, { 'retry-after': '1' })
}

/** The answer to a request whose key is known. */
export function responseOf(known: Known): [ChargeResponse, number, boolean] {
  if (known.kind === 'answered') return [known.response, known.chargeNo, true]
  return known.kind === 'busy'
    ? [problem(409, 'in-flight', 'A request with this key is being worked on', { 'retry-after': '1' }), 0, false]
    : [problem(422, 'key-reused', 'This key was used with another payload'), 0, false]
}

/** What becomes of a payment, and what its client is told. */
export function conclusionOf(
  outcome: AttemptOutcome,
  payment: string,
  { amount, currency }: Order,
): ['posted' | 'voided' | 'pending', ChargeResponse] {
  const body = (state: 'posted' | 'voided' | 'pending'): ChargeBody => ({ payment, state, amount, currency })
  if (outcome === 'captured') return ['posted', { status: 201, headers: {}, body: body('posted') }]
  if (outcome === 'declined') return ['voided', { status: 402, headers: {}, body: body('voided') }]
  return ['pending', { status: 202, headers: {}, body: body('pending') }]
}
