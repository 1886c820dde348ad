/** S4: without Redis, routes that fail soft go on, and a window holds at most the limit and the declared overshoot. */
import { defineInvariant, type Evidence } from '~/kernel/invariant'
import { algorithms } from '../algorithms/choose'
import type { Parameters } from '../parameters'
import { shadowLimit } from '../policies'
import type { DecisionFact } from '../requests'
import type { Admission, Admissions } from './admissions'
import { clockSpan, isDataLoss, OTHERS_MAX, unsureUntilMs } from './evidence'

interface State {
  lostAtMs: number
  unsureUntilMs: number
  /** When gateways died, latest last: the memory of a process dies with it, and the next one counts anew. */
  crashes: number[]
  overshoot: number
  found: Evidence | null
  worst: Evidence | null
}

/** The checker. Routes whose declared policy is fail-open or fail-closed are held to that instead. */
export function outageContract(parameters: Parameters, admissions: Admissions, gateways: number) {
  const { windowMs, shadowShare } = parameters
  const algorithm = algorithms[parameters.algorithm]

  function checkRefusal(state: State, fact: DecisionFact): void {
    if (parameters[`${fact.route}Policy`] === 'fail-closed') return
    state.found = {
      summary: `${fact.tenant} asked for ${fact.route} and was turned away uncounted: without Redis nobody is served`,
      request: fact.request,
      did: 'Without Redis the gateway turned it away',
      figures: { tenant: fact.tenant, route: fact.route, source: fact.source },
    }
  }

  function checkAdmission(state: State, { fact, policies, logs }: Admission, t: number): void {
    const isFresh = t - state.lostAtMs <= windowMs
    state.crashes = state.crashes.filter((atMs) => atMs > t - windowMs)
    const forgotten = state.crashes.length
    for (let index = 0; index < policies.length; index++) {
      const { name, key, limit } = policies[index]!
      const admitted = logs[index]!.count
      const share = admitted / limit
      const shares = limit * shadowShare + forgotten * shadowLimit(limit, shadowShare, gateways)
      const declared = Math.floor(algorithm.admittedMax(limit) * (isFresh ? 2 : 1) + shares)
      if (admitted > declared) {
        state.found = {
          summary: `${name} limit ${limit}, declared at most ${declared} without Redis, admitted ${admitted} in ${clockSpan(t - windowMs, t)}`,
          request: fact.request,
          others: logs[index]!.members(OTHERS_MAX),
          did: 'Without Redis the gateway let it through',
          measure: { value: admitted, bound: declared, limit, unit: 'admissions in one window' },
          figures: { policy: name, key, limit, declared, admitted, source: fact.source },
        }
        if (share > state.overshoot) state.worst = state.found
      }
      state.overshoot = Math.max(state.overshoot, share)
    }
  }

  return defineInvariant<State>({
    id: 'outage-contract',
    kind: 'safety',
    label: `overshoot ≤ ${1 + shadowShare}× without Redis`,
    statement: `When Redis does not answer, nobody is turned away uncounted, and no key gets more than ${1 + shadowShare} times its limit.`,
    kinds: ['state', 'fault', 'heal', 'action', 'crash'],
    create: () => ({ lostAtMs: -Infinity, unsureUntilMs: 0, crashes: [], overshoot: 0, found: null, worst: null }),
    step: (state, event) => {
      state.found = null
      if (isDataLoss(event)) state.lostAtMs = event.t
      if (event.kind === 'crash' && event.node === 'gateway') state.crashes.push(event.t)
      if (event.key === 'skew') {
        state.unsureUntilMs = Math.max(state.unsureUntilMs, unsureUntilMs(event, windowMs) ?? 0)
      }
      if (event.key !== 'decision') return
      const fact = event.data as DecisionFact
      if (fact.source === 'fail-closed') checkRefusal(state, fact)
      const admission = admissions.read(event)
      if (admission !== null && event.t >= state.unsureUntilMs) checkAdmission(state, admission, event.t)
    },
    broken: ({ found }) => found,
    worst: ({ worst }) => worst,
    figures: ({ overshoot }) => ({ largestWindow: `${overshoot.toFixed(2)}× the limit` }),
  })
}
