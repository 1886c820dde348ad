/** L3: a dependency that comes and goes does not make its breaker do the same for ever. */
import { defineInvariant, type Evidence } from '~/kernel/invariant'
import { nameOf, span } from './evidence'
import { HISTORY_ARROWS, HISTORY_KINDS, type Breaker, type History } from './history'

interface FlappingState {
  readonly changes: Map<Breaker, number[]>
  most: number
  found: Evidence | null
}

/** Over which time transitions are counted, in milliseconds. */
const FLAPPING_MS = 10_000

/** L3: a dependency that comes and goes does not make its breaker do the same for ever. */
export function boundedFlapping(history: History) {
  const limit = transitionsMax(history)
  return defineInvariant<FlappingState>({
    id: 'bounded-flapping',
    kind: 'liveness',
    label: `≤ ${limit} transitions in ${span(FLAPPING_MS)}`,
    statement: `No breaker changes its state more than ${limit} times in ${span(FLAPPING_MS)}, however its dependency flaps.`,
    kinds: HISTORY_KINDS,
    arrows: HISTORY_ARROWS,
    create: () => ({ changes: new Map(), most: 0, found: null }),
    step: (state, event) => {
      for (const happening of history.read(event)) {
        if (happening.kind === 'restart') state.changes.delete(happening.breaker)
        if (happening.kind !== 'change') continue
        const { breaker, fact } = happening
        if (fact.reason === 'set-by-hand') {
          state.changes.delete(breaker)
          continue
        }
        const recent = (state.changes.get(breaker) ?? []).filter((t) => t > event.t - FLAPPING_MS)
        recent.push(event.t)
        state.changes.set(breaker, recent)
        state.most = Math.max(state.most, recent.length)
        if (recent.length <= limit) continue
        state.found ??= {
          summary: `${nameOf(breaker)} changed its state ${recent.length} times within ${span(event.t - recent[0]!)}`,
          request: 0,
          did: 'The breaker opened and closed again and again',
          decided: event.n,
          measure: { value: recent.length, bound: limit, unit: 'transitions' },
          figures: { transitions: recent.length, limit },
        }
      }
    },
    broken: ({ found }) => found,
    figures: ({ most }) => ({ mostTransitions: most }),
  })
}

/** How many transitions fit into {@link FLAPPING_MS} if every wait is as short as chance allows: three to a round. */
function transitionsMax({ options: { openWait } }: History): number {
  let rounds = 1
  let waitMs = openWait.firstMs
  for (let spentMs = 0; spentMs < FLAPPING_MS; rounds++) {
    spentMs += Math.min(waitMs, openWait.maxMs) * (1 - openWait.jitter / 2)
    waitMs *= openWait.factor
  }
  return 3 * rounds
}
