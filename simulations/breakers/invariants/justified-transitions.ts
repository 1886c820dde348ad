/** S2: every change of state is legal, and the calls that were counted justify it. */
import type { StateName } from '~/blocks/breaker/breaker'
import { defineInvariant, type Evidence } from '~/kernel/invariant'
import type { BreakerFact } from '../requests'
import { nameOf, span } from './evidence'
import { HISTORY_ARROWS, HISTORY_KINDS, type Breaker, type History } from './history'

interface State {
  checked: number
  found: Evidence | null
}

const LEGAL: Readonly<Partial<Record<StateName, readonly StateName[]>>> = {
  closed: ['open'],
  open: ['half-open'],
  'half-open': ['open', 'closed'],
}

/** The checker. It counts the facts about calls itself and compares what they ask for with what the breaker did. */
export function justifiedTransitions(history: History) {
  const { minimumCalls, halfOpenCalls, openWait } = history.options

  /** What is wrong with a change, or null. */
  function judge(breaker: Breaker, { from, to, reason }: BreakerFact, t: number): string | null {
    if (from !== breaker.state || !LEGAL[from]?.includes(to)) return `it was ${breaker.state}`
    if (from === 'open') {
      const scheduledMs = Math.min(openWait.maxMs, openWait.firstMs * openWait.factor ** (breaker.attempt - 1))
      const leastMs = scheduledMs * (1 - openWait.jitter)
      const openForMs = t - breaker.sinceMs
      return openForMs >= leastMs - 0.1
        ? null
        : `it was open for ${span(openForMs)} only, at least ${span(leastMs)} were due`
    }
    const minimum = from === 'half-open' ? halfOpenCalls : minimumCalls
    const results = history.inWindow(breaker, t)
    const calls = results.length
    if (calls < minimum) return `only ${calls} of at least ${minimum} calls were in its window`
    const due = history.verdict(results, minimum)
    if (reason === (due ?? 'probes-passed')) return null
    const failures = results.filter(({ isFailure }) => isFailure).length
    const slow = results.filter(({ isSlow }) => isSlow).length
    return `of ${calls} calls in its window ${failures} had failed and ${slow} were slow`
  }

  return defineInvariant<State>({
    id: 'justified-transitions',
    kind: 'safety',
    label: 'every transition is justified',
    statement:
      'A breaker changes its state only as allowed, and only if the calls in its window are enough and say so.',
    kinds: HISTORY_KINDS,
    arrows: HISTORY_ARROWS,
    create: () => ({ checked: 0, found: null }),
    step: (state, event) => {
      state.found = null
      for (const happening of history.read(event)) {
        if (happening.kind !== 'change') continue
        const { breaker, fact } = happening
        if (fact.reason === 'set-by-hand' || fact.dependency === 'shared' || breaker.isUnsure) continue
        state.checked++
        const wrong = judge(breaker, fact, event.t)
        if (wrong === null) continue
        const { from, to, reason } = fact
        state.found = {
          summary: `${nameOf(breaker)} went from ${from} to ${to} for its ${reason}, but ${wrong}`,
          request: 0,
          did: 'The breaker changed its state without reason',
          decided: event.n,
          figures: { from, to, reason },
        }
      }
    },
    broken: ({ found }) => found,
    figures: ({ checked }) => ({ transitions: checked }),
  })
}
