/** S5: a caller is refused only for what it did itself. */
import { defineInvariant, type Evidence } from '~/kernel/invariant'
import type { Parameters } from '../parameters'
import { createPolicyBook } from '../policies'
import type { DecisionFact } from '../requests'
import { unsureUntilMs } from './evidence'
import { HISTORY_ARROW, HISTORY_KINDS, type Consumption, type RedisHistory } from './redis-history'
import { WindowLogs } from './window-log'

interface State {
  readonly logs: WindowLogs
  unsureUntilMs: number
  refusals: number
  found: Evidence | null
}

/** A caller counts as below its limits up to this share of them: some of its requests may be counted and not yet told. */
const CLEARLY_BELOW = 0.9

/**
 * The checker. Where Redis counts by the caller's own keys, an independent count in Redis' order tells whether they were
 * full. Where it counts by another key, the decisions tell what the caller itself had been given.
 */
export function isolation(parameters: Parameters, history: RedisHistory) {
  const { windowMs } = parameters
  const isExact = parameters.algorithm === 'sliding-log'
  const book = createPolicyBook(parameters)

  function checkOwnKeys(state: State, { allowed, usedBefore, limits, keys, request }: Consumption): void {
    if (allowed) return
    state.refusals++
    if (usedBefore.some((used, index) => used >= limits[index]!)) return
    state.found = {
      summary: `none of ${keys.join(', ')} was full (${usedBefore.join(', ')} used), yet request ${request} was refused`,
      request,
      did: 'It was refused although no key of its own was full',
      figures: { keys, usedBefore, limits },
    }
  }

  function checkForeignKey(state: State, fact: DecisionFact, t: number): void {
    const own = book.of(fact)
    const logs = own.map(({ key }) => state.logs.at(key, t - windowMs))
    if (fact.allowed) {
      for (const log of logs) log.add(t, fact.request)
      return
    }
    if (logs.some((log, index) => log.count >= own[index]!.limit * CLEARLY_BELOW)) return
    const { tenant, user, route, request, key } = fact
    const used = logs[0]!.count
    const { limit } = own[0]!
    state.refusals++
    state.found = {
      summary: `tenant ${tenant} had used ${used} of its ${limit} and was refused, by key ${key}`,
      request,
      did: 'It was refused for what others had used',
      measure: { value: used, bound: limit, unit: 'used when it was refused', isLeast: true },
      figures: { tenant, user, route, used, limit },
    }
  }

  return defineInvariant<State>({
    id: 'isolation',
    kind: 'safety',
    label: 'the abuser is throttled alone',
    statement: 'A caller below all of its own limits is never refused because of somebody else.',
    kinds: [...HISTORY_KINDS, 'state', 'fault', 'heal', 'action', 'crash'],
    arrows: [HISTORY_ARROW],
    create: () => ({ logs: new WindowLogs(), unsureUntilMs: 0, refusals: 0, found: null }),
    step: (state, event) => {
      state.found = null
      state.unsureUntilMs = Math.max(state.unsureUntilMs, unsureUntilMs(event, windowMs) ?? 0)
      if (event.key === 'decision') {
        const fact = event.data as DecisionFact
        if (fact.policy === 'shared') checkForeignKey(state, fact, event.t)
        return
      }
      const consumption = history.read(event)
      if (consumption === null || !isExact || consumption.keys.length === 1) return
      if (event.t >= state.unsureUntilMs) checkOwnKeys(state, consumption)
    },
    broken: ({ found }) => found,
    figures: ({ refusals }) => ({ refusalsChecked: refusals }),
  })
}
