/** S6: business errors do not count against a provider; a stale value says how old it is; a write happened or failed aloud. */
import { defineInvariant, type Evidence } from '~/kernel/invariant'
import { CALL_ARROWS } from '../dependencies'
import type { AnswerFact, CallFact, ProviderReply } from '../requests'
import { span } from './evidence'

interface State {
  /** Business errors on their way back, by the number of the event. */
  readonly declined: Set<number>
  /** Commands by call. */
  readonly commandOf: Map<number, number>
  /** Commands whose caller got a business error, which must be ignored. */
  readonly owed: Set<number>
  readonly charged: Set<string>
  /** Until when nobody can tell the age of a tile: Redis tells it, and its own clock has jumped. */
  unsureUntilMs: number
  fallbacks: number
  oldestMs: number
  found: Evidence | null
}

/** What the way of a value to whoever keeps it may take, in milliseconds: it is that much older than they know. */
const SLACK_MS = 1_000
const CALLS_MAX = 10_000

/** The checker. The age of a value is told by its provider’s own time stamp, not by what the answer says. */
export function honestAnswers(maxStaleMs: number) {
  function checkCount(state: State, { dependency, outcome }: CallFact, command: number, request: number): void {
    if (!state.owed.delete(command) || outcome === 'ignored') return
    state.found = {
      summary: `${dependency} answered request ${request} with a business error, and it was counted as ${outcome}`,
      request,
      did: 'A business error was counted against the provider',
      figures: { dependency, outcome },
    }
  }

  function checkOrder(state: State, request: number): void {
    if (state.charged.has(`o${request}`)) return
    state.found = {
      summary: `order o${request} was confirmed, and the payments provider has never charged it`,
      request,
      did: 'An order was confirmed that nobody has paid',
      figures: { order: `o${request}` },
    }
  }

  function checkAge(
    state: State,
    { route, latencyMs, staleForMs, asOfMs }: AnswerFact,
    request: number,
    t: number,
  ): void {
    if (route === 'tile' && t < state.unsureUntilMs) return
    // Its age when it was asked for: on its way back to a frozen edge anything grows old.
    const ageMs = Math.max(0, t - latencyMs - asOfMs!)
    if (staleForMs !== null) {
      state.fallbacks++
      state.oldestMs = Math.max(state.oldestMs, ageMs)
    }
    const allowedMs = staleForMs === null ? SLACK_MS : Math.min(maxStaleMs, staleForMs) + SLACK_MS
    if (ageMs <= allowedMs) return
    const label = staleForMs === null ? 'as fresh' : `as ${span(staleForMs)} old`
    state.found = {
      summary: `a ${route} that was ${span(ageMs)} old was served ${label}; at most ${span(maxStaleMs)} are allowed`,
      request,
      did: 'An old value was served',
      measure: { value: ageMs, bound: allowedMs, unit: 'ms old' },
      figures: { ageMs, staleForMs, maxStaleMs },
    }
  }

  return defineInvariant<State>({
    id: 'honest-answers',
    kind: 'safety',
    label: 'fallbacks are labelled, writes are real',
    statement: `A stale value is labelled and at most ${span(maxStaleMs)} old, an order is confirmed only if it was charged, and business errors do not count as failures.`,
    kinds: ['send', 'reply', 'ok', 'fail', 'info', 'state', 'fault', 'heal'],
    arrows: CALL_ARROWS,
    create: () => ({
      declined: new Set(),
      commandOf: new Map(),
      owed: new Set(),
      charged: new Set(),
      unsureUntilMs: 0,
      fallbacks: 0,
      oldestMs: 0,
      found: null,
    }),
    step: (state, event) => {
      state.found = null
      if (event.kind === 'fault' || event.kind === 'heal') {
        if (event.node === 'tiles' && event.key === 'skew') {
          const jumpMs = Math.abs(Number((event.data as { readonly value?: string }).value ?? 0))
          state.unsureUntilMs = Math.max(state.unsureUntilMs, event.t + maxStaleMs + jumpMs)
        }
      } else if (event.kind === 'state') {
        if (event.key === 'charged') state.charged.add(event.data as string)
        else if (event.key === 'call') checkCount(state, event.data as CallFact, event.cause, event.id)
        else if (event.key === 'answer') {
          const answer = event.data as AnswerFact
          if (answer.status === 201) checkOrder(state, event.id)
          if (answer.status === 200) checkAge(state, answer, event.id, event.t)
        }
      } else if (event.kind === 'send') {
        state.commandOf.set(event.op, event.cause)
        if (state.commandOf.size > CALLS_MAX) state.commandOf.delete(state.commandOf.keys().next().value!)
      } else if (event.kind === 'reply') {
        const reply = event.data as ProviderReply | undefined
        if (reply !== undefined && reply.status >= 400) state.declined.add(event.n)
        if (state.declined.size > CALLS_MAX) state.declined.delete(state.declined.values().next().value!)
      } else {
        // A call that was delivered twice is answered twice: what counts is the answer that came.
        const isDeclined = state.declined.delete(event.cause)
        const command = state.commandOf.get(event.op)
        if (event.kind === 'ok' && isDeclined && command !== undefined) state.owed.add(command)
      }
    },
    broken: ({ found }) => found,
    figures: ({ fallbacks, oldestMs }) => ({ staleAnswers: fallbacks, oldestMs: Math.round(oldestMs) }),
  })
}
