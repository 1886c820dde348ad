/** Pricing: prices of the vendor, kept in this process. While the vendor is cut off, kept prices are served and labelled. */
import type { Component, Context, Incoming, Message } from '~/kernel/component'
import type { Setup } from '~/kernel/simulation'
import type { Parameters } from '../parameters'
import type { CallFact, Command, CommandResult, ServiceReply, ServiceRequest } from '../requests'
import type { Servers } from '../servers'
import { askBreaker } from './ask-breaker'
import { failureReply, freshReply, staleReply } from './replies'

/** A kept price is as good as new for so long, in milliseconds. */
export const PRICE_FRESH_MS = 300

/** Retries around the breaker (a defect). */
const NESTED_RETRIES = 2

/** The code of one instance of the pricing service. */
export function createPricing(
  context: Context<'pricing-breaker'>,
  { parameters, without }: Setup<Parameters, Servers>,
): Component {
  const { clock } = context
  const prices = new Map<string, number>()
  const served = { fromCache: 0, fromVendor: 0, stale: 0, failed: 0 }

  function stateFallback(request: number, cause: number): void {
    const fact: CallFact = { dependency: 'vendor', instance: context.instance, outcome: 'fallback', latencyMs: 0 }
    context.emit('call', fact, { request, cause })
  }

  async function askVendor(request: number, key: string, deadlineMs: number, cause: number): Promise<CommandResult> {
    const command: Command = { type: 'quote', request, key, deadlineMs }
    for (let retry = 0; ; retry++) {
      const result = await askBreaker(context, 'pricing-breaker', command, cause)
      if (result.outcome !== 'failure' || !without('nested-retries') || retry === NESTED_RETRIES) return result
    }
  }

  async function handle({ request, key, budgetMs }: ServiceRequest, { event }: Incoming): Promise<ServiceReply> {
    const keptAsOfMs = prices.get(key)
    if (keptAsOfMs !== undefined && clock.monotonicMs() - keptAsOfMs < PRICE_FRESH_MS) {
      served.fromCache++
      return freshReply(keptAsOfMs)
    }
    const result = await askVendor(request, key, clock.monotonicMs() + budgetMs, event)
    if (result.outcome === 'success') {
      served.fromVendor++
      prices.set(key, Math.max(result.asOfMs, prices.get(key) ?? 0))
      return freshReply(result.asOfMs)
    }
    const stale = result.outcome === 'ignored' ? undefined : staleOf(key)
    if (stale === undefined) {
      served.failed++
      return failureReply(result)
    }
    served.stale++
    stateFallback(request, event)
    return stale
  }

  function staleOf(key: string): ServiceReply | undefined {
    const asOfMs = prices.get(key)
    if (asOfMs === undefined) return undefined
    const ageMs = clock.monotonicMs() - asOfMs
    return ageMs <= parameters.maxStaleMs || without('old-fallbacks') ? staleReply(asOfMs, ageMs) : undefined
  }

  return {
    handle: (message: Message, incoming) => handle(message as ServiceRequest, incoming),
    inspect: () => ({ prices: prices.size, served: { ...served } }),
  }
}
