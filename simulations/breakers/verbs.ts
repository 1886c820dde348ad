/** What can be done to the boxes of this diagram, besides what can be done to every box. */
import { rateVerb, type Verb } from '~/kernel/verb'

/** What the users behind the edge can be told, and how they may behave. */
export const edgeVerbs: readonly Verb[] = [
  rateVerb('All users together send so many requests a second.', {
    unit: 'requests/s',
    default: 600,
    min: 0,
    max: 5_000,
    step: 10,
  }),
  {
    verb: 'retry-storm',
    on: 'box',
    label: 'Retry storm',
    badge: 'retry storm',
    span: 'lasting',
    isLoad: true,
    explain: 'Users whose request failed send it again at once, up to three times.',
  },
  {
    verb: 'impatience',
    on: 'box',
    label: 'Impatient callers',
    badge: 'waits',
    span: 'lasting',
    explain: 'Callers give up sooner than usual: their deadline is so long.',
    value: { kind: 'number', unit: 'ms', default: 250, min: 200, max: 10_000, step: 10 },
  },
]

const SHARE = { kind: 'number', unit: 'of answers', min: 0, max: 1, step: 0.05 } as const

/** What can go wrong at a provider. */
export const providerVerbs: readonly Verb[] = [
  {
    verb: 'brown-out',
    past: 'browned out',
    on: 'box',
    label: 'Brown-out',
    badge: 'brown-out',
    span: 'lasting',
    explain: 'Work takes so many times as long: the provider is slow and does not fail.',
    value: { kind: 'number', unit: '× as slow', default: 4, min: 1, max: 100 },
  },
  {
    verb: 'flap',
    past: 'flapped',
    on: 'box',
    label: 'Flap',
    badge: 'flapping',
    span: 'lasting',
    explain: 'The provider is down and up in turn, for so long each.',
    value: { kind: 'number', unit: 'ms', default: 700, min: 50, max: 60_000 },
  },
  {
    verb: 'declines',
    past: 'answered with business errors',
    on: 'box',
    label: 'Business errors',
    badge: 'declining',
    span: 'lasting',
    explain: 'This share of the answers is a business error such as a declined card: the provider works.',
    value: { ...SHARE, default: 0.7 },
  },
  {
    verb: 'garbage',
    past: 'answered nonsense',
    on: 'box',
    label: 'Wrong payload',
    badge: 'wrong payload',
    span: 'lasting',
    explain: 'This share of the answers says 200 and makes no sense.',
    value: { ...SHARE, default: 0.7 },
  },
]

/** What a person can do to a breaker. */
export const breakerVerbs: readonly Verb[] = [
  {
    verb: 'override',
    past: 'was set by hand',
    on: 'box',
    label: 'Set by hand',
    badge: 'set by hand',
    span: 'lasting',
    explain: 'Force it open, let everything through uncounted, or count and let everything through.',
    value: { kind: 'choice', default: 'forced-open', options: ['forced-open', 'disabled', 'metrics-only'] },
  },
]
