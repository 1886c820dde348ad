/** How the trace of the pipeline is read by views that know nothing of payments. */
import { timeInWords, wholeInWords } from '~/blocks/in-words'
import { linesOf, type BoxFigures, type BoxLine, type Reading } from '~/kernel/reading'
import { calleeToBlame } from '~/blocks/blame'
import diagram from './diagram'
import type { ChargeFact, PspFact, SettlementFact } from './messages'

function perSecond(rate: number, unit: string): string {
  return `${rate >= 10 ? wholeInWords(rate) : rate.toFixed(1)} ${unit}/s`
}

/** A box that was asked and has not answered for so long has gone quiet, in milliseconds. */
const SILENCE_MS = 3_000

function served({ receivedRate, errorRate, p95Ms, silentMs }: BoxFigures, unit: string): BoxLine {
  if (silentMs > SILENCE_MS) return { text: `silent for ${timeInWords(silentMs)}`, tone: 'failed' }
  if (receivedRate === 0) return { text: 'idle', tone: 'allowed' }
  const text = `${perSecond(receivedRate, unit)} · p95 ${timeInWords(p95Ms)}`
  return errorRate > 0.1 * receivedRate ? { text: `${text} · errors`, tone: 'failed' } : { text, tone: 'allowed' }
}

const line = linesOf<typeof diagram>({
  client: ({ sentRate, p95Ms, unknownRate }) => ({
    text: sentRate === 0 ? 'idle' : `${perSecond(sentRate, 'requests')} · p95 ${timeInWords(p95Ms)}`,
    tone: unknownRate > 0.1 * sentRate ? 'unknown' : 'allowed',
  }),
  api: (figures) => {
    const { counters } = figures
    const pending = counters['pending'] ?? 0
    if (pending > 0) {
      const posted = counters['posted'] ?? 0
      return { text: `${perSecond(posted, 'paid')} · ${perSecond(pending, 'later')}`, tone: 'degraded' }
    }
    return served(figures, 'requests')
  },
  keys: (figures) => served(figures, 'checks'),
  fraud: (figures) => served(figures, 'scores'),
  ledger: (figures) => served(figures, 'trips'),
  outbox: ({ counters }) => {
    const [settled, later, dead] = ['settled', 'later', 'dead'].map((name) => counters[name] ?? 0) as [number, number, number] // prettier-ignore
    if (dead > 0) return { text: `${perSecond(dead, 'dead letters')}`, tone: 'failed' }
    if (settled + later === 0) return { text: 'nothing to publish', tone: 'allowed' }
    return { text: `${perSecond(settled, 'settled')} · ${perSecond(later, 'put off')}`, tone: 'degraded' }
  },
  worker: (figures) => (figures.receivedRate === 0 ? { text: 'idle', tone: 'allowed' } : served(figures, 'events')),
  psp: (figures) => served(figures, 'charges'),
})

const failedCallee = calleeToBlame(diagram)

/** The reading of the pipeline's trace. */
export const reading: Reading = {
  kinds: ['state', 'fail', 'info'],
  count: (event) => {
    if (event.kind !== 'state') return null
    if (event.key === 'charge') return { box: 'api', counter: (event.data as ChargeFact).outcome }
    if (event.key !== 'settlement') return null
    const { outcome } = event.data as SettlementFact
    if (outcome === 'dead-lettered') return { box: 'outbox', counter: 'dead' }
    return { box: 'outbox', counter: outcome === 'captured' || outcome === 'declined' ? 'settled' : 'later' }
  },
  tone: (event) => {
    if (event.kind === 'state') {
      if (event.key === 'settlement') {
        const { outcome } = event.data as SettlementFact
        return outcome === 'dead-lettered' ? 'failed' : 'degraded'
      }
      if (event.key !== 'charge') return null
      const { status } = event.data as ChargeFact
      if (status === 201) return 'allowed'
      if (status === 202) return 'degraded'
      return status >= 500 ? 'failed' : 'throttled'
    }
    if (event.arrow !== 'client~api') return null
    return event.kind === 'info' ? 'unknown' : 'failed'
  },
  // What the PSP answered is a status, which its callers read: an error there is no call that failed.
  blame: (event) => {
    if (event.kind !== 'state') return event.arrow.endsWith('~psp') ? null : failedCallee(event)
    if (event.key !== 'psp') return null
    const { outcome } = event.data as PspFact
    return outcome === 'unavailable' || outcome === 'unknown' ? 'psp' : null
  },
  failed: ({ kind, key, data }) =>
    kind === 'state' && key === 'charge' && (data as ChargeFact).status >= 500 ? 'api' : null,
  line: (box, figures, states) => line(box, figures, states),
}
