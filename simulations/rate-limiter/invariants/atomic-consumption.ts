/** S2: what Redis has recorded for a key in any window is at most its limit, however many gateways ask at once. */
import { defineInvariant, type Evidence } from '~/kernel/invariant'
import { algorithms } from '../algorithms/choose'
import type { Parameters } from '../parameters'
import { clockSpan, OTHERS_MAX } from './evidence'
import { limitOfKey } from './limit-of-key'
import { HISTORY_ARROW, HISTORY_KINDS, type RedisHistory } from './redis-history'

interface State {
  recorded: number
  fullest: number
  found: Evidence | null
  worst: Evidence | null
}

/** The checker: a counter history in Redis' own order. */
export function atomicConsumption(parameters: Parameters, history: RedisHistory) {
  const { windowMs } = parameters
  const algorithm = algorithms[parameters.algorithm]
  return defineInvariant<State>({
    id: 'atomic-consumption',
    kind: 'safety',
    label: 'count and record in one step',
    statement:
      'Nobody records a request between the counting and the recording of another: Redis never holds too many.',
    kinds: [...HISTORY_KINDS, 'fault', 'action'],
    arrows: [HISTORY_ARROW],
    create: () => ({ recorded: 0, fullest: 0, found: null, worst: null }),
    step: (state, event) => {
      state.found = null
      const consumption = history.read(event)
      if (consumption === null || !consumption.allowed) return
      const { keys, limits, request, inWindow, logs } = consumption
      state.recorded++
      for (let index = 0; index < keys.length; index++) {
        const key = keys[index]!
        const limit = limits[index] ?? limitOfKey(key, parameters)
        const recorded = inWindow[index]!
        if (recorded <= algorithm.admittedMax(limit)) continue
        state.found = {
          summary: `limit ${limit}, recorded ${recorded} for ${key} in ${clockSpan(event.t - windowMs, event.t)}`,
          request,
          others: logs[index]!.members(OTHERS_MAX),
          did: 'Redis recorded one too many',
          decided: event.n,
          measure: { value: recorded, bound: algorithm.admittedMax(limit), unit: 'recorded in one window' },
          figures: { key, limit, recorded, windowMs },
        }
        if (recorded / limit <= state.fullest) continue
        state.fullest = recorded / limit
        state.worst = state.found
      }
    },
    broken: ({ found }) => found,
    worst: ({ worst }) => worst,
    figures: ({ recorded }) => ({ recorded }),
  })
}
