/** The walk of a first visit: the PSP goes down, payments are put off, and settled once it is back. */
import type { BoxId } from '~/kernel/diagram'
import { breakStep, healStep, playStep, type Walk } from '~/kernel/walk'
import type diagram from './diagram'

/** The walk. */
export const walk: Walk<BoxId<typeof diagram>> = {
  durationMs: 90_000,
  steps: [
    playStep({
      title: 'Let orders in',
      text: 'Each is charged once, whatever happens: its key is unique in a real PostgreSQL.',
      at: 'client',
      seen: 'The ledger, the key and the event of a payment are written in one transaction. Click Ledger to read them.',
    }),
    breakStep('Crash the PSP', 'crash', {
      title: 'Take the PSP down',
      text: 'Money is moved by somebody else’s system. What becomes of orders when it is away?',
      at: 'psp',
      seen: 'Calls to it are refused. The API must neither lose a payment nor pretend that it went through.',
    }),
    {
      title: 'Payments are put off',
      text: 'The API answers 202: accepted, not yet paid. What is owed waits in the outbox.',
      at: 'api',
      until: { of: 'api', is: 'degraded' },
      seen: 'The event was committed with the payment, so it cannot be forgotten; the relay tries with growing pauses.',
    },
    healStep('Heal the PSP', 'api', {
      title: 'Bring it back',
      text: 'The worker settles what waits, with the same key at the PSP as the first attempt.',
      at: 'psp',
      seen: 'Everybody pays at once again, and nobody has paid twice. Now kill the API at a step of your choice.',
    }),
  ],
}
