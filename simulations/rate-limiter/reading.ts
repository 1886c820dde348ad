/** How the trace of the rate limiter is read by views that know nothing of rate limits. */
import { timeInWords, wholeInWords } from '~/blocks/in-words'
import { linesOf, type BoxFigures, type BoxLine, type Reading } from '~/kernel/reading'
import { calleeToBlame } from '~/blocks/blame'
import type { Tone } from '~/kernel/tone'
import type { TraceEvent } from '~/kernel/trace'
import diagram from './diagram'
import { DECIDED_BY, ROUTES, type ApiResponse, type DecisionFact } from './requests'

function isDecision(event: TraceEvent): boolean {
  return event.kind === 'state' && event.key === 'decision'
}

function isOfClient(event: TraceEvent): boolean {
  return event.arrow === 'clients~gateway' || event.arrow === 'abuser~gateway'
}

function rate(perSecond: number): string {
  return `${wholeInWords(perSecond)} rps`
}

/** A box that was asked and has not answered for so long has gone quiet, in milliseconds. */
const SILENCE_MS = 250

/** The reading of the rate limiter's trace. */
export const reading: Reading = {
  kinds: ['state', 'reply', 'fail', 'info'],
  count: (event) => {
    if (!isDecision(event)) return null
    const { source, allowed } = event.data as DecisionFact
    if (source === 'shadow') return { box: 'shadow', counter: allowed ? 'allowed' : 'refused' }
    return { box: 'gateway', counter: source }
  },
  gauge: ({ key, node, data }) =>
    key === 'keyspace' ? { box: node, gauge: 'keys', value: (data as { readonly keys: number }).keys } : null,
  tone: (event) => {
    if (!isOfClient(event)) return null
    if (event.kind === 'reply') return isAnswer(event) ? toneOf(event.data as ApiResponse) : null
    return event.kind === 'info' ? 'unknown' : 'failed'
  },
  blame: calleeToBlame(diagram),
  // Read off why it answers so: a fact or an outcome stays in the trace when the answer itself has been let go of.
  failed: (event) => {
    if (isDecision(event)) return (event.data as DecisionFact).source === 'fail-closed' ? 'gateway' : null
    return (event.kind === 'fail' || event.kind === 'info') && SERVICE_ARROWS.has(event.arrow) ? 'gateway' : null
  },
  line: (box, figures, states) => line(box, figures, states),
}

const SERVICE_ARROWS: ReadonlySet<string> = new Set(ROUTES.map((route) => `gateway~${route}`))

/** What a response means to who gets it: who was admitted and then got no answer from the service does not know what was done. */
function toneOf({ status, headers }: ApiResponse): Tone {
  if (status === 504) return 'unknown'
  if (status >= 500) return 'failed'
  if (status === 429) return 'throttled'
  return headers[DECIDED_BY] === 'redis' ? 'allowed' : 'degraded'
}

/** A reply that is a response, and no error of the network or of a fault; and that is still held. */
function isAnswer({ kind, key, data }: TraceEvent): boolean {
  return kind === 'reply' && key === '' && data !== undefined
}

const line = linesOf<typeof diagram>({
  clients: ({ sentRate, unknownRate, failRate }) => ({
    text: rate(sentRate),
    tone: failRate > sentRate * 0.02 ? 'failed' : unknownRate > sentRate * 0.02 ? 'unknown' : 'allowed',
  }),
  abuser: ({ sentRate }) => ({ text: rate(sentRate), tone: 'throttled' }),
  gateway: ({ receivedRate, inFlight, p95Ms, silentMs, counters }) => {
    if (silentMs > SILENCE_MS) return { text: `no answer for ${timeInWords(silentMs)}`, tone: 'failed' }
    if ((counters['fail-closed'] ?? 0) > receivedRate * 0.05) {
      return { text: `refusing ${rate(counters['fail-closed']!)}`, tone: 'failed' }
    }
    if ((counters['fail-open'] ?? 0) > receivedRate * 0.05) {
      return { text: `unchecked ${rate(counters['fail-open']!)}`, tone: 'degraded' }
    }
    if (receivedRate === 0) return IDLE
    return { text: `p95 ${timeInWords(p95Ms)} · ${wholeInWords(inFlight)} in flight`, tone: 'allowed' }
  },
  redis: ({ receivedRate, p95Ms, silentMs }) =>
    silentMs > SILENCE_MS
      ? { text: `no answer for ${timeInWords(silentMs)}`, tone: 'failed' }
      : receivedRate === 0
        ? IDLE
        : { text: `${wholeInWords(receivedRate)} evals/s · p95 ${timeInWords(p95Ms)}`, tone: 'allowed' },
  shadow: ({ counters }) => {
    const decided = (counters['allowed'] ?? 0) + (counters['refused'] ?? 0)
    return decided === 0
      ? { text: 'standing by', tone: 'allowed' }
      : { text: `deciding ${wholeInWords(decided)}/s`, tone: 'degraded' }
  },
  orders: service,
  payments: service,
  search: service,
  throttled: ({ receivedRate }) => ({ text: rate(receivedRate), tone: receivedRate > 0 ? 'throttled' : 'allowed' }),
})

/** Nothing came in the last second: there is no latency to tell. */
const IDLE: BoxLine = { text: 'idle', tone: 'allowed' }

function service({ receivedRate, errorRate, p95Ms, silentMs }: BoxFigures): BoxLine {
  if (silentMs > SILENCE_MS) return { text: `no answer for ${timeInWords(silentMs)}`, tone: 'failed' }
  if (errorRate > receivedRate * 0.01) return { text: `turns away ${rate(errorRate)}`, tone: 'failed' }
  if (receivedRate === 0) return IDLE
  return { text: `${rate(receivedRate)} · p95 ${timeInWords(p95Ms)}`, tone: p95Ms > 100 ? 'throttled' : 'allowed' }
}
