/** S4: nobody waits longer than their deadline, and no call is begun after it. */
import { defineInvariant, type Evidence } from '~/kernel/invariant'
import { CALL_ARROWS } from '../dependencies'
import type { AnswerFact, ServiceRequest } from '../requests'
import { span } from './evidence'

interface State {
  /** What each call said its caller has left, by call. */
  readonly budgets: Map<number, number>
  /** When each request’s time is up, as its service was told. */
  readonly deadlines: Map<number, number>
  /** Until when the edge was kept from answering by force. */
  stoppedUntilMs: number
  answers: number
  slowestMs: number
  found: Evidence | null
}

const REQUESTS_MAX = 20_000
/** One step of the time grid, and the one that the sum of several may be off. */
const SLACK_MS = 0.5
const SERVICE_ARROWS = ['edge~orders', 'edge~pricing', 'edge~search']
const STOPS = ['freeze', 'slow', 'crash', 'restart']

/** The checker. `longestMs` is the longest that any caller waits. */
export function withinDeadline(longestMs: number) {
  return defineInvariant<State>({
    id: 'within-deadline',
    kind: 'safety',
    label: 'answered within the deadline',
    statement:
      'Every caller has an answer within its deadline, retries and backoff included, and nothing is begun after it.',
    kinds: ['recv', 'send', 'state', 'fault', 'heal'],
    arrows: [...SERVICE_ARROWS, ...CALL_ARROWS],
    create: () => ({
      budgets: new Map(),
      deadlines: new Map(),
      stoppedUntilMs: 0,
      answers: 0,
      slowestMs: 0,
      found: null,
    }),
    step: (state, event) => {
      state.found = null
      const { deadlines, budgets } = state
      if (event.kind === 'fault' || event.kind === 'heal') {
        if (event.node !== 'edge' || !STOPS.includes(event.key)) return
        state.stoppedUntilMs = event.kind === 'fault' ? Infinity : event.t + longestMs
      } else if (event.kind === 'send' && SERVICE_ARROWS.includes(event.arrow)) {
        budgets.set(event.op, (event.data as ServiceRequest).budgetMs)
        if (budgets.size > REQUESTS_MAX) budgets.delete(budgets.keys().next().value!)
      } else if (event.kind === 'recv' && SERVICE_ARROWS.includes(event.arrow)) {
        const untilMs = event.t + (budgets.get(event.op) ?? Infinity)
        deadlines.set(event.id, Math.max(untilMs, deadlines.get(event.id) ?? 0))
        if (deadlines.size > REQUESTS_MAX) deadlines.delete(deadlines.keys().next().value!)
      } else if (event.kind === 'send' && CALL_ARROWS.includes(event.arrow) && event.key !== 'reverse') {
        const lateMs = event.t - (deadlines.get(event.id) ?? Infinity)
        if (lateMs <= SLACK_MS) return
        state.found = {
          summary: `${event.arrow.split('~')[1]} was called for request ${event.id} ${span(lateMs)} after nobody waited any more`,
          request: event.id,
          did: 'A call was begun although nobody waited any more',
          decided: event.n,
          measure: { value: lateMs, bound: SLACK_MS, unit: 'ms too late' },
          figures: { lateMs },
        }
      } else if (event.kind === 'state' && event.key === 'answer') {
        checkAnswer(state, event.data as AnswerFact, event.id, event.t)
      }
    },
    broken: ({ found }) => found,
    figures: ({ answers, slowestMs }) => ({ answers, slowestMs: Math.round(slowestMs) }),
  })

  function checkAnswer(state: State, { route, latencyMs, deadlineMs }: AnswerFact, request: number, t: number): void {
    if (t < state.stoppedUntilMs) return
    state.answers++
    state.slowestMs = Math.max(state.slowestMs, latencyMs)
    if (latencyMs <= deadlineMs + SLACK_MS) return
    state.found = {
      summary: `a ${route} took ${span(latencyMs)}, its caller waits ${span(deadlineMs)}`,
      request,
      did: 'The answer came when its caller had stopped waiting',
      measure: { value: latencyMs, bound: deadlineMs, unit: 'ms for an answer' },
      figures: { latencyMs, deadlineMs },
    }
  }
}
