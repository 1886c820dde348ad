/** The walk of a first visit: the warehouse falls behind alone, and a broker dies without a loss. */
import type { BoxId } from '~/kernel/diagram'
import { breakStep, healStep, playStep, type Walk } from '~/kernel/walk'
import type diagram from './diagram'

/** The walk. */
export const walk: Walk<BoxId<typeof diagram>> = {
  durationMs: 90_000,
  steps: [
    playStep({
      title: 'Let events in',
      text: 'Three services write what happened; each event has a key, and all events of an order are in one partition.',
      at: 'orders',
      seen: 'Two thousand events a second are replicated to three brokers before they are acknowledged.',
    }),
    breakStep('Take the provider down', 'provider-down', {
      title: 'A reader cannot work',
      text: 'Whoever delivers the notifications is away. What becomes of the events?',
      at: 'notifications',
      seen: 'Most of what it has fails, so it is no poison: the reader stops and keeps its position.',
    }),
    {
      title: 'Nobody else notices',
      text: 'Every reader is a group with a position of its own: search and warehouse go on.',
      at: 'search',
      until: { of: 'notifications', is: 'failed' },
      seen: 'The lag of the notifications grows in the log, where nothing is lost. Click the cluster to see it.',
    },
    healStep('Bring it back', 'notifications', {
      title: 'Catch up',
      text: 'The reader goes on where it stopped, and notifies of each event once.',
      at: 'notifications',
      seen: 'The lag is gone. Now kill a broker, or write poison.',
    }),
  ],
}
