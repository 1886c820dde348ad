/** S5 and S7: retries stay within their budget, writes are never repeated, and load is not multiplied on the way. */
import { defineInvariant, type Evidence } from '~/kernel/invariant'
import { DEPENDENCIES, SERVICE_OF, type Dependency } from '../dependencies'
import { RETRY_RESERVE, type Parameters } from '../parameters'
import { nameOf, percent } from './evidence'
import { HISTORY_ARROWS, HISTORY_KINDS, type Breaker, type History } from './history'

interface Spending {
  /** Calls by command, the latest some thousand of them. */
  readonly calls: Map<number, number>
  commands: number
  retries: number
}

interface BudgetState {
  readonly spending: Map<Breaker, Spending>
  retries: number
  found: Evidence | null
}

const COMMANDS_MAX = 2_000

/** S5: of the commands of one process at most the budget’s share is retried, and charges are not retried at all. */
export function retryBudget(history: History, { retryShare }: Parameters) {
  function spendingOf(state: BudgetState, breaker: Breaker): Spending {
    let spent = state.spending.get(breaker)
    if (spent === undefined) state.spending.set(breaker, (spent = { calls: new Map(), commands: 0, retries: 0 }))
    return spent
  }

  /** Counts a call, or a command that was turned away before its first one; how many calls there were before it. */
  function count(spent: Spending, command: number, calls: number): number {
    const before = spent.calls.get(command)
    if (before === undefined) spent.commands++
    spent.calls.set(command, (before ?? 0) + calls)
    if (spent.calls.size > COMMANDS_MAX) spent.calls.delete(spent.calls.keys().next().value!)
    return before ?? 0
  }

  return defineInvariant<BudgetState>({
    id: 'retry-budget',
    kind: 'safety',
    label: `retries ≤ ${percent(retryShare)}`,
    statement: `A process makes at most ${percent(retryShare)} as many retries as it has commands, and a charge is never made twice for one command.`,
    kinds: HISTORY_KINDS,
    arrows: HISTORY_ARROWS,
    create: () => ({ spending: new Map(), retries: 0, found: null }),
    step: (state, event) => {
      state.found = null
      for (const happening of history.read(event)) {
        const { breaker } = happening
        if (happening.kind === 'restart') state.spending.delete(breaker)
        const spent = spendingOf(state, breaker)
        if (happening.kind === 'call' && happening.fact.outcome === 'rejected') count(spent, event.cause, 0)
        if (happening.kind !== 'sent') continue
        const { flight } = happening
        const calls = count(spent, flight.cause, 1) + 1
        if (calls > 1) {
          spent.retries++
          state.retries++
        }
        const { commands, retries } = spent
        const allowed = commands * retryShare + RETRY_RESERVE
        if (calls > 1 && flight.type === 'charge') {
          state.found = {
            summary: `the charge of request ${flight.request} was sent ${calls} times`,
            request: flight.request,
            did: 'A charge was sent a second time',
            decided: event.n,
            measure: { value: calls, bound: 1, unit: 'calls for one charge' },
            figures: { calls },
          }
        } else if (calls > 1 && retries > allowed) {
          state.found = {
            summary: `${nameOf(breaker)} was called for ${commands} commands and ${retries} retries, its budget is ${Math.floor(allowed)}`,
            request: flight.request,
            did: 'It was tried again beyond the budget',
            decided: event.n,
            measure: { value: retries, bound: Math.floor(allowed), unit: 'retries' },
            figures: { commands, retries, allowed },
          }
        }
      }
    },
    broken: ({ found }) => found,
    figures: ({ retries }) => ({ retries }),
  })
}

interface LoadState {
  /** Requests that users made, by dependency; what the network delivered twice counts twice. */
  readonly offered: Record<Dependency, number>
  readonly calls: Record<Dependency, number>
  /** Requests whose first message to a service was seen. */
  readonly seen: Set<number>
  reserve: number
  found: Evidence | null
}

const REQUESTS_MAX = 20_000

/** S7: a dependency gets no more calls than users made requests, and the retry budget on top. */
export function amplification(history: History, { retryShare }: Parameters, nodes: number) {
  const arrows = DEPENDENCIES.map((dependency) => `edge~${SERVICE_OF[dependency]}`)

  function countOffer(state: LoadState, arrow: string, isAgain: boolean, request: number): void {
    const dependency = DEPENDENCIES[arrows.indexOf(arrow)]!
    if (!isAgain && state.seen.has(request)) return
    state.seen.add(request)
    if (state.seen.size > REQUESTS_MAX) state.seen.delete(state.seen.values().next().value!)
    state.offered[dependency]++
  }

  return defineInvariant<LoadState>({
    id: 'amplification',
    kind: 'safety',
    label: `calls ≤ ${(1 + retryShare).toFixed(2)}× the load`,
    statement: `No dependency gets more than ${(1 + retryShare).toFixed(2)} times the requests that users made.`,
    kinds: [...HISTORY_KINDS, 'duplicate'],
    arrows: [...HISTORY_ARROWS, ...arrows],
    create: () => ({
      offered: { payments: 0, vendor: 0, maps: 0 },
      calls: { payments: 0, vendor: 0, maps: 0 },
      seen: new Set(),
      reserve: nodes * RETRY_RESERVE,
      found: null,
    }),
    step: (state, event) => {
      state.found = null
      if (arrows.includes(event.arrow)) {
        const isAgain = event.kind === 'duplicate'
        if (event.kind === 'send' || isAgain) countOffer(state, event.arrow, isAgain, event.id)
        return
      }
      for (const happening of history.read(event)) {
        // A new process has new savings.
        if (happening.kind === 'restart') state.reserve += RETRY_RESERVE
        if (happening.kind !== 'sent' || happening.flight.type === 'reverse') continue
        const { dependency } = happening.breaker
        const calls = ++state.calls[dependency]
        const offered = state.offered[dependency]
        const allowed = offered * (1 + retryShare) + state.reserve
        if (calls <= allowed) continue
        state.found = {
          summary: `users made ${offered} requests that need ${dependency}, and it was called ${calls} times; ${Math.floor(allowed)} are allowed`,
          request: happening.flight.request,
          did: 'One more call left than users had asked for',
          decided: event.n,
          measure: { value: calls, bound: Math.floor(allowed), limit: offered, unit: 'calls' },
          figures: { offered, calls, allowed },
        }
      }
    },
    broken: ({ found }) => found,
    figures: ({ offered, calls }) => ({ offered: { ...offered }, calls: { ...calls } }),
  })
}
