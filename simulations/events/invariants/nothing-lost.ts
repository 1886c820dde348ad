/** S1 and L1: what was acknowledged reaches every reader. */
import { defineInvariant, sinceSettled } from '~/kernel/invariant'
import type { Outside } from '~/kernel/unhealed'
import type { AppendFact, HandledFact } from '../facts'
import { GROUPS, type Group } from '../topics'
import { BoundedMap } from '../bounded-map'
import { isGone, isLogGone } from './gone'
import { factOf, isEventTopic, placeOf } from './facts-of'
import { LogBounds, type Place } from './log-bounds'
import { OfflinePartitions } from './offline'

/** What comes this late may be under way when the run ends: a rebalance, and a poll. */
const GRACE_MS = 8_000

interface Pending extends Place {
  readonly t: number
  readonly request: number
  readonly key: string
  readonly version: number
  /** It was acknowledged after an unclean election and written before: which of the two logs took it, nobody says. */
  readonly isDoubtful: boolean
  /** Groups that have not handled it: one bit each. */
  groups: number
}

interface ReachState {
  readonly pending: Map<string, Pending>
  /** What groups handled before the producer knew that it was stored: one bit each, by event. */
  readonly early: BoundedMap<string, number>
  /** What retention has deleted before everybody had it. */
  readonly deleted: Map<string, Pending>
  readonly bounds: LogBounds
  readonly offline: OfflinePartitions
  /** The events of places that an unclean election may have changed. */
  readonly events: BoundedMap<string, readonly string[]>
  /** Up to where somebody has handled a log that was cut since. */
  readonly reached: Map<string, number>
  /** The latest version of a product that each group has handled: compaction may drop the ones before. */
  readonly latest: BoundedMap<string, number>
  settledAtMs: number
  nowMs: number
  acknowledged: number
  cutOff: number
}

const ALL = (1 << GROUPS.length) - 1
const EARLY_MAX = 60_000
const DELETED_MAX = 100_000
const EVENTS_MAX = 100_000

function bitOf(group: Group): number {
  return 1 << GROUPS.indexOf(group)
}

/** S1 and L1: every acknowledged event is handled by every group, or put aside by it, once all is well. */
export function nothingLost(outside: Outside) {
  return defineInvariant<ReachState>({
    id: 'nothing-lost',
    kind: 'liveness',
    label: 'nothing lost',
    statement:
      'Every event that was acknowledged is handled by each reader, or is among its dead letters, unless retention has deleted it or an unclean election has cut it off.',
    kinds: ['state', 'phase'],
    create: () => ({
      pending: new Map(),
      early: new BoundedMap(EARLY_MAX),
      deleted: new Map(),
      bounds: new LogBounds(),
      offline: new OfflinePartitions(outside),
      events: new BoundedMap(EVENTS_MAX),
      reached: new Map(),
      latest: new BoundedMap(EARLY_MAX),
      settledAtMs: Infinity,
      nowMs: 0,
      acknowledged: 0,
      cutOff: 0,
    }),
    step: (state, event) => {
      sinceSettled(state, event)
      state.nowMs = event.t
      if (state.bounds.step(event)) setGoneAside(state)
      state.offline.step(event)
      const append = factOf<AppendFact>(event, 'append')
      if (append !== null) acknowledge(state, append, event.t, event.id)
      const handled = factOf<HandledFact>(event, 'handled')
      if (handled !== null && isEventTopic(handled.topic)) handle(state, handled)
    },
    broken: (state) => {
      const { pending, nowMs, latest, offline } = state
      const asked = GROUPS.filter(
        (group) => !isGone(outside, group) && !isLogGone(outside) && !offline.hasCoordinatorOf(group),
      )
      for (const [event, each] of pending) {
        const { t, request, groups, key, topic, version } = each
        if (t > nowMs - GRACE_MS) return null
        if (offline.has(topic, each.partition)) continue
        const missing = asked.filter(
          (group) =>
            (groups & bitOf(group)) !== 0 &&
            !(topic === 'catalog.v1' && (latest.get(`${group} ${key}`) ?? 0) > version),
        )
        if (missing.length === 0 || (each.isDoubtful && !isInTheLog(state, event, each))) continue
        return {
          summary: `event ${event} was acknowledged ${((nowMs - t) / 1000).toFixed(1)} s ago and never reached ${missing.join(', ')}`,
          request,
          did: 'A reader went on without it',
          measure: { value: missing.length, bound: 0, unit: 'readers without it' },
          figures: { event, missing, waiting: pending.size },
        }
      }
      return null
    },
    figures: ({ acknowledged, pending, deleted, cutOff }) => ({
      acknowledged,
      pending: pending.size,
      ...(deleted.size === 0 ? {} : { deletedUnread: deleted.size }),
      ...(cutOff === 0 ? {} : { cutOff }),
    }),
  })
}

function acknowledge(state: ReachState, fact: AppendFact, t: number, request: number): void {
  state.acknowledged++
  note(state, fact)
  const { event, key, topic, partition, offset, version, sinceMs } = fact
  const groups = ALL & ~(state.early.get(event) ?? 0)
  if (groups === 0) return
  const to = state.bounds.isDeleted(fact) ? state.deleted : state.pending
  const isDoubtful = state.bounds.isCut(fact, sinceMs)
  to.set(event, { t, request, key, topic, partition, offset, version, isDoubtful, groups })
}

/** Whoever has not read it will not: that is retention's or the election's doing, and is counted as that. */
function setGoneAside(state: ReachState): void {
  const { pending, deleted, bounds } = state
  for (const [event, each] of pending) {
    if (bounds.isDeleted(each)) {
      deleted.set(event, each)
      if (deleted.size > DELETED_MAX) deleted.delete(deleted.keys().next().value!)
    } else if (bounds.isCut(each, each.t)) state.cutOff++
    else continue
    pending.delete(event)
  }
}

function handle(state: ReachState, fact: HandledFact): void {
  const { event, group, key, topic, version } = fact
  note(state, fact)
  if (topic === 'catalog.v1') {
    const view = `${group} ${key}`
    if ((state.latest.get(view) ?? 0) < version) state.latest.set(view, version)
  }
  const at = state.pending.has(event) ? state.pending : state.deleted
  const pending = at.get(event)
  if (pending === undefined) {
    state.early.set(event, (state.early.get(event) ?? 0) | bitOf(group))
    return
  }
  pending.groups &= ~bitOf(group)
  if (pending.groups === 0) at.delete(event)
}

/** Remembers what is known of a place that has changed. */
function note({ bounds, events, reached }: ReachState, fact: AppendFact | HandledFact): void {
  const cut = bounds.lastCutOf(fact)
  if (cut === undefined || fact.offset < cut.from) return
  const place = placeOf(fact)
  const known = events.get(place) ?? []
  if (!known.includes(fact.event)) events.set(place, [...known, fact.event])
  if (!('group' in fact)) return
  const log = `${fact.topic}-${fact.partition}`
  reached.set(log, Math.max(reached.get(log) ?? 0, fact.offset + 1))
}

/** False if its place is another event's, or nobody has read the log so far since it was cut: then it is not in there. */
function isInTheLog({ events, reached }: ReachState, event: string, place: Pending): boolean {
  const isTaken = (events.get(placeOf(place)) ?? []).some((other) => other !== event)
  return !isTaken && (reached.get(`${place.topic}-${place.partition}`) ?? 0) > place.offset
}
