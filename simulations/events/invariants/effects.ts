/** S6 and the outside world: a notification is sent once, and what readers have made of the log is the log. */
import { defineInvariant, type Evidence } from '~/kernel/invariant'
import type { Outside } from '~/kernel/unhealed'
import type { AppendFact, EffectFact, HandledFact, PoisonFact } from '../facts'
import { BoundedMap } from '../bounded-map'
import { isGone, isLogGone } from './gone'
import { FACTS, factOf } from './facts-of'
import { LogBounds, type Place } from './log-bounds'
import { OfflinePartitions } from './offline'

const EVENTS_MIN = 100_000
const AGGREGATES_MIN = 60_000

interface OnceState {
  readonly sent: BoundedMap<string, true>
  count: number
  found: Evidence | null
}

/** One notification per event, however often it is delivered. */
export const notifiedOnce = defineInvariant<OnceState>({
  id: 'notified-once',
  kind: 'safety',
  label: 'notified once',
  statement: 'No event is notified of twice, however often it is delivered.',
  kinds: FACTS,
  create: () => ({ sent: new BoundedMap(EVENTS_MIN), count: 0, found: null }),
  step: (state, event) => {
    state.found = null
    const effect = factOf<EffectFact>(event, 'effect')
    if (effect === null) return
    state.count++
    if (state.sent.get(effect.event) === true) {
      state.found = {
        summary: `event ${effect.event} was notified of twice`,
        request: event.id,
        did: 'The notification went out a second time',
        measure: { value: 2, bound: 1, unit: 'notifications of one event' },
        figures: { event: effect.event },
      }
    }
    state.sent.set(effect.event, true)
  },
  broken: ({ found }) => found,
  figures: ({ count }) => ({ notified: count }),
})

interface AppliedState {
  readonly applied: BoundedMap<string, number>
  found: Evidence | null
}

/** S6: a projection never goes back: what is applied to an aggregate is newer than what was. */
export const projectionsGrow = defineInvariant<AppliedState>({
  id: 'projections-grow',
  kind: 'safety',
  label: 'no document goes back',
  statement: 'The version of a document in the search index never falls, and no version is applied to it twice.',
  kinds: FACTS,
  create: () => ({ applied: new BoundedMap(AGGREGATES_MIN), found: null }),
  step: (state, event) => {
    state.found = null
    const fact = factOf<HandledFact>(event, 'handled')
    if (fact === null || fact.group !== 'search' || fact.outcome !== 'applied') return
    const before = state.applied.get(fact.key) ?? 0
    state.applied.set(fact.key, Math.max(before, fact.version))
    if (fact.version > before) return
    state.found = {
      summary: `the search index went from version ${before} of ${fact.key} to version ${fact.version}`,
      request: event.id,
      did: 'The search index took an older version',
      measure: { value: fact.version, bound: before + 1, unit: 'is the version it went to', isLeast: true },
      figures: { key: fact.key, before, version: fact.version },
    }
  },
  broken: ({ found }) => found,
})

interface Appended extends Place {
  readonly version: number
  readonly t: number
  readonly request: number
}

interface CurrentState {
  /** The last acknowledged version of each product, and when. */
  readonly appended: BoundedMap<string, Appended>
  readonly offline: OfflinePartitions
  readonly bounds: LogBounds
  readonly reached: BoundedMap<string, number>
  /** Events that somebody has spoilt: they are among the dead letters, and no index has them. */
  readonly poison: Set<string>
  readonly keys: Set<string>
  nowMs: number
}

const GRACE_MS = 8_000

/** S6 in the end: the index holds the last version of every product that the log has. */
export function projectionsCurrent(outside: Outside) {
  return defineInvariant<CurrentState>({
    id: 'projections-current',
    kind: 'liveness',
    label: 'the index is the log',
    statement:
      'Once everything is healed the search index has the last version of every product that the log has and nobody has spoilt.',
    kinds: FACTS,
    create: () => ({
      appended: new BoundedMap(AGGREGATES_MIN),
      bounds: new LogBounds(),
      offline: new OfflinePartitions(outside),
      reached: new BoundedMap(AGGREGATES_MIN),
      poison: new Set(),
      keys: new Set(),
      nowMs: 0,
    }),
    step: (state, event) => {
      state.nowMs = event.t
      if (state.bounds.step(event)) forgetCut(state)
      state.offline.step(event)
      const poison = factOf<PoisonFact>(event, 'poison')
      if (poison !== null) state.poison.add(poison.event)
      const append = factOf<AppendFact>(event, 'append')
      if (append !== null && append.topic === 'catalog.v1' && !state.poison.has(append.event)) {
        const { key, version, topic, partition, offset } = append
        state.keys.add(key)
        if ((state.appended.get(key)?.version ?? 0) < version && !state.bounds.isCut(append, append.sinceMs)) {
          state.appended.set(key, { version, t: event.t, request: event.id, topic, partition, offset })
        }
      }
      const handled = factOf<HandledFact>(event, 'handled')
      if (handled === null || handled.group !== 'search' || handled.outcome === 'dead-lettered') return
      const { key, version } = handled
      if ((state.reached.get(key) ?? 0) < version) state.reached.set(key, version)
    },
    broken: ({ appended, reached, keys, offline, nowMs }) => {
      if (isGone(outside, 'search') || isLogGone(outside) || offline.hasCoordinatorOf('search')) return null
      for (const key of keys) {
        const last = appended.get(key)
        if (last !== undefined && offline.has(last.topic, last.partition)) continue
        if (last === undefined || last.t > nowMs - GRACE_MS || (reached.get(key) ?? 0) >= last.version) continue
        return {
          summary: `the index is at version ${reached.get(key) ?? 0} of ${key}, the log at ${last.version}`,
          request: last.request,
          did: 'The search index stayed behind',
          measure: {
            value: reached.get(key) ?? 0,
            bound: last.version,
            unit: 'is the version in the index',
            isLeast: true,
          },
          figures: { key, index: reached.get(key) ?? 0, log: last.version },
        }
      }
      return null
    },
  })
}

/** The index owes nobody what the log has not got any more. */
function forgetCut({ keys, appended, bounds }: CurrentState): void {
  for (const key of keys) {
    const last = appended.get(key)
    if (last !== undefined && bounds.isCut(last, last.t)) appended.delete(key)
  }
}
