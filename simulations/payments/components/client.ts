/**
 * Clients. Each keeps its key before it first sends, and sends it again until it has an answer: after a timeout, an error
 * or a 409, with a pause that grows. What they do wrong, they do because somebody turned it on.
 */
import { backoffMs, type Backoff } from '~/blocks/backoff'
import { isCallError } from '~/kernel/call-error'
import type { Component, Context, Message } from '~/kernel/component'
import { drawKey, formatIdempotencyKey } from '../idempotency-key'
import type { AnswerFact, ChargeRequest, ChargeResponse, Order } from '../messages'

/** How long a client waits for an answer. */
const TIMEOUT_MS = 3_000
/** How soon one hangs up that does. */
const HANG_UP_MS = 30
const TRIES_MAX = 10
const BACKOFF: Backoff = { firstMs: 300, factor: 1.6, maxMs: 2_500, jitter: 0.5 }

/** What the load asks the clients to send: an order, and what this client is like. */
export interface LoadMessage extends Message {
  readonly type: 'order'
  readonly order: Order
  /** Sends the same request so many times at once. */
  readonly copies?: number
  /** Hangs up before the answer to the first try. */
  readonly hangsUp?: boolean
  /** Sends again after it was answered, so much later. */
  readonly againAfterMs?: number
  /** Uses a new key for every try: the mistake. */
  readonly forgetsKey?: boolean
  /** Sends no key, or not a quoted one. */
  readonly field?: 'none' | 'unquoted'
  /** Sends another amount under the same key, afterwards. */
  readonly changes?: boolean
}

/** The code of the clients. */
export function createClient(context: Context<'api'>): Component {
  const statuses: Record<string, number> = {}
  const { clock, rng } = context

  async function send(order: Order, key: string, field: LoadMessage['field'], timeoutMs: number) {
    const quoted = field === 'unquoted' ? key : formatIdempotencyKey(key)
    const request = context.nextRequest()
    const message: ChargeRequest = {
      type: 'POST /charge',
      request,
      headers: field === 'none' ? {} : { 'idempotency-key': quoted },
      body: order,
    }
    try {
      const response = await context.call<ChargeResponse>('api', message, { timeoutMs })
      statuses[response.status] = (statuses[response.status] ?? 0) + 1
      const payment = 'payment' in response.body ? response.body.payment : null
      const fact: AnswerFact = { tenant: order.tenant, key, status: response.status, payment }
      context.emit('answer', { ...fact }, { request })
      return response.status
    } catch (error) {
      if (!isCallError(error)) throw error
      statuses[error.code] = (statuses[error.code] ?? 0) + 1
      return null
    }
  }

  /** Sends until there is an answer, or until it gives up. */
  async function insist(order: Order, firstKey: string, like: LoadMessage): Promise<void> {
    let key = firstKey
    for (let tries = 1; tries <= TRIES_MAX; tries++) {
      const status = await send(order, key, like.field, like.hangsUp && tries === 1 ? HANG_UP_MS : TIMEOUT_MS)
      if (status !== null && status !== 409 && status < 500) return
      await clock.sleep(backoffMs(BACKOFF, tries, rng))
      if (like.forgetsKey === true) key = drawKey(rng)
    }
  }

  async function pay(like: LoadMessage): Promise<void> {
    const { order, copies = 1, againAfterMs, changes } = like
    const key = drawKey(rng)
    await Promise.all(Array.from({ length: copies }, () => insist(order, key, like)))
    if (againAfterMs !== undefined) {
      await clock.sleep(againAfterMs)
      await insist(order, key, like)
    }
    if (changes === true) await insist({ ...order, amount: order.amount + 100 }, key, like)
  }

  return {
    handle: (message) => pay(message as LoadMessage),
    inspect: () => ({ answers: { ...statuses } }),
  }
}
