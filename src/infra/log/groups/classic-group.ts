/** A group of the classic protocol: `ClassicGroup` of apache/kafka. What happens in it is told in the files beside. */
import { assert } from '~/kernel/assert'
import type { ErrorName } from '../protocol/error-code'
import type { GroupState, JoinGroupResponse, SyncGroupResponse } from '../protocol/group-api'
import { NO_ASSIGNMENT } from './consumer-protocol'
import { GroupMember, type Protocols } from './group-member'

const PREVIOUS: Readonly<Record<GroupState, readonly GroupState[]>> = {
  Empty: ['PreparingRebalance'],
  PreparingRebalance: ['Stable', 'CompletingRebalance', 'Empty'],
  CompletingRebalance: ['PreparingRebalance'],
  Stable: ['CompletingRebalance'],
  Dead: ['Stable', 'PreparingRebalance', 'CompletingRebalance', 'Empty', 'Dead'],
}

export class ClassicGroup {
  readonly groupId: string
  state: GroupState = 'Empty'
  previousState: GroupState = 'Dead'
  /** Since when it is in its state, in milliseconds of Unix time. */
  stateTimestampMs: number
  generationId = 0
  /** Null for a group that never had a member: then it only keeps offsets. */
  protocolType: string | null = null
  protocolName: string | null = null
  leaderId: string | null = null
  /** The initial rebalance may wait longer. */
  isNewMemberAdded = false
  /** What its members subscribe to; null if that is not known. */
  subscribedTopics: ReadonlySet<string> | null = null
  readonly members = new Map<string, GroupMember>()
  /** Who was given an id and has not come back with it. */
  readonly pendingJoin = new Set<string>()
  /** Who was told of the generation and has not asked for its assignment. */
  readonly pendingSync = new Set<string>()
  private readonly staticMembers = new Map<string, string>()

  constructor(groupId: string, nowMs: number) {
    this.groupId = groupId
    this.stateTimestampMs = nowMs
  }

  isIn(...states: readonly GroupState[]): boolean {
    return states.includes(this.state)
  }

  get canRebalance(): boolean {
    return PREVIOUS.PreparingRebalance.includes(this.state)
  }

  /** The longest that a member allows. */
  get rebalanceTimeoutMs(): number {
    return Math.max(0, ...[...this.members.values()].map((member) => member.rebalanceTimeoutMs))
  }

  get awaitingJoinCount(): number {
    let count = 0
    for (const { awaitingJoin } of this.members.values()) if (awaitingJoin !== null) count += 1
    return count
  }

  get haveAllJoined(): boolean {
    return this.members.size === this.awaitingJoinCount && this.pendingJoin.size === 0
  }

  transitionTo(state: GroupState, nowMs: number): void {
    assert(PREVIOUS[state].includes(this.state), `group ${this.groupId} cannot go from ${this.state} to ${state}`)
    this.previousState = this.state
    this.state = state
    this.stateTimestampMs = nowMs
  }

  add(member: GroupMember): void {
    const { memberId, groupInstanceId } = member
    if (groupInstanceId !== null) this.staticMembers.set(groupInstanceId, memberId)
    this.protocolType = 'consumer'
    this.leaderId ??= memberId
    this.members.set(memberId, member)
    this.pendingJoin.delete(memberId)
  }

  remove(memberId: string): void {
    const member = this.members.get(memberId)
    this.members.delete(memberId)
    if (member !== undefined && member.groupInstanceId !== null) this.staticMembers.delete(member.groupInstanceId)
    if (this.leaderId === memberId) this.leaderId = this.members.keys().next().value ?? null
    this.pendingJoin.delete(memberId)
    this.pendingSync.delete(memberId)
  }

  /** The member that holds an instance id. */
  staticMemberId(groupInstanceId: string): string | undefined {
    return this.staticMembers.get(groupInstanceId)
  }

  /** Another process has come with the instance id of a member: that member is fenced, and this one takes its place. */
  replaceStatic(groupInstanceId: string, oldId: string, newId: string): GroupMember {
    const old = this.members.get(oldId)!
    this.members.delete(oldId)
    completeJoin(old, joinFailure('FENCED_INSTANCE_ID', oldId))
    completeSync(old, syncFailure('FENCED_INSTANCE_ID'))
    const member = new GroupMember(newId, groupInstanceId, old.clientId, old)
    member.assignment = old.assignment
    this.members.set(newId, member)
    if (this.leaderId === oldId) this.leaderId = newId
    this.staticMembers.set(groupInstanceId, newId)
    return member
  }

  /** Whether a request comes from a member, and from the one that holds its instance id. */
  check(memberId: string, groupInstanceId: string | null): ErrorName {
    if (groupInstanceId !== null) {
      const holder = this.staticMembers.get(groupInstanceId)
      if (holder === undefined) return 'UNKNOWN_MEMBER_ID'
      if (holder !== memberId) return 'FENCED_INSTANCE_ID'
    }
    return this.members.has(memberId) ? 'NONE' : 'UNKNOWN_MEMBER_ID'
  }

  /** If the leader has not come back, somebody who has leads. False if nobody has. */
  electJoinedLeader(): boolean {
    if (this.leaderId === null) return false
    if (this.members.get(this.leaderId)?.awaitingJoin != null) return true
    for (const member of this.members.values()) {
      if (member.awaitingJoin === null) continue
      this.leaderId = member.memberId
      return true
    }
    return false
  }

  /** True if there would still be a protocol that everybody knows. */
  supports(protocols: Protocols): boolean {
    if (this.members.size === 0) return protocols.length > 0
    const common = this.commonProtocols()
    return protocols.some(({ name }) => common.has(name))
  }

  /** What most members like best of what all know; of equals, what was liked first. */
  selectProtocol(): string {
    const common = this.commonProtocols()
    const votes = new Map<string, number>()
    for (const member of this.members.values()) {
      const name = member.vote(common)
      votes.set(name, (votes.get(name) ?? 0) + 1)
    }
    const [first, ...rest] = votes
    return rest.reduce((best, vote) => (vote[1] > best[1] ? vote : best), first!)[0]
  }

  initNextGeneration(nowMs: number): void {
    this.generationId += 1
    const isEmpty = this.members.size === 0
    this.protocolName = isEmpty ? null : this.selectProtocol()
    this.updateSubscribedTopics()
    this.transitionTo(isEmpty ? 'Empty' : 'CompletingRebalance', nowMs)
    this.pendingSync.clear()
  }

  updateSubscribedTopics(): void {
    const { protocolName, members } = this
    if (this.protocolType === null) this.subscribedTopics = null
    else if (members.size === 0) this.subscribedTopics = new Set()
    else if (protocolName === null) this.subscribedTopics = null
    else
      this.subscribedTopics = new Set([...members.values()].flatMap((member) => member.metadata(protocolName).topics))
  }

  isSubscribedTo(topic: string): boolean {
    return this.subscribedTopics?.has(topic) ?? this.protocolType !== null
  }

  /** What its leader is told of everybody. */
  describeMembers(): JoinGroupResponse['members'] {
    return [...this.members.values()].map((member) => ({
      memberId: member.memberId,
      groupInstanceId: member.groupInstanceId,
      metadata: member.metadata(this.protocolName!),
    }))
  }

  private commonProtocols(): Set<string> {
    const counts = new Map<string, number>()
    for (const { protocols } of this.members.values()) {
      for (const { name } of protocols) counts.set(name, (counts.get(name) ?? 0) + 1)
    }
    return new Set([...counts].filter(([, count]) => count === this.members.size).map(([name]) => name))
  }
}

/** Answers a member that waits for a generation. Says whether it did. */
export function completeJoin(member: GroupMember, response: JoinGroupResponse): boolean {
  const { awaitingJoin } = member
  member.awaitingJoin = null
  awaitingJoin?.(response)
  return awaitingJoin !== null
}

/** Answers a member that waits for its assignment. Says whether it did. */
export function completeSync(member: GroupMember, response: SyncGroupResponse): boolean {
  const { awaitingSync } = member
  member.awaitingSync = null
  awaitingSync?.(response)
  return awaitingSync !== null
}

export function joinFailure(error: ErrorName, memberId: string): JoinGroupResponse {
  return { error, generationId: -1, protocolName: null, leader: '', memberId, skipAssignment: false, members: [] }
}

export function syncFailure(error: ErrorName): SyncGroupResponse {
  return { error, assignment: NO_ASSIGNMENT }
}

/** A member is gone. Whoever waits for the rest need not wait for it. */
export function removeMember(group: ClassicGroup, member: GroupMember): void {
  // A member that waits for its first generation may be there still: then it joins anew.
  completeJoin(member, joinFailure('UNKNOWN_MEMBER_ID', ''))
  group.remove(member.memberId)
}
