/** Edge / BFF: takes what users ask, hands it to the service in charge with the time that is left, and answers in time. */
import { isCallError } from '~/kernel/call-error'
import type { Component, Context, Message } from '~/kernel/component'
import type { Setup } from '~/kernel/simulation'
import type { Parameters } from '../parameters'
import type { AnswerFact, Route, ServiceReply, ServiceRequest, UserRequest } from '../requests'
import type { Servers } from '../servers'

const SERVICES = { order: 'orders', price: 'pricing', tile: 'search' } as const

/** What the way to a service and back is allowed to take of the caller's time, in milliseconds. */
const HOPS_MS = 10
/** Without a deadline (a defect) the edge waits for as long as this. */
const NO_DEADLINE_MS = 20_000
/** In a retry storm, how often users send again what failed. */
const STORM_RETRIES = 3

/** The code of the edge. */
export function createEdge(
  context: Context<(typeof SERVICES)[Route]>,
  { parameters, without }: Setup<Parameters, Servers>,
): Component {
  const answers: Record<string, number> = {}
  let isStorm = false
  let { deadlineMs } = parameters

  async function ask({ type, key }: UserRequest, request: number, budgetMs: number): Promise<ServiceReply> {
    const waitMs = without('no-deadline') ? NO_DEADLINE_MS : budgetMs
    const message: ServiceRequest = { type, key, request, budgetMs: waitMs - HOPS_MS }
    try {
      return await context.call<ServiceReply>(SERVICES[type], message, { timeoutMs: waitMs })
    } catch (error) {
      if (!isCallError(error)) throw error
      return { status: error.code === 'timeout' ? 504 : 503, headers: { 'retry-after': '1' } }
    }
  }

  async function answer(message: UserRequest, request: number): Promise<ServiceReply> {
    const sinceMs = context.clock.monotonicMs()
    const limitMs = deadlineMs
    const reply = await ask(message, request, limitMs)
    const { status, headers, asOfMs } = reply
    const age = headers['x-age-ms']
    const fact: AnswerFact = {
      route: message.type,
      status,
      latencyMs: context.clock.monotonicMs() - sinceMs,
      deadlineMs: limitMs,
      staleForMs: age === undefined ? null : Number(age),
      asOfMs: asOfMs ?? null,
    }
    context.emit('answer', fact, { request })
    answers[status] = (answers[status] ?? 0) + 1
    return reply
  }

  async function handle(message: UserRequest): Promise<void> {
    let { status } = await answer(message, message.request)
    for (let retry = 0; isStorm && retry < STORM_RETRIES && status >= 500; retry++) {
      status = (await answer(message, context.nextRequest())).status
    }
  }

  return {
    handle: (message: Message) => handle(message as UserRequest),
    act: (verb, value, phase) => {
      if (verb === 'retry-storm') isStorm = phase === 'start'
      if (verb === 'impatience') deadlineMs = phase === 'start' ? Number(value) : parameters.deadlineMs
      return undefined
    },
    inspect: () => ({ answers: { ...answers }, deadlineMs, retryStorm: isStorm }),
  }
}
