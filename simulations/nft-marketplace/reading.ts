/** How the trace of the marketplace is read by views that know nothing of chains. */
import { calleeToBlame } from '~/blocks/blame'
import { timeInWords } from '~/blocks/in-words'
import { linesOf, type BoxFigures, type BoxLine, type Reading } from '~/kernel/reading'
import type { Tone } from '~/kernel/tone'
import diagram from './diagram'
import { factOf, type BlockFact, type IndexedFact, type IntentFact, type PageFact } from './facts'

const SILENCE_MS = 3_000

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
    const done = counters['included'] ?? 0
    return {
      text: sentRate === 0 ? 'idle' : `${rate(done, 'signed')} · ${rate(counters['shown'] ?? 0, 'pages')}`,
      tone: 'allowed',
    }
  },
  api: (figures) => served(figures, 'pages'),
  chain: (figures) => {
    const { gauges } = figures
    const height = gauges['height'] ?? 0
    if (height === 0) return { text: 'waiting for the first block', tone: 'allowed' }
    const waiting = gauges['waiting'] ?? 0
    return { text: `block ${height} · ${waiting} waiting`, tone: figures.silentMs > SILENCE_MS ? 'failed' : 'allowed' }
  },
  indexer: ({ gauges }) => {
    const behind = gauges['behind'] ?? 0
    const text = `block ${gauges['indexed'] ?? 0}${behind > 0 ? ` · ${behind} behind` : ''}`
    return { text, tone: behind > 1 ? 'degraded' : 'allowed' }
  },
  postgres: (figures) => served(figures, 'statements'),
  ipfs: (figures) => served(figures, 'fetches'),
  cache: (figures) => served(figures, 'commands'),
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
    const page = factOf<PageFact>(event, 'api', 'page')
    return page === null ? null : { box: 'api', counter: page.cached ? 'cached' : 'asked' }
  },
  gauge(event) {
    const block = factOf<BlockFact>(event, 'chain', 'block')
    if (block !== null) return { box: 'chain', gauge: 'height', value: block.height }
    const indexed = factOf<IndexedFact>(event, 'indexer', 'indexed')
    return indexed === null ? null : { box: 'indexer', gauge: 'indexed', value: indexed.height }
  },
  tone(event) {
    const intent = factOf<IntentFact>(event, 'web', 'intent')
    return intent === null ? null : TONES[intent.outcome]
  },
  blame: calleeToBlame(diagram),
  line: (box, figures, states) => line(box, figures, states),
}
