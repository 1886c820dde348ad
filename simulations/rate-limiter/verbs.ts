/** Load controls of this diagram. */
import { rateVerb, type Verb } from '~/kernel/verb'

/** What the clients can be told. */
export const clientVerbs: readonly Verb[] = [
  rateVerb('All honest clients together send so many requests a second.', {
    unit: 'requests/s',
    default: 15_000,
    min: 0,
    max: 50_000,
    step: 100,
  }),
  {
    verb: 'burst',
    on: 'box',
    label: 'Burst',
    span: 'instant',
    isLoad: true,
    explain: 'One user sends so many requests at once, besides everything else.',
    value: { kind: 'number', unit: 'requests', default: 500, min: 1, max: 5_000, step: 1 },
  },
  {
    verb: 'hot-tenant',
    on: 'box',
    label: 'Hot tenant',
    badge: 'hot tenant',
    span: 'lasting',
    isLoad: true,
    explain: 'This share of all requests comes from one tenant.',
    value: { kind: 'number', unit: 'of requests', default: 0.5, min: 0, max: 1, step: 0.05 },
  },
]

/** What the abusive actor can be told. */
export const abuserVerbs: readonly Verb[] = [
  rateVerb('The bot sends so many requests a second on its one key.', {
    label: 'Abusive actor',
    unit: 'requests/s',
    default: 5_000,
    min: 0,
    max: 30_000,
    step: 100,
  }),
  {
    verb: 'retry-storm',
    on: 'box',
    label: 'Retry storm',
    badge: 'retry storm',
    span: 'lasting',
    isLoad: true,
    explain: 'Every request of the bot that is not served is sent again at once, up to three times.',
  },
]
