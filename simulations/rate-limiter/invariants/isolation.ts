/** S5: a caller is refused only for what it did itself. */
import { defineInvariant, type Evidence } from '~/kernel/invariant'
import type { Parameters } from '../parameters'
import { createPolicyBook, guardMs, type Policy } from '../policies'
import type { ApiRequest, Caller } from '../requests'
import { isDataLoss } from './evidence'
import { HISTORY_KINDS, type Consumption, type RedisHistory } from './redis-history'
import { WindowLogs } from './window-log'

interface State {
  readonly logs: WindowLogs
  readonly callers: Map<number, Caller>
  unsureUntilMs: number
  refusals: number
  found: Evidence | null
}

/** The checker: it counts every caller under its own keys, whatever keys the gateway uses. */
export function isolation(parameters: Parameters, history: RedisHistory) {
  const horizonUs = (parameters.windowMs + guardMs(parameters)) * 1000
  const isExact = parameters.algorithm === 'sliding-log'
  const book = createPolicyBook(parameters)

  /** What the caller had used of its own keys. If the gateway counts by them, the history has counted already. */
  function usedOf(state: State, consumption: Consumption, own: readonly Policy[]): readonly number[] {
    if (consumption.keys[0] === own[0]!.key) return consumption.usedBefore
    const logs = own.map(({ key }) => state.logs.at(key, consumption.nowUs - horizonUs))
    const used = logs.map((log) => log.count)
    if (consumption.allowed) for (const log of logs) log.add(consumption.nowUs, consumption.request)
    return used
  }

  return defineInvariant<State>({
    id: 'isolation',
    kind: 'safety',
    label: 'the abuser is throttled alone',
    statement: 'A caller below all of its own limits is never refused because of somebody else.',
    kinds: [...HISTORY_KINDS, 'info', 'fail', 'fault', 'action', 'crash'],
    create: () => ({
      logs: new WindowLogs(),
      callers: new Map(),
      unsureUntilMs: 0,
      refusals: 0,
      found: null,
    }),
    step: (state, event) => {
      state.found = null
      if (isDataLoss(event) || (event.kind === 'crash' && event.node === 'redis')) {
        state.unsureUntilMs = event.t + 2 * parameters.windowMs
      }
      if (event.arrow === 'clients~gateway' || event.arrow === 'abuser~gateway') {
        if (event.kind === 'send') state.callers.set(event.id, event.data as ApiRequest)
        else if (event.kind !== 'duplicate' && event.kind !== 'reply') state.callers.delete(event.id)
        return
      }
      const consumption = history.read(event)
      if (consumption === null || !isExact) return
      const caller = state.callers.get(consumption.request)
      if (caller === undefined) return
      const own = book.of(caller)
      const used = usedOf(state, consumption, own)
      if (consumption.allowed) return
      state.refusals++
      if (event.t < state.unsureUntilMs || used.some((count, index) => count >= own[index]!.limit)) return
      const { tenant, user, route } = caller
      state.found = {
        summary: `tenant ${tenant} had used ${used[0]} of its ${own[0]!.limit} and was refused, by key ${consumption.keys.join(', ')}`,
        request: consumption.request,
        figures: { tenant, user, route, used: used[0]!, limit: own[0]!.limit },
      }
    },
    broken: ({ found }) => found,
    figures: ({ refusals }) => ({ refusalsChecked: refusals }),
  })
}
