/** S2: what Redis has recorded for a key in any window is at most its limit, however many gateways ask at once. */
import { defineInvariant, type Evidence } from '~/kernel/invariant'
import { algorithms } from '../algorithms/choose'
import type { Parameters } from '../parameters'
import { clockSpan, isDataLoss, OTHERS_MAX } from './evidence'
import { limitOfKey } from './limit-of-key'
import { HISTORY_KINDS, RedisHistory } from './redis-history'
import { WindowLogs } from './window-log'

interface State {
  readonly history: RedisHistory
  readonly logs: WindowLogs
  recorded: number
  found: Evidence | null
}

/** The checker: a counter history in Redis' own order. */
export function atomicConsumption(parameters: Parameters) {
  const windowUs = parameters.windowMs * 1000
  const algorithm = algorithms[parameters.algorithm]
  return defineInvariant<State>({
    id: 'atomic-consumption',
    kind: 'safety',
    label: 'count and record in one step',
    statement: 'Nobody records a request between the counting and the recording of another: Redis never holds too many.',
    kinds: [...HISTORY_KINDS, 'fault', 'action'],
    create: () => ({ history: new RedisHistory(), logs: new WindowLogs(), recorded: 0, found: null }),
    step: (state, event) => {
      state.found = null
      if (isDataLoss(event)) state.logs.clear()
      const consumption = state.history.read(event)
      if (consumption === null || !consumption.allowed) return
      const { keys, nowUs, request, isRepeat } = consumption
      state.recorded++
      for (const key of keys) {
        const log = state.logs.at(key, nowUs - windowUs)
        if (isRepeat) log.remove(request)
        log.add(nowUs, request)
        const limit = limitOfKey(key, parameters)
        if (log.count <= algorithm.admittedMax(limit)) continue
        const atMs = event.t
        state.found = {
          summary: `limit ${limit}, but Redis holds ${log.count} entries of ${key} in ${clockSpan(atMs - parameters.windowMs, atMs)}`,
          request,
          others: log.members(OTHERS_MAX),
          figures: { key, limit, recorded: log.count, windowMs: parameters.windowMs },
        }
      }
    },
    broken: ({ found }) => found,
    figures: ({ recorded }) => ({ recorded }),
  })
}
