/** S1, S4, L1: what was acknowledged reaches every reader, nothing is skipped, and no position goes back by itself. */
import { defineInvariant, sinceSettled, type Evidence } from '~/kernel/invariant'
import type { Outside } from '~/kernel/unhealed'
import type { AppendFact, CommitFact, HandledFact } from '../facts'
import { GROUPS, type Group } from '../topics'
import { BoundedMap } from '../bounded-map'
import { isGone, isLogGone } from './gone'
import { factOf, FACTS, isEventTopic } from './facts-of'
import { LogStarts, type Place } from './log-starts'

/** What comes this late may be under way when the run ends: a rebalance, and a poll. */
const GRACE_MS = 8_000

interface Pending extends Place {
  readonly t: number
  readonly request: number
  readonly key: string
  readonly version: number
  /** Groups that have not handled it: one bit each. */
  groups: number
}

interface ReachState {
  readonly pending: Map<string, Pending>
  /** What groups handled before the producer knew that it was stored: one bit each, by event. */
  readonly early: BoundedMap<string, number>
  /** What retention has deleted before everybody had it. */
  readonly deleted: Map<string, Pending>
  readonly starts: LogStarts
  /** The latest version of a product that each group has handled: compaction may drop the ones before. */
  readonly latest: BoundedMap<string, number>
  settledAtMs: number
  nowMs: number
  acknowledged: number
}

const ALL = (1 << GROUPS.length) - 1
const EARLY_MAX = 60_000
const DELETED_MAX = 100_000

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
      'Every event that was acknowledged is handled by each reader, or is among its dead letters, unless retention has deleted it.',
    kinds: ['state', 'phase'],
    create: () => ({
      pending: new Map(),
      early: new BoundedMap(EARLY_MAX),
      deleted: new Map(),
      starts: new LogStarts(),
      latest: new BoundedMap(EARLY_MAX),
      settledAtMs: Infinity,
      nowMs: 0,
      acknowledged: 0,
    }),
    step: (state, event) => {
      sinceSettled(state, event)
      state.nowMs = event.t
      if (state.starts.step(event)) setDeletedAside(state)
      const append = factOf<AppendFact>(event, 'append')
      if (append !== null) acknowledge(state, append, event.t, event.id)
      const handled = factOf<HandledFact>(event, 'handled')
      if (handled !== null && isEventTopic(handled.topic)) handle(state, handled)
    },
    broken: ({ pending, nowMs, latest }) => {
      const asked = GROUPS.filter((group) => !isGone(outside, group) && !isLogGone(outside))
      for (const [event, { t, request, groups, key, topic, version }] of pending) {
        if (t > nowMs - GRACE_MS) return null
        const missing = asked.filter(
          (group) =>
            (groups & bitOf(group)) !== 0 &&
            !(topic === 'catalog.v1' && (latest.get(`${group} ${key}`) ?? 0) > version),
        )
        if (missing.length === 0) continue
        return {
          summary: `event ${event} was acknowledged ${((nowMs - t) / 1000).toFixed(1)} s ago and never reached ${missing.join(', ')}`,
          request,
          figures: { event, missing, waiting: pending.size },
        }
      }
      return null
    },
    figures: ({ acknowledged, pending, deleted }) => ({
      acknowledged,
      pending: pending.size,
      ...(deleted.size === 0 ? {} : { deletedUnread: deleted.size }),
    }),
  })
}

function acknowledge(state: ReachState, fact: AppendFact, t: number, request: number): void {
  state.acknowledged++
  const { event, key, topic, partition, offset, version } = fact
  const groups = ALL & ~(state.early.get(event) ?? 0)
  if (groups === 0) return
  const to = state.starts.isDeleted(fact) ? state.deleted : state.pending
  to.set(event, { t, request, key, topic, partition, offset, version, groups })
}

/** Whoever has not read it will not: that is retention's doing, and is counted as that. */
function setDeletedAside({ pending, deleted, starts }: ReachState): void {
  for (const [event, each] of pending) {
    if (!starts.isDeleted(each)) continue
    pending.delete(event)
    deleted.set(event, each)
    if (deleted.size > DELETED_MAX) deleted.delete(deleted.keys().next().value!)
  }
}

function handle(state: ReachState, { event, group, key, topic, version }: HandledFact): void {
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

interface CommitState {
  /** The offset after the last one handled, by group and partition. */
  readonly next: Map<string, number>
  readonly committed: Map<string, number>
  found: Evidence | null
}

function partitionOf({
  group,
  topic,
  partition,
}: {
  readonly group: string
  readonly topic: string
  readonly partition: number
}): string {
  return `${group} ${topic}-${partition}`
}

/** S4: a position says what was done, not what is hoped for. */
export const commitsFollow = defineInvariant<CommitState>({
  id: 'commits-follow',
  kind: 'safety',
  label: 'commits follow the work',
  statement: 'No group commits an offset beyond the record after the last one that it has handled.',
  kinds: FACTS,
  create: () => ({ next: new Map(), committed: new Map(), found: null }),
  step: (state, event) => {
    state.found = null
    const handled = factOf<HandledFact>(event, 'handled')
    if (handled !== null) {
      const place = partitionOf(handled)
      if ((state.next.get(place) ?? 0) <= handled.offset) state.next.set(place, handled.offset + 1)
      return
    }
    const commit = factOf<CommitFact>(event, 'commit')
    if (commit === null || !(GROUPS as readonly string[]).includes(commit.group)) return
    const next = state.next.get(partitionOf(commit)) ?? 0
    if (commit.offset <= next) return
    state.found = {
      summary: `${commit.group} committed offset ${commit.offset} of ${commit.topic}-${commit.partition}, having handled up to ${next - 1}`,
      request: 0,
      figures: { ...commit, handled: next - 1 },
    }
  },
  broken: ({ found }) => found,
})

/** A committed offset never falls, unless somebody resets it. */
export const committedGrows = defineInvariant<CommitState>({
  id: 'committed-grows',
  kind: 'safety',
  label: 'positions only grow',
  statement: 'The committed offset of a group never falls without an explicit reset.',
  kinds: ['state', 'fault', 'action'],
  create: () => ({ next: new Map(), committed: new Map(), found: null }),
  step: (state, event) => {
    state.found = null
    if (event.kind !== 'state' && event.key === 'offset-reset') state.committed.clear()
    const commit = factOf<CommitFact>(event, 'commit')
    if (commit === null) return
    const place = partitionOf(commit)
    const before = state.committed.get(place)
    state.committed.set(place, commit.offset)
    if (before === undefined || commit.offset >= before) return
    state.found = {
      summary: `the committed offset of ${commit.group} in ${commit.topic}-${commit.partition} fell from ${before} to ${commit.offset}`,
      request: 0,
      figures: { ...commit, before },
    }
  },
  broken: ({ found }) => found,
})
