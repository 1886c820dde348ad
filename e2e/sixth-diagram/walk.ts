/** The walk of a first visit. */
import type { BoxId } from '~/kernel/diagram'
import type { Walk } from '~/kernel/walk'
import type diagram from './diagram'

/** The walk. */
export const walk: Walk<BoxId<typeof diagram>> = {
  durationMs: 60_000,
  steps: [
    {
      title: 'Open the office',
      text: 'Fans come in crowds.',
      at: 'fans',
      does: { label: 'Play', act: 'play' },
      until: { of: 'run', is: 'playing' },
      seen: 'Each gets a seat of their own.',
    },
    {
      title: 'Close it',
      text: 'What do fans hear when nobody answers?',
      at: 'office',
      does: { label: 'Freeze the office', act: 'freeze:office' },
      until: { of: 'fans', is: 'unknown' },
      seen: 'They gave up waiting, and do not know.',
    },
    {
      title: 'Open it again',
      text: 'It goes on where it was.',
      at: 'office',
      does: { label: 'Heal the office', act: 'heal:office' },
      until: { of: 'fans', is: 'allowed' },
      seen: 'No seat was sold twice.',
    },
  ],
}
