/** How the trace of this diagram is read by views that know nothing of breakers. */
import type { BoxFigures, BoxLine, Reading } from '~/kernel/simulation'
import { breakerBoxOf } from './dependencies'
import type { AnswerFact, CallFact } from './requests'

const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 })

/** A box that was asked and has not answered for so long has gone quiet, in milliseconds. */
const SILENCE_MS = 500

function rate(perSecond: number): string {
  return `${whole.format(perSecond)}/s`
}

function time(ms: number): string {
  return ms >= 1000 ? `${(ms / 1000).toFixed(1)} s` : `${ms < 10 ? ms.toFixed(1) : ms.toFixed(0)} ms`
}

/** The reading. */
export const reading: Reading = {
  kinds: ['state'],
  count: (event) => {
    if (event.key !== 'call') return null
    const { dependency, outcome } = event.data as CallFact
    return { box: breakerBoxOf(dependency), counter: outcome }
  },
  tone: (event) => {
    if (event.key !== 'answer') return null
    const { status, staleForMs } = event.data as AnswerFact
    if (status === 504) return 'unknown'
    if (status >= 500) return 'failed'
    if (staleForMs !== null) return 'degraded'
    return status >= 400 ? 'throttled' : 'allowed'
  },
  line: (box, figures) => lines[box]!(figures),
}

const lines: Record<string, (figures: BoxFigures) => BoxLine> = {
  edge: ({ sentRate, p95Ms }) => ({ text: `${rate(sentRate)} · p95 ${time(p95Ms)}`, tone: 'allowed' }),
  orders: service,
  pricing: service,
  search: service,
  'orders-breaker': breaker,
  'pricing-breaker': breaker,
  'search-breaker': breaker,
  payments: provider,
  vendor: provider,
  maps: provider,
  tiles: ({ receivedRate, p95Ms, silentMs }) =>
    silentMs > SILENCE_MS
      ? { text: `no answer for ${time(silentMs)}`, tone: 'failed' }
      : { text: `${rate(receivedRate)} · p95 ${time(p95Ms)}`, tone: 'allowed' },
}

function service({ receivedRate, p95Ms, silentMs }: BoxFigures): BoxLine {
  if (silentMs > SILENCE_MS) return { text: `no answer for ${time(silentMs)}`, tone: 'failed' }
  return { text: `${rate(receivedRate)} · p95 ${time(p95Ms)}`, tone: 'allowed' }
}

function breaker({ counters }: BoxFigures): BoxLine {
  const rejected = counters['rejected'] ?? 0
  const made = (counters['success'] ?? 0) + (counters['failure'] ?? 0) + (counters['timeout'] ?? 0)
  if (rejected === 0) return { text: rate(made), tone: 'allowed' }
  return made === 0 ? { text: `−${rate(rejected)}`, tone: 'failed' } : { text: `−${rate(rejected)}`, tone: 'throttled' }
}

function provider({ receivedRate, errorRate, p95Ms, silentMs }: BoxFigures): BoxLine {
  if (silentMs > SILENCE_MS) return { text: `no answer for ${time(silentMs)}`, tone: 'failed' }
  if (receivedRate === 0) return { text: 'not called', tone: 'throttled' }
  if (errorRate > receivedRate * 0.05)
    return { text: `${rate(errorRate)} of ${rate(receivedRate)} fail`, tone: 'failed' }
  return { text: `${rate(receivedRate)} · p95 ${time(p95Ms)}`, tone: p95Ms > 150 ? 'throttled' : 'allowed' }
}
