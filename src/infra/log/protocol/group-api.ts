/**
 * Requests of consumer groups, classic protocol: FindCoordinator, JoinGroup, SyncGroup, Heartbeat, LeaveGroup, OffsetCommit,
 * OffsetFetch, OffsetDelete, ListGroups, DescribeGroups, DeleteGroups. What members tell each other through the coordinator is plain data
 * here, where Kafka has bytes that the coordinator does not read either.
 */
import type { Message } from '~/kernel/component'
import type { ErrorName } from './error-code'
import type { TopicPartition } from './topic-partition'

/** Before a coordinator has given one. */
export const NO_MEMBER_ID = ''
/** Of whoever commits without being a member. */
export const NO_GENERATION = -1
/** In place of a committed offset, if there is none. */
export const NO_OFFSET = -1

/** What a member tells its group's leader: `ConsumerProtocolSubscription`. */
export interface Subscription {
  readonly topics: readonly string[]
  /** What it holds at the moment; the cooperative protocol goes by it. */
  readonly ownedPartitions: readonly TopicPartition[]
  /** Since when it holds that; {@link NO_GENERATION} if it was in no generation. */
  readonly generationId: number
}

/** What the group's leader gives to a member: `ConsumerProtocolAssignment`. */
export interface Assignment {
  readonly partitions: readonly TopicPartition[]
}

export interface FindCoordinatorRequest extends Message {
  readonly type: 'FindCoordinator'
  readonly groupId: string
}

export interface FindCoordinatorResponse {
  readonly error: ErrorName
  /** -1 with an error. */
  readonly nodeId: number
}

/** Who asks, in every request of a member. */
export interface MemberRequest extends Message {
  readonly groupId: string
  readonly memberId: string
  /** `group.instance.id` of a static member, or null. */
  readonly groupInstanceId: string | null
}

export interface JoinGroupRequest extends MemberRequest {
  readonly type: 'JoinGroup'
  readonly protocolType: 'consumer'
  readonly sessionTimeoutMs: number
  readonly rebalanceTimeoutMs: number
  /** Assignors that the member knows, the one it likes best first. */
  readonly protocols: readonly { readonly name: string; readonly metadata: Subscription }[]
  /** Why it joins, for people. */
  readonly reason: string
}

export interface JoinGroupResponse {
  readonly error: ErrorName
  readonly generationId: number
  /** The assignor that all members know; null with an error. */
  readonly protocolName: string | null
  /** Member id of the group's leader. */
  readonly leader: string
  readonly memberId: string
  /** True for a leader that has come back and is to leave the assignment as it is. */
  readonly skipAssignment: boolean
  /** For the leader alone: everybody, and what they said. */
  readonly members: readonly {
    readonly memberId: string
    readonly groupInstanceId: string | null
    readonly metadata: Subscription
  }[]
}

export interface SyncGroupRequest extends MemberRequest {
  readonly type: 'SyncGroup'
  readonly generationId: number
  readonly protocolName: string
  /** From the leader alone. */
  readonly assignments: readonly { readonly memberId: string; readonly assignment: Assignment }[]
}

export interface SyncGroupResponse {
  readonly error: ErrorName
  readonly assignment: Assignment
}

export interface HeartbeatRequest extends MemberRequest {
  readonly type: 'Heartbeat'
  readonly generationId: number
}

export interface HeartbeatResponse {
  readonly error: ErrorName
}

export interface LeaveGroupRequest extends Message {
  readonly type: 'LeaveGroup'
  readonly groupId: string
  readonly members: readonly {
    readonly memberId: string
    readonly groupInstanceId: string | null
    readonly reason: string
  }[]
}

export interface LeaveGroupResponse {
  readonly error: ErrorName
  readonly members: readonly { readonly memberId: string; readonly error: ErrorName }[]
}

export interface CommittedOffset extends TopicPartition {
  /** The next offset to read; {@link NO_OFFSET} if none is committed. */
  readonly offset: number
  /** Epoch of the record before it, or -1. */
  readonly leaderEpoch: number
  readonly metadata: string
}

export interface OffsetCommitRequest extends MemberRequest {
  readonly type: 'OffsetCommit'
  readonly generationId: number
  readonly partitions: readonly CommittedOffset[]
}

export interface OffsetCommitResponse {
  readonly partitions: readonly (TopicPartition & { readonly error: ErrorName })[]
}

export interface OffsetFetchRequest extends Message {
  readonly type: 'OffsetFetch'
  readonly groupId: string
  /** Null for all that the group has committed. */
  readonly partitions: readonly TopicPartition[] | null
}

export interface OffsetFetchResponse {
  readonly error: ErrorName
  readonly partitions: readonly (CommittedOffset & { readonly error: ErrorName })[]
}

export interface OffsetDeleteRequest extends Message {
  readonly type: 'OffsetDelete'
  readonly groupId: string
  readonly partitions: readonly TopicPartition[]
}

export interface OffsetDeleteResponse {
  readonly error: ErrorName
  readonly partitions: readonly (TopicPartition & { readonly error: ErrorName })[]
}

/** States of `ClassicGroup`. */
export type GroupState = 'Empty' | 'PreparingRebalance' | 'CompletingRebalance' | 'Stable' | 'Dead'

export interface ListGroupsRequest extends Message {
  readonly type: 'ListGroups'
}

export interface ListGroupsResponse {
  readonly error: ErrorName
  readonly groups: readonly { readonly groupId: string; readonly state: GroupState }[]
}

export interface DescribeGroupsRequest extends Message {
  readonly type: 'DescribeGroups'
  readonly groups: readonly string[]
}

export interface GroupDescription {
  readonly error: ErrorName
  readonly groupId: string
  readonly state: GroupState
  readonly generationId: number
  readonly protocolName: string
  readonly leader: string
  readonly members: readonly {
    readonly memberId: string
    readonly groupInstanceId: string | null
    /** The box and instance that joined, such as `search/1`; a client id on a real cluster. */
    readonly clientId: string
    readonly assignment: Assignment
  }[]
}

export interface DescribeGroupsResponse {
  readonly groups: readonly GroupDescription[]
}

export interface DeleteGroupsRequest extends Message {
  readonly type: 'DeleteGroups'
  readonly groups: readonly string[]
}

export interface DeleteGroupsResponse {
  readonly groups: readonly { readonly groupId: string; readonly error: ErrorName }[]
}
