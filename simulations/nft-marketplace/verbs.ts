/** What can be done to the boxes of this diagram, besides what can be done to every box and every store. */
import { crashAtVerb, rateVerb, type Verb } from '~/kernel/verb'
import { INDEXER_STEPS } from './components/indexer'
import { PAGE_LINE_MAX, PAGE_LINES } from './components/page-line'
import { GATEWAYS } from './components/show'
import { WEB_STEPS } from './components/submit'

const gateways = { kind: 'number', unit: 'gateways', default: 1, min: 1, max: GATEWAYS, step: 1 } as const

/** What visitors can be told. */
export const webVerbs: readonly Verb[] = [
  crashAtVerb(WEB_STEPS),
  rateVerb('All visitors together do something so often.', { unit: 'visits/s', default: 6, min: 0, max: 60, step: 1 }),
  {
    verb: 'second-tab',
    on: 'box',
    label: 'Open a second tab',
    badge: 'second tabs',
    past: 'was opened in second tabs',
    span: 'lasting',
    explain:
      'This share of what visitors do comes from another tab of the same wallet, which counts sequences for itself: one of both is refused.',
    value: { kind: 'number', unit: 'of visits', default: 0.5, min: 0, max: 1, step: 0.05 },
  },
  {
    verb: 'page',
    on: 'box',
    label: 'Be one of the wallets',
    past: 'was used by a visitor',
    span: 'instant',
    explain: `Opens a page of your own, and does things on it: ${PAGE_LINES.join(', ')}.`,
    value: { kind: 'text', lengthMax: PAGE_LINE_MAX },
  },
  {
    verb: 'villain',
    on: 'box',
    label: 'Send in a villain',
    past: 'had a villain among them',
    span: 'instant',
    explain: 'His contract emits events that look like the market’s, and tells the market of a token that never came.',
  },
]

export const indexerVerbs: readonly Verb[] = [crashAtVerb(INDEXER_STEPS)]

export const ipfsVerbs: readonly Verb[] = [
  {
    verb: 'lie',
    on: 'box',
    label: 'Lie',
    past: 'gave wrong bytes',
    badge: 'lying',
    span: 'lasting',
    explain: 'So many gateways, the first ones, answer any CID with other bytes.',
    value: gateways,
  },
  {
    verb: 'challenge',
    on: 'box',
    label: 'Ask for a captcha',
    past: 'answered with a challenge',
    badge: 'challenging',
    span: 'lasting',
    explain: 'So many gateways answer with a page that asks whether one is a robot, and status 200.',
    value: gateways,
  },
  {
    verb: 'hang',
    on: 'box',
    label: 'Hang',
    past: 'hung',
    badge: 'hanging',
    span: 'lasting',
    explain: 'So many gateways take half a minute to answer.',
    value: gateways,
  },
  {
    verb: 'unpin',
    on: 'box',
    label: 'Forget everything',
    past: 'forgot its content',
    span: 'instant',
    explain: 'What nobody pins is gone: every gateway answers 404 for what was there so far.',
  },
]
