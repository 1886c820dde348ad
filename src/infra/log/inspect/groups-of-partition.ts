/** The groups of one partition of the offsets topic, as its records have them: what they have committed, and who was in them. */
import type { ClassicGroup } from '../groups/classic-group'
import { CommittedOffsets } from '../groups/committed-offsets'
import { decodeAssignment } from '../groups/consumer-protocol'
import type { GroupRecord, GroupValue, OffsetValue } from '../groups/offsets-topic'
import type { CommittedOffset, GroupState } from '../protocol/group-api'
import type { TopicPartition } from '../protocol/topic-partition'

export interface GroupView {
  readonly groupId: string
  /** Null where this broker does not coordinate the group: its records do not say. */
  readonly state: GroupState | null
  readonly generationId: number
  readonly protocolName: string
  readonly members: readonly {
    readonly memberId: string
    readonly clientId: string
    readonly groupInstanceId: string | null
    readonly partitions: readonly TopicPartition[]
  }[]
  readonly offsets: readonly CommittedOffset[]
}

export class GroupsOfPartition {
  private readonly offsets = new CommittedOffsets()
  private readonly groups = new Map<string, GroupValue>()

  apply({ key, value }: GroupRecord): void {
    if (key.kind === 'offset') this.offsets.apply(key, value as OffsetValue | null)
    else if (value === null) this.groups.delete(key.groupId)
    else this.groups.set(key.groupId, value as GroupValue)
  }

  /** @param live groups that this broker coordinates, by name: what they are now goes before what was written of them */
  views(live: ReadonlyMap<string, ClassicGroup>): GroupView[] {
    const names = new Set([...this.groups.keys(), ...this.offsets.groupIds()])
    return Array.from(names, (groupId) => {
      const group = live.get(groupId)
      const offsets = this.offsets.all(groupId)
      return group === undefined
        ? { groupId, offsets, ...writtenOf(this.groups.get(groupId)) }
        : { groupId, offsets, ...liveOf(group) }
    })
  }
}

type Standing = Omit<GroupView, 'groupId' | 'offsets'>

function liveOf({ state, generationId, protocolName, members }: ClassicGroup): Standing {
  return {
    state,
    generationId,
    protocolName: protocolName ?? '',
    members: [...members.values()].map(({ memberId, clientId, groupInstanceId, assignment }) => {
      return { memberId, clientId, groupInstanceId, partitions: assignment.partitions }
    }),
  }
}

function writtenOf(value: GroupValue | undefined): Standing {
  return {
    state: null,
    generationId: value?.generationId ?? -1,
    protocolName: value?.protocolName ?? '',
    members: (value?.members ?? []).map(({ memberId, clientId, groupInstanceId, assignment }) => {
      return { memberId, clientId, groupInstanceId, partitions: decodeAssignment(assignment).partitions }
    }),
  }
}
