/**
 * The notification service, group C: one notification per event, however often the event is delivered. What it has sent it remembers,
 * which saves calls; that memory dies with the process, so what makes it once is the key that the provider keeps.
 */
import type { Component, Context } from '~/kernel/component'
import type { Setup } from '~/kernel/simulation'
import { BoundedMap } from '../bounded-map'
import type { Delivery, Handler, HandlerResult } from '../delivery'
import type { EffectFact } from '../facts'
import type { Parameters } from '../parameters'
import type { Servers } from '../servers'
import { GroupReader } from './group-reader'
import { NotificationProvider, type Sending } from './notification-provider'

/** Events that one process remembers to have told of, at least. */
const SENT_MIN = 25_000

/** The code of one process of the notification service. */
export function createNotifications(context: Context<'kafka'>, setup: Setup<Parameters, Servers>): Component {
  const { servers, without } = setup
  const provider = new NotificationProvider(servers.provider, context.clock, context.rng.fork('provider'))
  const sent = new BoundedMap<string, true>(SENT_MIN)
  const isOnce = !without('notify-once')

  const handler: Handler = {
    deliveriesMax: 100,
    async handle(deliveries) {
      const unsent = deliveries.filter(({ event }) => !isOnce || sent.get(event) !== true)
      const sinceMs = context.clock.monotonicMs()
      const sendings = unsent.length === 0 ? [] : await provider.send(unsent.map(notificationOf))
      const became = new Map<Delivery, Sending>(unsent.map((delivery, index) => [delivery, sendings[index]!]))
      return deliveries.map((delivery) => resultOf(delivery, became.get(delivery) ?? 'known', sinceMs))
    },
  }
  const reader = new GroupReader(context, setup, 'notifications', handler)

  function notificationOf({ event, key }: Delivery) {
    return { recipient: key, event, idempotencyKey: isOnce ? event : null }
  }

  function resultOf({ event, request }: Delivery, sending: Sending, sinceMs: number): HandlerResult {
    if (sending === 'refused') return { outcome: 'failed', error: new Error(`the provider does not want ${event}`) }
    if (sending === 'held') return { outcome: 'held' }
    sent.set(event, true)
    if (sending === 'known') return { outcome: 'duplicate' }
    const fact: EffectFact = { group: 'notifications', event, sinceMs }
    context.emit('effect', fact, { request })
    return { outcome: 'applied' }
  }

  return {
    start: () => reader.start(),
    act(verb, value, phase) {
      const isOn = phase === 'start'
      if (verb === 'provider-down') provider.isDown = isOn
      else if (verb === 'refuse') provider.refusalsLeft += Number(value)
      else if (verb === 'provider-slow') provider.slowMs = isOn ? Number(value) : 0
      else reader.act(verb, phase)
      return undefined
    },
    inspect: () => ({ ...reader.inspect(), remembered: sent.size, sentByProvider: servers.provider.sent }),
  }
}
