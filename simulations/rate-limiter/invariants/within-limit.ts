/** S1: in any window of any key, Redis has let through no more than the algorithm promises. */
import { defineInvariant, type Evidence } from '~/kernel/invariant'
import { algorithms } from '../algorithms/choose'
import type { Parameters } from '../parameters'
import type { Admissions } from './admissions'
import { clockSpan, isDataLoss, OTHERS_MAX, unsureUntilMs } from './evidence'

interface State {
  lostAtMs: number
  unsureUntilMs: number
  fullest: number
  found: Evidence | null
  worst: Evidence | null
}

/** The checker. A loss of data by Redis grants every key a fresh limit, once. */
export function withinLimit(parameters: Parameters, admissions: Admissions) {
  const { windowMs } = parameters
  const algorithm = algorithms[parameters.algorithm]
  return defineInvariant<State>({
    id: 'within-limit',
    kind: 'safety',
    label: 'admitted ≤ limit in any window',
    statement: 'In any window of its length, Redis admits no more requests of one key than the limit.',
    kinds: ['state', 'fault', 'heal', 'action'],
    create: () => ({ lostAtMs: -Infinity, unsureUntilMs: 0, fullest: 0, found: null, worst: null }),
    step: (state, event) => {
      state.found = null
      if (isDataLoss(event)) state.lostAtMs = event.t
      if (event.key === 'skew') {
        state.unsureUntilMs = Math.max(state.unsureUntilMs, unsureUntilMs(event, windowMs) ?? 0)
      }
      const admission = admissions.read(event)
      if (admission === null || admission.fact.source !== 'redis' || event.t < state.unsureUntilMs) return
      const isFresh = event.t - state.lostAtMs <= windowMs
      for (let index = 0; index < admission.policies.length; index++) {
        const { name, key, limit } = admission.policies[index]!
        const log = admission.logs[index]!
        const admitted = log.marked
        const share = admitted / limit
        if (admitted > algorithm.admittedMax(limit) * (isFresh ? 2 : 1)) {
          state.found = {
            summary: `${name} limit ${limit}, admitted ${admitted} in ${clockSpan(event.t - windowMs, event.t)}`,
            request: admission.fact.request,
            others: log.members(OTHERS_MAX),
            did: 'Redis let it through',
            measure: {
              value: admitted,
              bound: algorithm.admittedMax(limit) * (isFresh ? 2 : 1),
              limit,
              unit: 'admissions in one window',
            },
            figures: { policy: name, key, limit, admitted, windowMs },
          }
          if (share > state.fullest) state.worst = state.found
        }
        state.fullest = Math.max(state.fullest, share)
      }
    },
    broken: ({ found }) => found,
    worst: ({ worst }) => worst,
    figures: ({ fullest }) => ({ fullestWindow: `${Math.round(fullest * 100)} % of the limit` }),
  })
}
