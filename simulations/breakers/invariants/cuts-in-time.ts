/** S8: a breaker sees what happens on its arrow. If enough of the calls there fail, it opens at once. */
import { defineInvariant, type Evidence } from '~/kernel/invariant'
import { nameOf } from './evidence'
import { HISTORY_ARROWS, HISTORY_KINDS, type Breaker, type History, type Result } from './history'

interface Seen {
  era: number
  results: Result[]
  /** When the breaker should have opened; `Infinity` while it need not. */
  owedSinceMs: number
  request: number
}

interface State {
  readonly seen: Map<Breaker, Seen>
  found: Evidence | null
}

const RESULTS_MAX = 4_000

/**
 * The checker. What it counts are answers and their absence on the wire, whatever the code behind the arrow makes of them;
 * business errors count as neither, as the contract has it.
 */
export function cutsInTime(history: History) {
  const { minimumCalls } = history.options

  function seenBy(state: State, breaker: Breaker): Seen {
    let seen = state.seen.get(breaker)
    if (seen === undefined) {
      seen = { era: breaker.era, results: [], owedSinceMs: Infinity, request: 0 }
      state.seen.set(breaker, seen)
    }
    if (seen.era !== breaker.era) {
      seen.era = breaker.era
      seen.results = []
      seen.owedSinceMs = Infinity
    }
    return seen
  }

  function count(seen: Seen, breaker: Breaker, isFailure: boolean, request: number, t: number): void {
    seen.results.push({ t, isFailure, isSlow: false })
    if (seen.results.length > RESULTS_MAX) seen.results = seen.results.slice(-RESULTS_MAX / 2)
    const inWindow = history.inWindow({ ...breaker, results: seen.results }, t)
    const isDue = history.verdict(inWindow, minimumCalls) !== null
    seen.owedSinceMs = isDue ? Math.min(seen.owedSinceMs, t) : Infinity
    seen.request = request
  }

  return defineInvariant<State>({
    id: 'cuts-in-time',
    kind: 'safety',
    label: 'opens when its dependency fails',
    statement:
      'When enough of the calls to a dependency fail or are not answered, its breaker is open at that instant.',
    kinds: HISTORY_KINDS,
    arrows: HISTORY_ARROWS,
    create: () => ({ seen: new Map(), found: null }),
    step: (state, event) => {
      state.found = null
      for (const happening of history.read(event)) {
        const { breaker } = happening
        if (breaker.state !== 'closed' || breaker.isUnsure) continue
        const seen = seenBy(state, breaker)
        if (event.t > seen.owedSinceMs) {
          const failures = seen.results.filter(({ isFailure }) => isFailure).length
          state.found = {
            summary: `${failures} of the last ${seen.results.length} calls to ${nameOf(breaker)} failed or were not answered, and its breaker is closed`,
            request: seen.request,
            did: 'The breaker stayed closed',
            figures: { failures, calls: seen.results.length },
          }
          seen.results = []
          seen.owedSinceMs = Infinity
        }
        if (happening.kind !== 'ended' || happening.flight.era !== breaker.era) continue
        if (happening.how === 'declined') continue
        count(seen, breaker, happening.how === 'failed', happening.flight.request, event.t)
      }
    },
    broken: ({ found }) => found,
  })
}
