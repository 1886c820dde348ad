/** S5, L2 and L3: a partition has one owner in each group, whoever lost it commits nothing of it, and none stays without. */
import { defineInvariant, type Evidence } from '~/kernel/invariant'
import type { Outside } from '~/kernel/unhealed'
import type { AssignmentFact, CommitFact } from '../facts'
import { GROUPS } from '../topics'
import { isGone, isLogGone, isNeverMade, isTopicMade, livingOf } from './gone'
import { factOf, FACTS } from './facts-of'
import { OfflinePartitions } from './offline'

/** The fact `group` of a coordinator. */
interface GroupFact {
  readonly group: string
  readonly state: string
  readonly generation: number
  readonly members: readonly {
    readonly member: string
    readonly client: string
    /** Partitions by their names, such as `orders.v1-3`. */
    readonly assignment: readonly string[]
  }[]
}

interface OwnerState {
  /** What each process holds, as it was told, by process and group. */
  readonly held: Map<string, Set<string>>
  found: Evidence | null
}

function processOf(event: { readonly node: string; readonly instance: number }, group: string): string {
  return `${event.node}/${event.instance} ${group}`
}

/** S5: nobody commits what is not theirs, and the coordinator gives a partition to one member in a generation. */
export const oneOwner = defineInvariant<OwnerState>({
  id: 'one-owner',
  kind: 'safety',
  label: 'one owner',
  statement: 'In a generation a partition has one owner; a process commits only what it holds.',
  kinds: [...FACTS, 'crash'],
  create: () => ({ held: new Map(), found: null }),
  step: (state, event) => {
    state.found = null
    if (event.kind === 'crash') {
      for (const group of GROUPS) state.held.delete(processOf(event, group))
      return
    }
    const assignment = factOf<AssignmentFact>(event, 'assignment')
    if (assignment !== null) hold(state, processOf(event, assignment.group), assignment)
    const commit = factOf<CommitFact>(event, 'commit')
    if (commit !== null && event.node === commit.group) {
      const place = `${commit.topic}-${commit.partition}`
      if (state.held.get(processOf(event, commit.group))?.has(place) === true) return
      state.found = {
        summary: `${event.node} #${event.instance} committed offset ${commit.offset} of ${place}, which is not its own`,
        request: 0,
        did: 'A process committed what is another’s',
        decided: event.n,
        figures: { ...commit },
      }
    }
    const group = factOf<GroupFact>(event, 'group')
    if (group !== null) state.found ??= twice(group)
  },
  broken: ({ found }) => found,
})

function hold(state: OwnerState, process: string, { change, partitions }: AssignmentFact): void {
  let held = state.held.get(process)
  if (held === undefined) {
    held = new Set()
    state.held.set(process, held)
  }
  for (const { topic, partition } of partitions) {
    if (change === 'assigned') held.add(`${topic}-${partition}`)
    else held.delete(`${topic}-${partition}`)
  }
}

function twice({ group, generation, members }: GroupFact): Evidence | null {
  const owners = new Map<string, string>()
  for (const { member, assignment } of members) {
    for (const place of assignment) {
      const other = owners.get(place)
      if (other !== undefined) {
        const summary = `generation ${generation} of ${group} gives ${place} to ${other} and to ${member}`
        return {
          summary,
          request: 0,
          did: 'A partition was given to two members',
          figures: { group, generation, place },
        }
      }
      owners.set(place, member)
    }
  }
  return null
}

interface OwnedState {
  readonly last: Map<string, GroupFact>
  readonly offline: OfflinePartitions
  hasTopics: boolean
}

/** L2 and L3: once all is well every group is stable, and has members. */
export function groupsStable(outside: Outside) {
  return defineInvariant<OwnedState>({
    id: 'groups-stable',
    kind: 'liveness',
    label: 'groups are stable',
    statement: 'Once everything is healed every group is stable, and every process that lives is a member of it.',
    kinds: FACTS,
    create: () => ({ last: new Map(), offline: new OfflinePartitions(outside), hasTopics: false }),
    step: (state, event) => {
      state.hasTopics ||= isTopicMade(event)
      state.offline.step(event)
      const group = factOf<GroupFact>(event, 'group')
      if (group !== null) state.last.set(group.group, group)
    },
    broken: ({ last, offline, hasTopics }) => {
      if (isLogGone(outside) || isNeverMade(outside, hasTopics)) return null
      for (const group of GROUPS) {
        if (isGone(outside, group) || offline.hasCoordinatorOf(group)) continue
        const fact = last.get(group)
        const living = livingOf(outside, group)
        const owned = fact?.members.reduce((sum, { assignment }) => sum + assignment.length, 0) ?? 0
        if (fact?.state === 'Stable' && owned > 0 && fact.members.length >= living) continue
        return {
          summary: `group ${group} is ${fact?.state ?? 'not formed'} in the end, in generation ${fact?.generation ?? -1}, with ${fact?.members.length ?? 0} members of ${living} and ${owned} partitions owned`,
          request: 0,
          did: 'The group did not become whole again',
          measure: { value: fact?.members.length ?? 0, bound: living, unit: 'members', isLeast: true },
          figures: { group, owned },
        }
      }
      return null
    },
  })
}
