/** Honest clients: they give a request a second, and after a 429 they come back once, not before they were told to. */
import { isCallError } from '~/kernel/call-error'
import type { Component, Context, Message } from '~/kernel/component'
import type { ApiRequest, ApiResponse, Caller, Route } from '../requests'

/** How long a client waits for its answer. */
export const CLIENT_TIMEOUT_MS = 1000
/** A client that was throttled tries again at most so often. */
const RETRIES_MAX = 1
/** At most so many clients wait for their time to retry; the others give up. */
const WAITING_MAX = 2_000

/** What the load asks a client box to send. */
export interface LoadMessage extends Message, Caller {
  readonly type: 'request'
}

/** Outcomes by status, for the inspector. `0` stands for no answer in time. */
export type Outcomes = Record<string, number>

/** Sends one request and tells its status, 0 if there was no answer. */
export async function sendRequest(
  context: Context<'gateway'>,
  caller: Caller,
  request: number,
  outcomes: Outcomes,
): Promise<ApiResponse | undefined> {
  const { tenant, user, route } = caller
  const message: ApiRequest = { type: 'request', request, tenant, user, route }
  try {
    const response = await context.call<ApiResponse>('gateway', message, { timeoutMs: CLIENT_TIMEOUT_MS })
    outcomes[response.status] = (outcomes[response.status] ?? 0) + 1
    return response
  } catch (error) {
    if (!isCallError(error)) throw error
    outcomes[error.code] = (outcomes[error.code] ?? 0) + 1
    return undefined
  }
}

/** The code of the box "Clients". */
export function createClients(context: Context<'gateway'>): Component {
  const outcomes: Outcomes = {}
  let waiting = 0

  async function send(caller: Caller, request: number): Promise<void> {
    let response = await sendRequest(context, caller, request, outcomes)
    for (let retry = 0; retry < RETRIES_MAX && response !== undefined; retry++) {
      const retryAfter = response.headers['retry-after']
      if (retryAfter === undefined || waiting >= WAITING_MAX) return
      waiting++
      // Up to half a second later than told: clients that were refused together do not come back together.
      await context.clock.sleep(Number(retryAfter) * 1000 + context.rng.float() * 500)
      waiting--
      response = await sendRequest(context, caller, context.nextRequest(), outcomes)
    }
  }

  return {
    handle: (message) => send(message as LoadMessage, message.request),
    act: (verb, value) => {
      if (verb !== 'burst') return undefined
      const caller = { tenant: 't07', user: 'u0042', route: 'orders' as Route }
      for (let count = 0; count < Number(value); count++) void send(caller, context.nextRequest())
      return undefined
    },
    inspect: () => ({ outcomes: { ...outcomes }, waitingToRetry: waiting }),
  }
}
