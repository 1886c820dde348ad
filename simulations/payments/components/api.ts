/**
 * The Payments API. A charge takes three statements, two of them before the PSP is called: claim the key, record what is
 * going to happen, answer. Every step leaves a recovery point, so that whoever comes after a crash goes on from there.
 */
import type { Component, Context, Incoming } from '~/kernel/component'
import type { Setup } from '~/kernel/simulation'
import { isStoreTrouble } from '~/kernel/store-error'
import { fingerprintOf } from '../fingerprint'
import { parseIdempotencyKey } from '../idempotency-key'
import type { ChargeFact, ChargeRequest, ChargeResponse } from '../messages'
import type { Parameters } from '../parameters'
import { ChargeWork, type ApiProcess } from './charge-work'
import type { KeyOf } from './idempotency'
import { problem, responseOf, unavailable } from './responses'

/** Where a process can be made to die, in the order in which a request gets there. */
export const API_STEPS = [
  'before-claim',
  'after-claim',
  'before-commit',
  'between-commits',
  'after-commit',
  'before-psp',
  'after-psp',
  'before-answer',
  'after-answer',
] as const

/** The code of one API process. */
export function createApi(
  context: Context<'keys' | 'ledger' | 'fraud' | 'psp'>,
  { parameters, without }: Setup<Parameters, unknown>,
): Component {
  const leaseMs = without('endless-lease') ? 86_400_000 : parameters.leaseMs
  const process: ApiProcess = { context, parameters, without, leaseMs, keyTtlMs: parameters.keyTtlMs }
  const outcomes: Record<string, number> = {}

  async function handle(message: ChargeRequest, { event: cause }: Incoming): Promise<ChargeResponse> {
    const { request, headers, body: order } = message
    const field = headers['idempotency-key']
    const key = field === undefined ? null : parseIdempotencyKey(field)
    const of: KeyOf = { tenant: order.tenant, key: key ?? '', fingerprint: fingerprintOf(order) }
    const answer = (response: ChargeResponse, chargeNo: number, replayed = false): ChargeResponse => {
      const { status, body } = response
      const outcome = 'state' in body ? body.state : body.type
      outcomes[outcome] = (outcomes[outcome] ?? 0) + 1
      const { tenant, fingerprint } = of
      const fact: ChargeFact = {
        request, tenant, key: of.key, outcome, status, replayed, chargeNo, fingerprint, body: JSON.stringify(body),
      } // prettier-ignore
      context.emit('charge', { ...fact }, { request, cause })
      return replayed ? { ...response, headers: { ...response.headers, 'idempotent-replayed': 'true' } } : response
    }
    if (key === null && !without('required-key')) {
      const title =
        field === undefined ? 'An Idempotency-Key is required' : 'The Idempotency-Key is not a quoted UUIDv4'
      return answer(problem(400, field === undefined ? 'key-required' : 'key-malformed', title), 0)
    }
    const work = new ChargeWork(process, message, of, cause)
    try {
      const known = await work.begin()
      if (known.kind !== 'claimed') {
        await work.tellRedis(known)
        return answer(...responseOf(known))
      }
      return answer(...(await work.goOn(known)))
    } catch (error) {
      if (!isStoreTrouble(error)) throw error
      // Nothing is known to be wrong with the charge: whoever asks again goes on from the last recovery point.
      await work.giveBack()
      return answer(unavailable(error), 0)
    }
  }

  return {
    handle: (message, incoming) => handle(message as ChargeRequest, incoming),
    act: (verb, value, phase) => {
      if (verb === 'key-ttl') process.keyTtlMs = phase === 'start' ? Number(value) : parameters.keyTtlMs
      return undefined
    },
    inspect: () => ({ keyTtlMs: process.keyTtlMs, leaseMs, answered: { ...outcomes } }),
  }
}
