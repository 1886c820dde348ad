/** The payments provider: it charges an order once, however often it is asked, and takes a charge back. */
import type { Component, Context } from '~/kernel/component'
import type { ProviderRequest } from '../requests'
import { createProvider } from './provider'

/** The code of the box "Payments provider". Its ledger outlives its process. */
export function createPayments(context: Context<never>): Component {
  const charges = context.disk('charges', () => new Map<string, 'charged' | 'reversed'>())

  function perform({ type, key, request }: ProviderRequest): number {
    const known = charges.get(key)
    if (type === 'reverse') {
      // A charge that was overtaken by its reversal is not made any more.
      charges.set(key, 'reversed')
      if (known === 'charged') context.emit('reversed', key, { request })
      return 200
    }
    if (known === 'reversed') return 409
    if (known === undefined) {
      charges.set(key, 'charged')
      context.emit('charged', key, { request })
    }
    return 200
  }

  return createProvider(context, {
    workers: 24,
    queueLengthMax: 60,
    warmAfter: 250,
    work: { kind: 'exponential', minMs: 30, meanMs: 20 },
    decline: 402,
    perform,
  })
}
