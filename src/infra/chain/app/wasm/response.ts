/** What a contract answers: its events, the messages it wants done, and data; and the chain's rules for its events. */
import { base64 } from '@scure/base'
import { AppError, ERRORS } from '../errors'
import { chainEvent, type ChainEvent, type EventAttribute } from '../event'
import { textOf } from '../../bytes'

/** When the contract wants to hear what became of a message. */
export type ReplyOn = 'always' | 'error' | 'success' | 'never'

/** A message of a contract, with its terms. */
export interface SubMessage {
  readonly id: number
  readonly msg: Readonly<Record<string, unknown>>
  readonly gas_limit: number | null
  readonly reply_on: ReplyOn
  /** Base 64 that comes back with the reply; contracts of the 1.x line have none. */
  readonly payload?: string
}

/** A contract's answer to a call that may change state. */
export interface ContractResponse {
  readonly messages: readonly SubMessage[]
  readonly attributes: readonly EventAttribute[]
  readonly events: readonly { readonly type: string; readonly attributes: readonly EventAttribute[] }[]
  readonly data: Uint8Array | null
}

/** A contract's own error: it answered, and said no. */
export class ContractRefusal extends Error {
  override readonly name = 'ContractRefusal'
}

/**
 * The value in a contract's result, `{"ok": …}` or `{"error": "…"}`.
 * @throws {ContractRefusal} for an error
 * @throws {AppError} VM error, if it is no such JSON
 */
export function resultOf(json: Uint8Array): unknown {
  const result = parsed(json)
  if (isObject(result) && typeof result['error'] === 'string') throw new ContractRefusal(result['error'])
  if (isObject(result) && 'ok' in result) return result['ok']
  throw new AppError(ERRORS.vmError, 'the contract answered neither ok nor error')
}

/**
 * A {@link ContractResponse} out of a contract's result.
 * @throws {ContractRefusal} for an error
 * @throws {AppError} VM error, if it is not of that form
 */
export function responseOf(json: Uint8Array): ContractResponse {
  const response = resultOf(json)
  if (!isObject(response)) throw malformed('a response')
  const { messages = [], attributes = [], events = [], data = null } = response
  if (!Array.isArray(messages) || !messages.every(isSubMessage)) throw malformed('messages')
  if (!isAttributes(attributes)) throw malformed('attributes')
  if (!Array.isArray(events) || !events.every(isEvent)) throw malformed('events')
  if (data !== null && typeof data !== 'string') throw malformed('data')
  return { messages, attributes, events, data: data === null ? null : base64.decode(data) }
}

/**
 * The events that a contract's answer becomes: `wasm` if it has attributes, then its own with `wasm-` in front.
 * @throws {AppError} invalid event: an empty or reserved key, or a type that is too short
 */
export function contractEvents({ attributes, events }: ContractResponse, contract: string): ChainEvent[] {
  const own = events.map(({ type, attributes: each }) => {
    const name = type.trim()
    // wasmd/x/wasm/keeper/events.go: eventTypeMinLength.
    if (name.length <= 2) throw new AppError(ERRORS.invalidEvent, `Event type too short: '${name}'`)
    return contractEvent(`wasm-${name}`, each, contract)
  })
  return attributes.length === 0 ? own : [contractEvent('wasm', attributes, contract), ...own]
}

function contractEvent(type: string, attributes: readonly EventAttribute[], contract: string): ChainEvent {
  const trimmed = attributes.map(({ key, value }) => ({ key: key.trim(), value: value.trim() }))
  for (const { key, value } of trimmed) {
    if (key === '') throw new AppError(ERRORS.invalidEvent, `Empty attribute key. Value: ${value}`)
    if (key.startsWith('_')) {
      throw new AppError(ERRORS.invalidEvent, `Attribute key starts with reserved prefix _: '${key}'`)
    }
  }
  const first = chainEvent(type, { _contract_address: contract })
  return { type, attributes: [...first.attributes, ...trimmed] }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isSubMessage(value: unknown): value is SubMessage {
  if (!isObject(value) || !isObject(value['msg'])) return false
  const { id, gas_limit: limit, reply_on: replyOn } = value
  return (
    typeof id === 'number' &&
    (limit === undefined || limit === null || typeof limit === 'number') &&
    ['string', 'undefined'].includes(typeof value['payload']) &&
    ['always', 'error', 'success', 'never'].includes(replyOn as string)
  )
}

function isAttributes(value: unknown): value is EventAttribute[] {
  return (
    Array.isArray(value) &&
    value.every((each) => isObject(each) && typeof each['key'] === 'string' && typeof each['value'] === 'string')
  )
}

function isEvent(value: unknown): value is ContractResponse['events'][number] {
  return isObject(value) && typeof value['type'] === 'string' && isAttributes(value['attributes'])
}

function parsed(json: Uint8Array): unknown {
  try {
    return JSON.parse(textOf(json))
  } catch {
    throw malformed('JSON')
  }
}

function malformed(what: string): AppError {
  return new AppError(ERRORS.vmError, `the contract's answer is malformed: ${what}`)
}
