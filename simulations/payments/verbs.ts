/** What can be done to the boxes of this diagram, besides what can be done to every box. */
import { crashAtVerb, rateVerb, type Verb } from '~/kernel/verb'
import { API_STEPS } from './components/api'
import { RELAY_STEPS } from './components/relay'

const SHARE = { kind: 'number', unit: 'of clients', default: 0.3, min: 0, max: 1, step: 0.05 } as const
const SHARE_OF_CALLS = { kind: 'number', unit: 'of calls', default: 0.3, min: 0, max: 1, step: 0.05 } as const

function habit(verb: string, label: string, badge: string, explain: string): Verb {
  return { verb, on: 'box', label, badge, span: 'lasting', isLoad: true, explain, value: SHARE }
}

/** What clients can be told. */
export const clientVerbs: readonly Verb[] = [
  rateVerb('All clients together order so often.', { unit: 'orders/s', default: 60, min: 0, max: 400, step: 5 }),
  habit(
    'duplicates',
    'Send in triplicate',
    'duplicates',
    'This share of the clients sends its request three times at once.',
  ),
  habit('hang-up', 'Hang up early', 'hanging up', 'This share hangs up after 30 ms and asks again with the same key.'),
  habit('again', 'Ask again', 'asking again', 'This share sends its request once more after it was answered.'),
  habit(
    'forget-key',
    'Forget the key',
    'new keys',
    'This share uses a new key for every retry: the mistake that no server can mend.',
  ),
  habit('no-key', 'Send no key', 'no key', 'This share sends no Idempotency-Key, or one without quotes.'),
  habit('change-payload', 'Reuse the key', 'keys reused', 'This share uses its key again for another amount.'),
]

/** What the API can be told. */
export const apiVerbs: readonly Verb[] = [
  crashAtVerb(API_STEPS),
  {
    verb: 'key-ttl',
    past: 'shortened the life of keys',
    on: 'box',
    label: 'Shorten the life of keys',
    badge: 'short-lived keys',
    span: 'lasting',
    explain: 'New keys are forgotten so soon: a retry after that is a new charge.',
    value: { kind: 'number', unit: 'ms', default: 1_500, min: 100, max: 86_400_000 },
  },
]

/** What the outbox can be told. */
export const outboxVerbs: readonly Verb[] = [
  crashAtVerb(RELAY_STEPS),
  {
    verb: 'poison',
    past: 'wrote poison',
    on: 'box',
    label: 'Poison events',
    span: 'instant',
    explain: 'The payloads of the next events that are published turn out to be unreadable.',
    value: { kind: 'number', unit: 'events', default: 3, min: 1, max: 100, step: 1 },
  },
  {
    verb: 'redrive',
    on: 'box',
    label: 'Redrive dead letters',
    span: 'instant',
    explain: 'Dead letters go on their way again, with payloads made anew from the payments.',
  },
]

/** What the PSP can suffer. */
export const pspVerbs: readonly Verb[] = [
  {
    verb: 'timeout-charged',
    past: 'charged and did not answer',
    on: 'box',
    label: 'Time out after charging',
    badge: 'silent after charging',
    span: 'lasting',
    explain: 'The money is taken and the answer never comes.',
    value: SHARE_OF_CALLS,
  },
  {
    verb: 'server-errors',
    past: 'answered 500',
    on: 'box',
    label: 'Answer 500',
    badge: '500s',
    span: 'lasting',
    explain: 'This share is answered with 500: half of them before the money is taken, half after it.',
    value: SHARE_OF_CALLS,
  },
  {
    verb: 'decline',
    past: 'declined charges',
    on: 'box',
    label: 'Decline',
    badge: 'declining',
    span: 'lasting',
    explain: 'This share of the charges is declined.',
    value: SHARE_OF_CALLS,
  },
  {
    verb: 'throttle',
    past: 'throttled',
    on: 'box',
    label: 'Throttle',
    badge: 'throttling',
    span: 'lasting',
    explain: 'More than so many charges a second are answered with 429.',
    value: { kind: 'number', unit: 'charges/s', default: 10, min: 0, max: 1_000, step: 1 },
  },
]
