/** S1: in any window of any key, Redis has let through no more than the algorithm promises. */
import { defineInvariant, type Evidence } from '~/kernel/invariant'
import { algorithms } from '../algorithms/choose'
import type { Parameters } from '../parameters'
import { policiesOf } from '../policies'
import type { DecisionFact } from '../requests'
import { clockSpan, isDataLoss, OTHERS_MAX } from './evidence'
import { WindowLogs } from './window-log'

interface State {
  readonly logs: WindowLogs
  lostAtMs: number
  fullest: number
  found: Evidence | null
}

/** The checker. A loss of data by Redis grants every key a fresh limit, once. */
export function withinLimit(parameters: Parameters) {
  const { windowMs } = parameters
  const algorithm = algorithms[parameters.algorithm]
  return defineInvariant<State>({
    id: 'within-limit',
    kind: 'safety',
    label: 'admitted ≤ limit in any window',
    statement: 'In any window of its length, Redis admits no more requests of one key than the limit.',
    kinds: ['state', 'fault', 'action'],
    create: () => ({ logs: new WindowLogs(), lostAtMs: -Infinity, fullest: 0, found: null }),
    step: (state, event) => {
      state.found = null
      if (isDataLoss(event)) state.lostAtMs = event.t
      if (event.key !== 'decision') return
      const fact = event.data as DecisionFact
      if (!fact.allowed || fact.source !== 'redis') return
      for (const { name, key, limit } of policiesOf(fact, parameters, true)) {
        const log = state.logs.at(key, event.t - windowMs)
        log.add(event.t, fact.request)
        const isFresh = event.t - state.lostAtMs <= windowMs
        const admittedMax = algorithm.admittedMax(limit) * (isFresh ? 2 : 1)
        state.fullest = Math.max(state.fullest, log.count / limit)
        if (log.count <= admittedMax) continue
        state.found = {
          summary: `${name} limit ${limit}, admitted ${log.count} in ${clockSpan(event.t - windowMs, event.t)}`,
          request: fact.request,
          others: log.members(OTHERS_MAX),
          figures: { policy: name, key, limit, admitted: log.count, windowMs },
        }
      }
    },
    broken: ({ found }) => found,
    figures: ({ fullest }) => ({ fullestWindow: `${Math.round(fullest * 100)} % of the limit` }),
  })
}
