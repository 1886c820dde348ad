/**
 * Orders: placed → paid → confirmed, or cancelled. An order is a write: if it cannot be paid it fails aloud. A charge whose
 * outcome is unknown is taken back: the order stays placed until the provider has confirmed the reversal.
 */
import { assert } from '~/kernel/assert'
import type { Component, Context, Incoming, Message } from '~/kernel/component'
import type { Setup } from '~/kernel/simulation'
import type { Parameters } from '../parameters'
import {
  ORDER_STATES,
  type Command,
  type OrderFact,
  type OrderState,
  type ServiceReply,
  type ServiceRequest,
} from '../requests'
import type { Servers } from '../servers'
import { askBreaker } from './ask-breaker'
import { failureReply } from './replies'

/** How long an answer is kept for a request that the network delivers twice, in orders. */
const ANSWERS_MAX = 2_000
/** Pause between two reversals, before jitter, in milliseconds. */
const REVERSAL_PAUSE_MS = 400
/** How long a reversal may take with its retries, in milliseconds. */
const REVERSAL_MS = 1_000

/** The code of one instance of the orders service. */
export function createOrders(context: Context<'orders-breaker'>, { without }: Setup<Parameters, Servers>): Component {
  const { clock } = context
  const table = context.disk('orders', () => new Map<string, OrderState>())
  const answers = new Map<number, Promise<ServiceReply>>()
  // Whatever was placed when the process died is in doubt.
  const inDoubt = new Set([...table].filter(([, state]) => state === 'placed').map(([order]) => order))

  function move(order: string, state: OrderState, about?: { readonly request: number; readonly cause: number }): void {
    const from = table.get(order)
    assert(
      from === undefined ? state === 'placed' : (ORDER_STATES[from] as readonly OrderState[]).includes(state),
      `order ${order} goes from ${from ?? 'nothing'} to ${state}`,
    )
    table.set(order, state)
    const fact: OrderFact = { order, state }
    context.emit('order', fact, about)
  }

  async function place({ request, budgetMs }: ServiceRequest, cause: number): Promise<ServiceReply> {
    const order = `o${request}`
    if (table.has(order)) return { status: 409, headers: {} }
    const about = { request, cause }
    move(order, 'placed', about)
    const command: Command = { type: 'charge', request, key: order, deadlineMs: clock.monotonicMs() + budgetMs }
    const result = await askBreaker(context, 'orders-breaker', command, cause)
    if (result.outcome === 'success') {
      move(order, 'paid', about)
      move(order, 'confirmed', about)
      return { status: 201, headers: {} }
    }
    if (without('safe-fallbacks')) return { status: 201, headers: {} }
    if ('definite' in result && !result.definite) inDoubt.add(order)
    else move(order, 'cancelled', about)
    return failureReply(result)
  }

  /** A request that the network delivers twice is one order. */
  function handle(message: ServiceRequest, { event }: Incoming): Promise<ServiceReply> {
    const known = answers.get(message.request)
    if (known !== undefined) return known
    const answer = place(message, event)
    answers.set(message.request, answer)
    if (answers.size > ANSWERS_MAX) answers.delete(answers.keys().next().value!)
    return answer
  }

  /** Takes back, one by one, what may have been charged. */
  async function reverse(): Promise<void> {
    for (;;) {
      await clock.sleep(REVERSAL_PAUSE_MS * (0.5 + context.rng.float()))
      const [order] = inDoubt
      if (order === undefined) continue
      const request = Number(order.slice(1))
      const command: Command = { type: 'reverse', request, key: order, deadlineMs: clock.monotonicMs() + REVERSAL_MS }
      const result = await askBreaker(context, 'orders-breaker', command)
      inDoubt.delete(order)
      if (result.outcome === 'success') cancel(order)
      else inDoubt.add(order)
    }
  }

  function cancel(order: string): void {
    if (table.get(order) === 'placed') move(order, 'cancelled')
  }

  return {
    start: reverse,
    handle: (message: Message, incoming) => handle(message as ServiceRequest, incoming),
    inspect: () => {
      const states: Record<string, number> = {}
      for (const state of table.values()) states[state] = (states[state] ?? 0) + 1
      return { orders: states, inDoubt: inDoubt.size }
    },
  }
}
