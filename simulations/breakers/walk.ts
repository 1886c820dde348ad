/** The walk of a first visit: Maps goes down, its breaker opens and stale tiles are served, probes close it again. */
import type { BoxId } from '~/kernel/diagram'
import { breakStep, healStep, playStep, type Walk } from '~/kernel/walk'
import type diagram from './diagram'

/** The walk. */
export const walk: Walk<BoxId<typeof diagram>> = {
  durationMs: 90_000,
  steps: [
    playStep({
      title: 'Let users in',
      text: 'Three services, four replicas each, and in every replica a breaker before its provider.',
      at: 'edge',
      seen: 'All breakers are closed: they count, and let everything through.',
    }),
    breakStep('Crash Maps', 'crash', {
      title: 'Take Maps down',
      text: 'Will one provider that fails take the others with it?',
      at: 'maps',
      seen: 'Search sees its calls fail, and counts.',
    }),
    {
      title: 'The breaker opens',
      text: 'When half of at least ten calls have failed, it lets none through any more.',
      at: 'search-breaker',
      until: { of: 'search-breaker', is: 'failed' },
      seen: 'Search serves cached tiles and says how old they are. Orders and Pricing have noticed nothing.',
    },
    healStep('Heal Maps', 'search-breaker', {
      title: 'Bring Maps back',
      text: 'Half-open, a breaker sends a few probes; every replica at its own jittered moment.',
      at: 'maps',
      seen: 'The probes succeeded and all four breakers closed. Now make the vendor slow instead of dead.',
    }),
  ],
}
