/** S3: a dependency is cut off only for what it did itself. */
import { defineInvariant, type Evidence } from '~/kernel/invariant'
import { nameOf } from './evidence'
import { HISTORY_ARROWS, HISTORY_KINDS, type Breaker, type History } from './history'

interface State {
  /** Breakers whose own calls have given reason to open since they were last closed. */
  readonly guilty: Set<Breaker>
  rejections: number
  found: Evidence | null
}

/** The checker. A rejection is right if the dependency’s own results were bad, or its own calls fill its bulkhead. */
export function isolation(history: History, bulkhead: number) {
  const { minimumCalls } = history.options
  return defineInvariant<State>({
    id: 'isolation',
    kind: 'safety',
    label: 'only the culprit is cut off',
    statement: 'A call is turned away only for what its own dependency did, never because of a neighbour.',
    kinds: HISTORY_KINDS,
    arrows: HISTORY_ARROWS,
    create: () => ({ guilty: new Set(), rejections: 0, found: null }),
    step: (state, event) => {
      state.found = null
      for (const happening of history.read(event)) {
        const { breaker } = happening
        if (happening.kind === 'restart') state.guilty.delete(breaker)
        else if (happening.kind === 'change') {
          if (happening.fact.to === 'closed') state.guilty.delete(breaker)
          else if (happening.fact.reason === 'set-by-hand') state.guilty.add(breaker)
        } else if (happening.kind === 'call') {
          const results = happening.isCounted ? history.inWindow(breaker, event.t) : []
          if (history.verdict(results, minimumCalls) !== null || breaker.isUnsure) state.guilty.add(breaker)
          if (happening.fact.outcome !== 'rejected') continue
          state.rejections++
          const inFlight = breaker.inFlight.size + (breaker.ended.atMs === event.t ? breaker.ended.count : 0)
          if (state.guilty.has(breaker) || inFlight >= bulkhead) continue
          const own = history.inWindow(breaker, event.t)
          const failures = own.filter(({ isFailure }) => isFailure).length
          state.found = {
            summary: `a call to ${nameOf(breaker)} was turned away although ${failures} of its last ${own.length} calls failed and ${inFlight} of ${bulkhead} were in flight`,
            request: event.id,
            did: 'The breaker turned away a call that its own dependency would have taken',
            measure: {
              value: inFlight,
              bound: bulkhead,
              unit: 'calls in flight when it was turned away',
              isLeast: true,
            },
            figures: { failures, calls: own.length, inFlight, bulkhead },
          }
        }
      }
    },
    broken: ({ found }) => found,
    figures: ({ rejections }) => ({ rejectionsChecked: rejections }),
  })
}
