/** How the trace of the marketplace is read by views that know nothing of chains. */
import { calleeToBlame } from '~/blocks/blame'
import { timeInWords } from '~/blocks/in-words'
import { linesOf, type BoxFigures, type BoxLine, type Reading } from '~/kernel/reading'
import type { Tone } from '~/kernel/tone'
import { chainBody } from './chain-body'
import diagram from './diagram'
import {
  factOf,
  type BlockFact,
  type IndexedFact,
  type IntentFact,
  type PageFact,
  type ShownFact,
  type UpgradeFact,
  type WrittenFact,
} from './facts'

const SILENCE_MS = 3_000
/** More than so many that a block leaves waiting are a crowd. */
const CROWD = 50

function rate(perSecond: number, unit: string): string {
  return `${perSecond >= 10 ? Math.round(perSecond) : perSecond.toFixed(1)} ${unit}/s`
}

function served({ receivedRate, errorRate, p95Ms, silentMs }: BoxFigures, unit: string): BoxLine {
  if (silentMs > SILENCE_MS) return { text: `silent for ${timeInWords(silentMs)}`, tone: 'failed' }
  if (receivedRate === 0) return { text: 'idle', tone: 'allowed' }
  const text = `${rate(receivedRate, unit)} · p95 ${timeInWords(p95Ms)}`
  return errorRate > 0.1 * receivedRate ? { text: `${text} · errors`, tone: 'failed' } : { text, tone: 'allowed' }
}

const line = linesOf<typeof diagram>({
  web: ({ counters, sentRate }) => {
    const { included = 0, shown = 0, expired = 0, unavailable = 0 } = counters
    if (unavailable > 0) return { text: `${rate(unavailable, 'not answered')}`, tone: 'failed' }
    if (expired > 0) return { text: `${rate(expired, 'expired')}`, tone: 'unknown' }
    if (sentRate === 0) return { text: 'idle', tone: 'allowed' }
    return { text: `${rate(shown, 'pages')} · ${rate(included, 'signed')}`, tone: 'allowed' }
  },
  api: (figures) => served(figures, 'pages'),
  chain: (figures) => {
    const { height = 0, waiting = 0, upgrade = 0 } = figures.gauges
    if (upgrade > 0) return { text: `block ${height} · upgrade needed at ${upgrade}`, tone: 'failed' }
    if (height === 0) return { text: 'waiting for the first block', tone: 'allowed' }
    if (figures.silentMs > SILENCE_MS)
      return { text: `block ${height} · silent for ${timeInWords(figures.silentMs)}`, tone: 'failed' }
    const tone = waiting > CROWD ? 'throttled' : 'allowed'
    return { text: `block ${height}${waiting > 0 ? ` · ${waiting} left waiting` : ''}`, tone }
  },
  indexer: ({ gauges: { head = 0, indexed = 0 } }) => {
    const behind = head - indexed
    const text = `block ${indexed}`
    if (behind <= 0) return { text, tone: 'allowed' }
    return { text: `${text} · ${behind} behind`, tone: behind > 1 ? 'degraded' : 'allowed' }
  },
  postgres: (figures) => {
    const answer = served(figures, 'statements')
    const { height = 0 } = figures.gauges
    return height === 0 || answer.tone === 'failed'
      ? answer
      : { ...answer, text: `block ${height} · ${answer.text.split(' · ')[0]}` }
  },
  ipfs: (figures) => {
    const { placeholder = 0, unverified = 0 } = figures.counters
    if (unverified > 0) return { text: `${rate(unverified, 'wrong bytes shown')}`, tone: 'failed' }
    if (placeholder > 0) return { text: `${rate(placeholder, 'placeholders')}`, tone: 'degraded' }
    return served(figures, 'fetches')
  },
  cache: (figures) => {
    const answer = served(figures, 'commands')
    const { hit = 0, miss = 0 } = figures.counters
    if (hit + miss === 0 || answer.tone === 'failed') return answer
    return { ...answer, text: `${Math.round((100 * hit) / (hit + miss))} % hits · ${answer.text.split(' · ')[0]}` }
  },
})

const TONES: Readonly<Record<IntentFact['outcome'], Tone | null>> = {
  shown: 'allowed',
  included: 'allowed',
  refused: 'throttled',
  failed: 'throttled',
  expired: 'unknown',
  unavailable: 'failed',
  'nothing-to-do': null,
}

/** The reading of the marketplace's trace. */
export const reading: Reading = {
  kinds: ['state', 'fail', 'info'],
  count(event) {
    const intent = factOf<IntentFact>(event, 'web', 'intent')
    if (intent !== null) return { box: 'web', counter: intent.outcome }
    const shown = factOf<ShownFact>(event, 'web', 'shown')
    if (shown !== null) return { box: 'ipfs', counter: wayOf(shown) }
    const page = factOf<PageFact>(event, 'api', 'page')
    return page?.query === 'Offers' ? { box: 'cache', counter: page.cached ? 'hit' : 'miss' } : null
  },
  gauge(event) {
    const block = factOf<BlockFact>(event, 'chain', 'block')
    if (block !== null) {
      const { height, waiting } = block
      return [
        { box: 'chain', gauge: 'height', value: height },
        { box: 'chain', gauge: 'waiting', value: waiting },
        { box: 'indexer', gauge: 'head', value: height },
      ]
    }
    const upgrade = factOf<UpgradeFact>(event, 'chain', 'upgrade')
    if (upgrade !== null) return { box: 'chain', gauge: 'upgrade', value: upgrade.height }
    const indexed = factOf<IndexedFact>(event, 'indexer', 'indexed')
    if (indexed !== null) return { box: 'indexer', gauge: 'indexed', value: indexed.height }
    const written = factOf<WrittenFact>(event, 'postgres', 'written')
    return written === null ? null : { box: 'postgres', gauge: 'height', value: written.height }
  },
  tone(event) {
    const intent = factOf<IntentFact>(event, 'web', 'intent')
    return intent === null ? null : TONES[intent.outcome]
  },
  blame: calleeToBlame(diagram),
  bodies: { chain: chainBody },
  line: (box, figures, states) => line(box, figures, states),
}

/** How something was shown. */
function wayOf({ verified, placeholder }: ShownFact): string {
  return placeholder ? 'placeholder' : verified ? 'verified' : 'unverified'
}
