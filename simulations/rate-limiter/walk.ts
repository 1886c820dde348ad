/** The walk of a first visit: Redis hangs, the shadow cache decides, Redis is healed. */
import type { BoxId } from '~/kernel/diagram'
import { breakStep, healStep, playStep, type Walk } from '~/kernel/walk'
import type diagram from './diagram'

/** The walk. */
export const walk: Walk<BoxId<typeof diagram>> = {
  durationMs: 90_000,
  steps: [
    playStep({
      title: 'Let requests in',
      text: 'Ten thousand a second come to three gateways. Each one is decided by a Lua script in a real Redis.',
      at: 'clients',
      seen: 'A dot stands for many requests. Arrows say how many pass and how long they take.',
    }),
    breakStep('Freeze Redis', 'freeze', {
      title: 'Freeze Redis',
      text: 'What does a rate limiter do when the one thing that counts stops answering?',
      at: 'redis',
      seen: 'It takes every question and answers none. A gateway waits 25 ms for it, and no longer.',
    }),
    {
      title: 'The shadow cache takes over',
      text: 'Each gateway now counts on its own, against its share of every limit.',
      at: 'shadow',
      until: { of: 'shadow', is: 'degraded' },
      seen: 'Traffic flows, and nobody gets more than the declared overshoot: the run would stop and say so.',
    },
    healStep('Heal Redis', 'shadow', {
      title: 'Heal Redis',
      text: 'The gateways ask now and then whether Redis is back, each at its own moments.',
      at: 'redis',
      seen: 'They came back one after another. Now break something else, or switch off a safeguard above the diagram.',
    }),
  ],
}
