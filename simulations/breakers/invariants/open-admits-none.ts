/** S1: nothing gets past an open breaker, and no more than the permitted probes past a half-open one. */
import { defineInvariant, type Evidence } from '~/kernel/invariant'
import { nameOf, span } from './evidence'
import { HISTORY_ARROWS, HISTORY_KINDS, type History } from './history'

interface State {
  checked: number
  found: Evidence | null
}

/** The checker. It looks at what leaves on the arrow, not at what the breaker says. */
export function openAdmitsNone(history: History) {
  const { halfOpenCalls } = history.options
  return defineInvariant<State>({
    id: 'open-admits-none',
    kind: 'safety',
    label: `open lets nothing through, half-open ${halfOpenCalls}`,
    statement: `While a breaker is open no call leaves for its dependency, and while it is half-open at most ${halfOpenCalls} are in flight.`,
    kinds: HISTORY_KINDS,
    arrows: HISTORY_ARROWS,
    create: () => ({ checked: 0, found: null }),
    step: (state, event) => {
      state.found = null
      for (const happening of history.read(event)) {
        if (happening.kind !== 'sent') continue
        const { breaker, flight } = happening
        if (breaker.state === 'closed') continue
        state.checked++
        const probes = [...breaker.inFlight.values()].filter(({ era }) => era === breaker.era).length
        if (breaker.state === 'half-open' && probes > halfOpenCalls) {
          state.found = {
            summary: `${nameOf(breaker)} is half-open and has ${probes} probes in flight, of ${halfOpenCalls} permitted`,
            request: flight.request,
            did: 'A half-open breaker let too many through',
            decided: event.n,
            measure: { value: probes, bound: halfOpenCalls, unit: 'probes in flight' },
            figures: { probes, permitted: halfOpenCalls },
          }
        } else if (breaker.state === 'open' || breaker.state === 'forced-open') {
          const openForMs = event.t - breaker.sinceMs
          state.found = {
            summary: `a call left for ${nameOf(breaker)}, which had been ${breaker.state} for ${span(openForMs)}`,
            request: flight.request,
            did: 'An open breaker let a call through',
            decided: event.n,
            figures: { state: breaker.state, openForMs },
          }
        }
      }
    },
    broken: ({ found }) => found,
    figures: ({ checked }) => ({ callsWhileNotClosed: checked }),
  })
}
