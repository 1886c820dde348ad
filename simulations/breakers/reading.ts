/** How the trace of this diagram is read by views that know nothing of breakers. */
import { timeInWords, wholeInWords } from '~/blocks/in-words'
import { linesOf, type BoxFigures, type BoxLine, type ProcessState, type Reading } from '~/kernel/reading'
import type diagram from './diagram'
import type { StateName } from '~/blocks/breaker/breaker'
import type { Tone } from '~/kernel/tone'
import { breakerBoxOf, DEPENDENCIES } from './dependencies'
import type { AnswerFact, BreakerFact, CallFact, Route } from './requests'

/** A box that was asked and has not answered for so long has gone quiet, in milliseconds. */
const SILENCE_MS = 500

function rate(perSecond: number): string {
  return `${wholeInWords(perSecond)}/s`
}

/** What each state means, in the order in which a box with several replicas tells of them. */
const TONES: Readonly<Record<StateName, Tone>> = {
  open: 'failed',
  'forced-open': 'failed',
  'half-open': 'throttled',
  'metrics-only': 'degraded',
  disabled: 'degraded',
  closed: 'allowed',
}

function stateOf(state: StateName): ProcessState {
  return { state, tone: TONES[state] }
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
  states: {
    initial: Object.fromEntries(DEPENDENCIES.map((dependency) => [breakerBoxOf(dependency), stateOf('closed')])),
    read: (event) => {
      if (event.key !== 'breaker') return null
      const { to, instance } = event.data as BreakerFact
      return { box: event.node, instance, ...stateOf(to) }
    },
  },
  blame: (event) => {
    if (event.key !== 'call') return null
    const { dependency, outcome } = event.data as CallFact
    return outcome === 'failure' || outcome === 'timeout' || outcome === 'rejected' ? dependency : null
  },
  failed: (event) => {
    if (event.key !== 'answer') return null
    const { route, status } = event.data as AnswerFact
    return status >= 500 ? SERVICE_OF[route] : null
  },
  line: (box, figures, states) => line(box, figures, states),
}

/** The service that answers a route. */
const SERVICE_OF: Readonly<Record<Route, string>> = { order: 'orders', price: 'pricing', tile: 'search' }

const line = linesOf<typeof diagram>({
  edge: ({ sentRate, p95Ms }) => ({ text: `${rate(sentRate)} · p95 ${timeInWords(p95Ms)}`, tone: 'allowed' }),
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
      ? { text: `no answer for ${timeInWords(silentMs)}`, tone: 'failed' }
      : { text: `${rate(receivedRate)} · p95 ${timeInWords(p95Ms)}`, tone: 'allowed' },
})

function service({ receivedRate, p95Ms, silentMs }: BoxFigures): BoxLine {
  if (silentMs > SILENCE_MS) return { text: `no answer for ${timeInWords(silentMs)}`, tone: 'failed' }
  return { text: `${rate(receivedRate)} · p95 ${timeInWords(p95Ms)}`, tone: 'allowed' }
}

/** The worst state of the replicas, and how many of them are in it if not all are. */
function breaker(_figures: BoxFigures, states: readonly ProcessState[]): BoxLine {
  const names = ['down', ...Object.keys(TONES)]
  const worst = states.toSorted((a, b) => names.indexOf(a.state) - names.indexOf(b.state))[0] ?? stateOf('closed')
  const count = states.filter(({ state }) => state === worst.state).length
  return { text: count === states.length ? worst.state : `${count}× ${worst.state}`, tone: worst.tone }
}

function provider({ receivedRate, errorRate, p95Ms, silentMs }: BoxFigures): BoxLine {
  if (silentMs > SILENCE_MS) return { text: `no answer for ${timeInWords(silentMs)}`, tone: 'failed' }
  if (receivedRate === 0) return { text: 'not called', tone: 'allowed' }
  if (errorRate > receivedRate * 0.05)
    return { text: `${rate(errorRate)} of ${rate(receivedRate)} fail`, tone: 'failed' }
  return { text: `${rate(receivedRate)} · p95 ${timeInWords(p95Ms)}`, tone: p95Ms > 150 ? 'throttled' : 'allowed' }
}
