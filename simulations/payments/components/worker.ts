/** The retry worker: it takes events to the PSP. It keeps nothing: what an attempt came to goes back to the outbox. */
import { isCallError } from '~/kernel/call-error'
import type { Component, Context, Incoming, Message } from '~/kernel/component'
import type { Setup } from '~/kernel/simulation'
import { drawKey } from '../idempotency-key'
import type {
  Capture,
  PspReportRequest,
  ReportedCapture,
  ReportRequest,
  SettleRequest,
  SettleResult,
} from '../messages'
import type { Parameters } from '../parameters'
import { charge, queryStatus } from './psp-call'

/** How long the worker waits for the PSP: longer than a client would. */
export const WORKER_PSP_TIMEOUT_MS = 1_500
/** Captures in one page of the report. */
const REPORT_PAGE = 200

/** The code of the worker. */
export function createWorker(context: Context<'psp'>, { without }: Setup<Parameters, unknown>): Component {
  const outcomes: Record<string, number> = {}

  async function settle(message: SettleRequest, { event: cause }: Incoming): Promise<SettleResult> {
    const { request, attempt, isOpen } = message
    const capture = readCapture(message.payload)
    if (capture === null) return { outcome: 'poison', error: 'the payload is not a settlement request' }
    const options = { request, cause, attempt, timeoutMs: WORKER_PSP_TIMEOUT_MS }
    if (without('guess-unknown') && isOpen) return { outcome: 'captured', error: '' }
    if (isOpen) {
      const told = await queryStatus(context, capture, options)
      if (told !== 'absent') return { outcome: told, error: 'the PSP does not say what became of it' }
    }
    const sent = without('fresh-psp-key') ? { ...capture, pspKey: `psp_${drawKey(context.rng)}` } : capture
    const outcome = await charge(context, sent, options)
    return { outcome, error: outcome === 'unknown' ? 'no answer from the PSP' : 'the PSP does not take it now' }
  }

  async function report({ request, after }: ReportRequest): Promise<readonly ReportedCapture[]> {
    const message: PspReportRequest = { type: 'report', request, after, countMax: REPORT_PAGE }
    try {
      return await context.call<readonly ReportedCapture[]>('psp', message, { timeoutMs: WORKER_PSP_TIMEOUT_MS })
    } catch (error) {
      if (!isCallError(error)) throw error
      return []
    }
  }

  async function handle(message: Message, incoming: Incoming): Promise<unknown> {
    if (message.type === 'report') return report(message as ReportRequest)
    const result = await settle(message as SettleRequest, incoming)
    outcomes[result.outcome] = (outcomes[result.outcome] ?? 0) + 1
    return result
  }

  return { handle, inspect: () => ({ attempts: { ...outcomes } }) }
}

/** The capture in a payload, or null if it is none. */
function readCapture(payload: unknown): Capture | null {
  const { pspKey, payment, amount, currency } = (payload ?? {}) as Partial<Capture>
  const isCapture =
    typeof pspKey === 'string' &&
    typeof payment === 'string' &&
    typeof currency === 'string' &&
    Number.isSafeInteger(amount)
  return isCapture ? (payload as Capture) : null
}
