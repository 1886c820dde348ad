/** The writing side of S1 and L1: what a service has written down is told, whoever dies meanwhile. */
import { defineInvariant } from '~/kernel/invariant'
import type { Outside } from '~/kernel/unhealed'
import type { AppendFact, WrittenFact } from '../facts'
import { isGone, isLogGone, isNeverMade, isTopicMade } from './gone'
import { EVENT_TOPICS } from '../topics'
import { FACTS, factOf, producerOf } from './facts-of'
import { OfflinePartitions } from './offline'

/** What is written this late may be under way when the run ends. */
const GRACE_MS = 8_000

interface ToldState {
  /** Written and not acknowledged, the oldest first. */
  readonly untold: Map<string, { readonly t: number; readonly request: number; readonly service: string }>
  readonly offline: OfflinePartitions
  hasTopics: boolean
  nowMs: number
}

/** Every change that a service has made is acknowledged by the log once all is well. */
export function allTold(outside: Outside) {
  return defineInvariant<ToldState>({
    id: 'all-told',
    kind: 'liveness',
    label: 'everything is told',
    statement: 'What a service has written down with its change is acknowledged by the log in the end.',
    kinds: FACTS,
    create: () => ({ untold: new Map(), offline: new OfflinePartitions(outside), hasTopics: false, nowMs: 0 }),
    step: (state, event) => {
      state.nowMs = event.t
      state.hasTopics ||= isTopicMade(event)
      state.offline.step(event)
      const written = factOf<WrittenFact>(event, 'written')
      if (written !== null) {
        state.untold.set(written.event, { t: event.t, request: event.id, service: event.node })
        return
      }
      const append = factOf<AppendFact>(event, 'append')
      if (append !== null) state.untold.delete(append.event)
    },
    broken: ({ untold, offline, hasTopics, nowMs }) => {
      if (isLogGone(outside) || isNeverMade(outside, hasTopics)) return null
      for (const [event, { t, request, service }] of untold) {
        if (t > nowMs - GRACE_MS) return null
        // Which partition an event is for, the fact does not say.
        const isOffline = EVENT_TOPICS.some((topic) => producerOf(topic) === service && offline.hasAnyOf(topic))
        if (isOffline || isGone(outside, service)) continue
        return {
          summary: `event ${event} was written by ${service} ${((nowMs - t) / 1000).toFixed(1)} s ago, and the log has not acknowledged it`,
          request,
          did: 'The service has not told the log of it',
          measure: { value: nowMs - t, bound: GRACE_MS, unit: 'ms untold' },
          figures: { event, service, waiting: untold.size },
        }
      }
      return null
    },
    figures: ({ untold }) => ({ waiting: untold.size }),
  })
}
