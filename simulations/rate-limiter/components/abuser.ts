/** The abusive actor: it ignores Retry-After. As a bot it just goes on; in a retry storm every refusal is tried again. */
import type { Component, Context } from '~/kernel/component'
import type { Caller } from '../requests'
import { sendRequest, type LoadMessage, type Outcomes } from './clients'

/** In a retry storm, how often a refused request is sent again at once. */
const STORM_RETRIES = 3

/** The code of the box "Abusive actor". */
export function createAbuser(context: Context<'gateway'>): Component {
  const outcomes: Outcomes = {}
  let isStorm = false

  async function send(caller: Caller, request: number): Promise<void> {
    const response = await sendRequest(context, caller, request, outcomes)
    for (let retry = 0; isStorm && retry < STORM_RETRIES && response?.status !== 200; retry++) {
      const again = await sendRequest(context, caller, context.nextRequest(), outcomes)
      if (again?.status === 200) return
    }
  }

  return {
    handle: (message) => send(message as LoadMessage, message.request),
    act: (verb, _value, phase) => {
      if (verb === 'retry-storm') isStorm = phase === 'start'
      return undefined
    },
    inspect: () => ({ outcomes: { ...outcomes }, retryStorm: isStorm }),
  }
}
