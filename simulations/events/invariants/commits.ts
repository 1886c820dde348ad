/** S4: nothing is skipped, and no position goes back by itself. */
import { defineInvariant, type Evidence } from '~/kernel/invariant'
import type { CommitFact, HandledFact } from '../facts'
import { GROUPS } from '../topics'
import { factOf, FACTS, OFFSETS_TOPIC } from './facts-of'
import { LogBounds } from './log-bounds'

interface CommitState {
  /** The offset after the last one handled, by group and partition. */
  readonly next: Map<string, number>
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
  create: () => ({ next: new Map(), found: null }),
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
      did: 'A position was committed before the work was done',
      decided: event.n,
      measure: { value: commit.offset, bound: next, unit: 'is the offset committed' },
      figures: { ...commit, handled: next - 1 },
    }
  },
  broken: ({ found }) => found,
})

/** The fact `offset-commit` of a coordinator: it has written what a member committed, and that is replicated. */
interface OffsetCommitFact {
  readonly group: string
  /** The partition of the offsets topic that it stands in, and in which epoch of that its coordinator leads. */
  readonly shard: number
  readonly leaderEpoch: number
  readonly offsets: readonly { readonly topic: string; readonly partition: number; readonly offset: number }[]
}

interface GrowState {
  readonly bounds: LogBounds
  /** Offsets by partition, by group. */
  readonly groups: Map<string, GroupOffsets>
  found: Evidence | null
}

interface GroupOffsets {
  readonly shard: number
  leaderEpoch: number
  readonly committed: Map<string, number>
  /** How often an unclean election of a partition has taken its readers back. */
  readonly taken: Map<string, number>
}

/** A committed offset never falls, unless somebody resets it, or what it stands for is not in the log any more. */
export const committedGrows = defineInvariant<GrowState>({
  id: 'committed-grows',
  kind: 'safety',
  label: 'positions only grow',
  statement: 'The committed offset of a group never falls without an explicit reset or an unclean election.',
  kinds: ['state', 'fault', 'action'],
  create: () => ({ bounds: new LogBounds(), groups: new Map(), found: null }),
  step: (state, event) => {
    state.found = null
    const { groups, bounds } = state
    if (event.key === 'offset-reset') groups.clear()
    if (event.key === 'leader' && bounds.step(event)) forgetOffsets(state, event.data as LedPartition)
    const fact = factOf<OffsetCommitFact>(event, 'offset-commit')
    if (fact === null) return
    const { group, shard, leaderEpoch } = fact
    let own = groups.get(group)
    if (own === undefined) {
      groups.set(group, (own = { shard, leaderEpoch, committed: new Map(), taken: new Map() }))
    }
    // Who coordinated it before may learn late that something it wrote is replicated.
    if (leaderEpoch < own.leaderEpoch) return
    own.leaderEpoch = leaderEpoch
    for (const offset of fact.offsets) state.found ??= fallOf(bounds, group, own, offset)
  },
  broken: ({ found }) => found,
})

function fallOf(
  bounds: LogBounds,
  group: string,
  { committed, taken }: GroupOffsets,
  { topic, partition, offset }: OffsetCommitFact['offsets'][number],
): Evidence | null {
  const place = `${topic}-${partition}`
  const before = committed.get(place)
  committed.set(place, offset)
  if (before === undefined || offset >= before) return null
  const takenBack = taken.get(place) ?? 0
  if (bounds.changesOf({ topic, partition, offset }) > takenBack) {
    taken.set(place, takenBack + 1)
    return null
  }
  return {
    summary: `the committed offset of ${group} in ${place} fell from ${before} to ${offset}`,
    request: 0,
    did: 'An older position was committed over a newer one',
    measure: { value: offset, bound: before, unit: 'is the offset committed', isLeast: true },
    figures: { group, topic, partition, before, offset },
  }
}

interface LedPartition {
  readonly topic: string
  readonly partition: number
}

/** Where offsets themselves were cut off, groups begin at those that are left. */
function forgetOffsets({ groups }: GrowState, { topic, partition }: LedPartition): void {
  if (topic !== OFFSETS_TOPIC) return
  for (const [group, { shard }] of groups) if (shard === partition) groups.delete(group)
}
