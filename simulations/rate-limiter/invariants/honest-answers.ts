/** S3: what a caller is told is true: `remaining` equals an independent count, and a lone retry on time succeeds. */
import { defineInvariant, type Evidence } from '~/kernel/invariant'
import type { Parameters } from '../parameters'
import { guardMs } from '../policies'
import type { ApiResponse, DecisionFact } from '../requests'
import { unsureUntilMs } from './evidence'
import { createOracle, type Asked, type Oracle } from './oracle'
import { HISTORY_ARROW, HISTORY_KINDS, type Consumption, type RedisHistory } from './redis-history'

/** A refusal on its way to the gateway. A request that was delivered twice has two, and the first to arrive counts. */
interface Refusal {
  /** The event with which it left Redis. */
  readonly reply: number
  readonly retryAfterUs: number
  readonly before: Refusal | undefined
}

interface State {
  /** By request. */
  readonly said: Map<number, Refusal>
  /** What the gateway was told about a request, in microseconds, until it has decided. */
  readonly heard: Map<number, number>
  /** Decisions whose response is not written yet. */
  readonly refused: Map<number, number>
  /** Redis may remember more or less than this checker until then, in milliseconds. */
  unsureUntilMs: number
  compared: number
  found: Evidence | null
}

/** The checker. It counts for itself, in Redis' order and by the definition of the algorithm, and compares. */
export function honestAnswers(parameters: Parameters, history: RedisHistory) {
  const horizonUs = (parameters.windowMs + guardMs(parameters)) * 1000
  const oracle = createOracle(parameters)

  /** The log, of which the history keeps a copy: what is left and how long to wait are equal to a count of it. */
  function wrongOfLog({ limits, nowUs, allowed, remaining, retryAfterUs, usedBefore, oldestUs }: Consumption) {
    let expectedWait = 0
    let expectedLeft = Infinity
    for (let index = 0; index < limits.length; index++) {
      const limit = limits[index]!
      const used = usedBefore[index]!
      if (used >= limit) expectedWait = Math.max(expectedWait, oldestUs[index]! + horizonUs - nowUs)
      expectedLeft = Math.min(expectedLeft, limit - used - 1)
    }
    if (allowed ? expectedWait === 0 && remaining === expectedLeft : retryAfterUs === expectedWait) return null
    return allowed
      ? `was told ${remaining} remaining, an independent count says ${expectedLeft}`
      : `was told to retry in ${retryAfterUs! / 1000} ms, the oldest entry says ${expectedWait / 1000} ms`
  }

  /** Any other algorithm: so many more fit now and no more; it fits at the time told, and not a microsecond sooner. */
  function wrongOf(all: Oracle, asked: readonly Asked[], consumption: Consumption): string | null {
    const { nowUs, allowed, remaining, retryAfterUs } = consumption
    const fits = (atUs: number, extra: number) => asked.every((each) => all.fits(each, atUs, extra))
    if (fits(nowUs, 0) !== allowed)
      return `was ${allowed ? 'admitted' : 'refused'}, an independent count says otherwise`
    if (allowed) {
      if (fits(nowUs, remaining!) && !fits(nowUs, remaining! + 1)) return null
      return `was told ${remaining} remaining, an independent count says otherwise`
    }
    if (fits(nowUs + retryAfterUs!, 0) && !fits(nowUs + retryAfterUs! - 1, 0)) return null
    return `was told to retry in ${retryAfterUs! / 1000} ms, an independent count says otherwise`
  }

  function compare(state: State, consumption: Consumption, isSure: boolean): void {
    const { keys, limits, nowUs, allowed, remaining, retryAfterUs, request } = consumption
    if (remaining === undefined || retryAfterUs === undefined) return
    const asked = oracle === null ? [] : keys.map((key, index): Asked => ({ key, limit: limits[index]! }))
    if (isSure) {
      state.compared++
      const wrong = oracle === null ? wrongOfLog(consumption) : wrongOf(oracle, asked, consumption)
      if (wrong !== null) {
        const figures = { key: keys[0]!, remaining, retryAfterUs }
        state.found = {
          summary: `request ${request} ${wrong}`,
          request,
          did: 'Redis answered what an independent count does not say',
          figures,
        }
      }
    }
    if (allowed) for (const each of asked) oracle!.add(each, nowUs)
  }

  function compareDecision(state: State, fact: DecisionFact): void {
    const { request, retryAfterMs, allowed, remaining } = fact
    if (remaining < 0) state.found = wrong(request, `request ${request} was told ${remaining} remaining`, fact)
    if (allowed) return
    const heard = state.heard.get(request)
    state.heard.delete(request)
    state.refused.set(request, retryAfterMs)
    if (fact.source !== 'redis' || heard === undefined) return
    if (retryAfterMs * 1000 + 1 >= heard) return
    const summary = `request ${request} may retry after ${retryAfterMs.toFixed(1)} ms, but is admitted only after ${heard / 1000} ms`
    state.found = wrong(request, summary, fact)
  }

  function hear({ said, heard }: State, request: number, reply: number): void {
    let refusal = said.get(request)
    if (refusal === undefined) return
    said.delete(request)
    while (refusal !== undefined && refusal.reply !== reply) refusal = refusal.before
    if (refusal !== undefined) heard.set(request, refusal.retryAfterUs)
  }

  function compareResponse(state: State, request: number, response: ApiResponse): void {
    const retryAfterMs = state.refused.get(request)
    state.refused.delete(request)
    const told = Number(response.headers['retry-after'])
    if (retryAfterMs === undefined || told * 1000 >= retryAfterMs) return
    const summary = `the response to request ${request} says Retry-After ${told}, too early for ${retryAfterMs} ms`
    const did = 'The gateway wrote too short a Retry-After'
    state.found = { summary, request, did, figures: { retryAfterSeconds: told, retryAfterMs } }
  }

  return defineInvariant<State>({
    id: 'honest-answers',
    kind: 'safety',
    label: 'remaining and Retry-After are true',
    statement: 'What a caller is told equals an independent count, and a lone retry after Retry-After is admitted.',
    kinds: [...HISTORY_KINDS, 'state', 'fault', 'heal', 'action', 'crash'],
    arrows: [HISTORY_ARROW, 'gateway~throttled'],
    create: () => ({
      said: new Map(),
      heard: new Map(),
      refused: new Map(),
      unsureUntilMs: 0,
      compared: 0,
      found: null,
    }),
    step: (state, event) => {
      state.found = null
      const unsureMs = unsureUntilMs(event, parameters.windowMs)
      if (unsureMs !== null) {
        state.unsureUntilMs = Math.max(state.unsureUntilMs, unsureMs)
        oracle?.clear()
      }
      if (event.kind === 'crash') {
        state.said.clear()
        state.heard.clear()
      }
      if (event.kind === 'ok' && event.arrow === HISTORY_ARROW) hear(state, event.id, event.cause)
      if (event.key === 'decision' && event.kind === 'state') compareDecision(state, event.data as DecisionFact)
      if (event.kind === 'reply' && event.node === 'throttled') {
        compareResponse(state, event.id, event.data as ApiResponse)
      }
      const consumption = history.read(event)
      if (consumption === null) return
      if (!consumption.allowed) {
        const { request, retryAfterUs } = consumption
        state.said.set(request, { reply: event.n, retryAfterUs: retryAfterUs!, before: state.said.get(request) })
      }
      compare(state, consumption, event.t >= state.unsureUntilMs)
    },
    broken: ({ found }) => found,
    figures: ({ compared }) => ({ compared }),
  })
}

function wrong(request: number, summary: string, fact: DecisionFact): Evidence {
  const did = 'The gateway told its caller something else than Redis said'
  return {
    summary,
    request,
    did,
    figures: { key: fact.key, remaining: fact.remaining, retryAfterMs: fact.retryAfterMs },
  }
}
