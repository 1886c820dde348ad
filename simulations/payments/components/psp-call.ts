/** Calls of the PSP, as the API and the worker make them: the same key, and the same reading of what comes back. */
import { isCallError } from '~/kernel/call-error'
import type { Context } from '~/kernel/component'
import type {
  AttemptOutcome,
  StatusOutcome,
  Capture,
  PspAnswer,
  PspChargeRequest,
  PspFact,
  PspStatusRequest,
} from '../messages'

/** Terms of an attempt. */
export interface AttemptOptions {
  readonly request: number
  readonly cause: number
  readonly attempt: number
  readonly timeoutMs: number
}

/** Asks the PSP to take the money. An outcome that nobody can know is `unknown`, never a failure. */
export async function charge(
  context: Context<'psp'>,
  capture: Capture,
  options: AttemptOptions,
): Promise<AttemptOutcome> {
  const message: PspChargeRequest = { type: 'charge', request: options.request, capture }
  const outcome = await call(context, 'charge', capture, message, options)
  return outcome === 'absent' ? 'unavailable' : outcome
}

/** Asks the PSP what became of a charge. */
export function queryStatus(
  context: Context<'psp'>,
  capture: Capture,
  options: AttemptOptions,
): Promise<StatusOutcome> {
  const message: PspStatusRequest = { type: 'status', request: options.request, pspKey: capture.pspKey }
  return call(context, 'status', capture, message, options)
}

async function call(
  context: Context<'psp'>,
  name: PspFact['call'],
  { payment, pspKey }: Capture,
  message: PspChargeRequest | PspStatusRequest,
  { request, cause, attempt, timeoutMs }: AttemptOptions,
): Promise<StatusOutcome> {
  const outcome = await outcomeOf(context.call<PspAnswer>('psp', message, { timeoutMs, cause }))
  const fact: PspFact = { payment, attempt, pspKey, outcome, definite: outcome !== 'unknown', call: name }
  context.emit('psp', { ...fact }, { request, cause })
  return outcome
}

async function outcomeOf(calling: Promise<PspAnswer>): Promise<StatusOutcome> {
  try {
    const answer = await calling
    if (answer.status === 200) return answer.outcome
    if (answer.status === 404) return 'absent'
    return answer.status === 500 || answer.status === 409 ? 'unknown' : 'unavailable'
  } catch (error) {
    if (!isCallError(error)) throw error
    return error.definite ? 'unavailable' : 'unknown'
  }
}
