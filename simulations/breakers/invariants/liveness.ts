/** L1, L2 and L4: what was cut off comes back, nothing stays half-open, and the system gets out by itself. */
import { defineInvariant, sinceSettled, type Evidence } from '~/kernel/invariant'
import type { Outside } from '~/kernel/unhealed'
import { breakerBoxOf, DEPENDENCIES, DEPENDENCY_OF, type Dependency } from '../dependencies'
import type { AnswerFact } from '../requests'
import { PROBE_TIMEOUT_MS } from '../parameters'
import { edgeVerbs } from '../verbs'
import { nameOf, percent, span } from './evidence'
import { HISTORY_ARROWS, HISTORY_KINDS, type Breaker, type History } from './history'

interface ClosingState {
  settledAtMs: number
  /** Rejections that came when the wait must have been over. */
  readonly late: Map<Breaker, { readonly t: number; readonly request: number }>
}

/** Twice the longest wait: the first probes after healing may still meet what is left of the trouble. */
function graceMsOf({ options }: History): number {
  return 2 * options.openWait.maxMs
}

/** True if a breaker is not healed, or its dependency is not: it may stay open. */
function isLeft(outside: Outside, dependency: Dependency, instance?: number): boolean {
  return outside.has(dependency) || outside.has(breakerBoxOf(dependency), instance)
}

/** L1: once a dependency is healthy its breaker closes, after its wait and its probes, if its callers are patient. */
export function closesAgain(history: History, outside: Outside, isPromised: boolean) {
  const graceMs = graceMsOf(history)
  return defineInvariant<ClosingState>({
    id: 'closes-again',
    kind: 'liveness',
    label: 'closes once all is well',
    statement: `Once everything is healed, every breaker that is used is closed within ${span(graceMs)}.`,
    kinds: [...HISTORY_KINDS, 'phase'],
    arrows: HISTORY_ARROWS,
    create: () => ({ settledAtMs: Infinity, late: new Map() }),
    step: (state, event) => {
      const sinceMs = sinceSettled(state, event)
      for (const happening of history.read(event)) {
        const { breaker } = happening
        if (isLeft(outside, breaker.dependency, breaker.instance)) continue
        if (happening.kind === 'change' && happening.fact.to === 'closed') state.late.delete(breaker)
        else if (
          happening.kind === 'call' &&
          happening.fact.outcome === 'rejected' &&
          breaker.state !== 'closed' &&
          sinceMs > graceMs
        ) {
          state.late.set(breaker, { t: event.t, request: event.id })
        }
      }
    },
    broken: ({ late, settledAtMs }) => {
      const [first] = late
      if (first === undefined || !isPromised) return null
      const [breaker, { t, request }] = first
      const afterMs = t - settledAtMs
      return {
        summary: `${nameOf(breaker)} is ${breaker.state} and still turned a call away ${span(afterMs)} after everything was healed`,
        request,
        did: 'The breaker still turns calls away',
        measure: { value: afterMs, bound: graceMs, unit: 'ms after everything was healed' },
        figures: { state: breaker.state, afterMs, breakers: late.size },
      }
    },
  })
}

interface StuckState {
  readonly lastProbeMs: Map<Breaker, number>
  found: Evidence | null
}

/** L2: a probe that is lost does not keep its breaker half-open. */
export function neverStuck(history: History) {
  const limitMs = 2 * Math.max(history.options.probeTimeoutMs, PROBE_TIMEOUT_MS)
  return defineInvariant<StuckState>({
    id: 'never-stuck',
    kind: 'liveness',
    label: 'never stuck half-open',
    statement: `No breaker that is half-open turns calls away for more than ${span(limitMs)} after its last probe.`,
    kinds: HISTORY_KINDS,
    arrows: HISTORY_ARROWS,
    create: () => ({ lastProbeMs: new Map(), found: null }),
    step: (state, event) => {
      for (const happening of history.read(event)) {
        const { breaker } = happening
        if (happening.kind === 'sent' || happening.kind === 'change') state.lastProbeMs.set(breaker, event.t)
        if (happening.kind !== 'call' || happening.fact.outcome !== 'rejected') continue
        if (breaker.state !== 'half-open' || breaker.isUnsure) continue
        const waitedMs = event.t - (state.lastProbeMs.get(breaker) ?? event.t)
        if (waitedMs <= limitMs) continue
        state.found ??= {
          summary: `${nameOf(breaker)} is half-open, its last probe left ${span(waitedMs)} ago, and it turns calls away`,
          request: event.id,
          did: 'The breaker waits for a probe that is lost',
          decided: event.n,
          measure: { value: waitedMs, bound: limitMs, unit: 'ms since its last probe' },
          figures: { waitedMs },
        }
      }
    },
    broken: ({ found }) => found,
  })
}

interface Share {
  good: number
  all: number
}

interface RecoveryState {
  readonly before: Share
  /** By second, since the run settles. */
  readonly after: Share[]
  isDisturbed: boolean
  settledAtMs: number
  /** The last request after the trouble that was not served fresh; 0 for none. */
  badRequest: number
}

/** The part of what was served before the trouble that must be served after it. */
const RECOVERED = 0.95
/** Fewer answers than this say nothing. */
const ANSWERS_MIN = 50
/** How many of the last seconds with answers are looked at, once the breakers have had their time to close. */
const LAST_SECONDS = 3

/** L4: when the trouble is over the system recovers without anybody turning the load down, if callers are patient. */
export function recovers(history: History, outside: Outside, isPromised: boolean) {
  const graceSeconds = Math.ceil(graceMsOf(history) / 1000)
  const loadVerbs = edgeVerbs.filter(({ isLoad }) => isLoad === true).map(({ verb }) => verb)
  /**
   * Dependencies of which nothing is asked: also those that get another load than before. Without the cache the provider of
   * maps has every tile to fetch, so that with breakers that hardly ever open it may never get up again.
   */
  const left = DEPENDENCIES.filter(
    (dependency) => isLeft(outside, dependency) || (dependency === 'maps' && outside.has('tiles')),
  )
  return defineInvariant<RecoveryState>({
    id: 'recovers',
    kind: 'liveness',
    label: `≥ ${percent(RECOVERED)} served after healing`,
    statement: `When the trouble is over, at least ${percent(RECOVERED)} of what was served fresh before is served fresh again, under the same load.`,
    kinds: ['state', 'fault', 'action', 'phase'],
    arrows: [],
    create: () => ({
      before: { good: 0, all: 0 },
      after: [],
      isDisturbed: false,
      settledAtMs: Infinity,
      badRequest: 0,
    }),
    step: (state, event) => {
      const sinceMs = sinceSettled(state, event)
      const isDone = event.kind === 'fault' || event.kind === 'action'
      if (isDone && !loadVerbs.includes(event.key)) state.isDisturbed = true
      if (event.kind !== 'state' || event.key !== 'answer') return
      const { route, status, staleForMs } = event.data as AnswerFact
      const share = shareAt(state, sinceMs)
      if (share === undefined || left.includes(DEPENDENCY_OF[route])) return
      share.all++
      if (status < 500 && staleForMs === null) share.good++
      else if (sinceMs >= 0) state.badRequest = event.id
    },
    broken: ({ before, after, badRequest }) => {
      const last = after.slice(graceSeconds).slice(-LAST_SECONDS)
      const good = last.reduce((sum, each) => sum + each.good, 0)
      const all = last.reduce((sum, each) => sum + each.all, 0)
      if (all < ANSWERS_MIN || !isPromised) return null
      const baseline = before.all < ANSWERS_MIN ? 1 : before.good / before.all
      if (good / all >= RECOVERED * baseline) return null
      return {
        summary: `long after the trouble is over ${percent(good / all)} of the requests are served fresh, ${percent(baseline)} were before it`,
        request: badRequest,
        did: 'It was not served fresh although the trouble is over',
        measure: {
          value: Math.round((good / all) * 100),
          bound: Math.round(RECOVERED * baseline * 100),
          unit: '% served fresh',
          isLeast: true,
        },
        figures: { good, all, baseline },
      }
    },
  })

  function shareAt(state: RecoveryState, sinceMs: number): Share | undefined {
    if (sinceMs < 0) return state.isDisturbed ? undefined : state.before
    const second = Math.floor(sinceMs / 1000)
    return (state.after[second] ??= { good: 0, all: 0 })
  }
}
