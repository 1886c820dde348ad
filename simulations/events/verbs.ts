/** What can be done to the boxes of this diagram, besides what can be done to every box and to every log. */
import { crashAtVerb, rateVerb, type Verb } from '~/kernel/verb'
import { READER_STEPS } from './components/group-reader'
import { PUBLISHER_STEPS } from './components/publisher'
import { REPLAY_STEPS } from './components/replay'

const SCHEMAS = ['v2', 'incompatible'] as const

const poison: Verb = {
  verb: 'poison',
  past: 'wrote poison',
  on: 'box',
  label: 'Write poison',
  span: 'instant',
  explain: 'The next events are written as bytes that no schema reads.',
  value: { kind: 'number', unit: 'events', default: 3, min: 1, max: 100, step: 1 },
}

function producerVerbs(rate: number, explain: string): readonly Verb[] {
  return [
    rateVerb(explain, { unit: 'requests/s', default: rate, min: 0, max: 4 * rate, step: 10 }),
    poison,
    crashAtVerb(PUBLISHER_STEPS),
  ]
}

/** What the Order service can be told. */
export const orderVerbs: readonly Verb[] = [
  ...producerVerbs(400, 'So many orders are placed a second; each is four events.'),
  {
    verb: 'deploy',
    past: 'deployed another schema',
    on: 'box',
    label: 'Deploy a schema',
    badge: 'new schema',
    span: 'lasting',
    explain: 'The service writes by another schema, if the registry takes it; afterwards by the first one again.',
    value: { kind: 'choice', default: 'incompatible', options: SCHEMAS },
  },
]

/** What the Catalog service can be told. */
export const catalogVerbs: readonly Verb[] = [
  ...producerVerbs(250, 'So many products change a second.'),
  {
    verb: 'hot-product',
    on: 'box',
    label: 'Make one product hot',
    badge: 'hot product',
    span: 'lasting',
    isLoad: true,
    explain: 'This share of all changes concerns one product, and so one partition.',
    value: { kind: 'number', unit: 'of changes', default: 0.5, min: 0, max: 1, step: 0.05 },
  },
]

/** What the User service can be told. */
export const userVerbs: readonly Verb[] = producerVerbs(150, 'So many people register or change a second.')

const upgrade: Verb = {
  verb: 'upgrade',
  past: 'upgraded its schema',
  on: 'box',
  label: 'Upgrade its schema',
  badge: 'upgraded',
  span: 'lasting',
  explain: 'The reader wants orders by the second version of their schema.',
  value: { kind: 'choice', default: 'v2', options: ['v2'] },
}

const readerVerbs: readonly Verb[] = [upgrade, crashAtVerb(READER_STEPS)]

/** What the search indexer can be told. */
export const searchVerbs: readonly Verb[] = [...readerVerbs]

/** What the warehouse can suffer. */
export const warehouseVerbs: readonly Verb[] = [
  ...readerVerbs,
  {
    verb: 'slow-warehouse',
    past: 'slowed its loads',
    on: 'box',
    label: 'Slow the loads',
    badge: 'slow loads',
    span: 'lasting',
    explain: 'Each load takes so many times as long.',
    value: { kind: 'number', unit: '×', default: 20, min: 1, max: 1_000 },
  },
]

/** What the notifications can suffer. */
export const notificationVerbs: readonly Verb[] = [
  ...readerVerbs,
  {
    verb: 'provider-down',
    past: 'lost its provider',
    on: 'box',
    label: 'Take the provider down',
    badge: 'provider down',
    span: 'lasting',
    explain: 'Whoever delivers the notifications refuses all of them.',
  },
  {
    verb: 'refuse',
    past: 'refused events',
    on: 'box',
    label: 'Refuse events',
    span: 'instant',
    explain:
      'The provider does not want the next events of each process, for some seconds: the handler fails, whatever else works.',
    value: { kind: 'number', unit: 'events', default: 2, min: 1, max: 20, step: 1 },
  },
  {
    verb: 'provider-slow',
    past: 'got a slow provider',
    on: 'box',
    label: 'Slow the provider',
    badge: 'provider slow',
    span: 'lasting',
    explain: 'Each notification takes so much longer.',
    value: { kind: 'number', unit: 'ms', default: 50, min: 1, max: 10_000 },
  },
]

/** What the replay worker can be told. */
export const replayVerbs: readonly Verb[] = [
  {
    verb: 'replay',
    on: 'box',
    label: 'Replay all',
    span: 'instant',
    explain: 'All dead letters that there are now go to the groups that could not handle them.',
  },
  {
    verb: 'replay-one',
    on: 'box',
    label: 'Replay one',
    span: 'instant',
    explain: 'The dead letter of one event goes to its group.',
    value: { kind: 'text', lengthMax: 64 },
  },
  crashAtVerb(REPLAY_STEPS),
]
