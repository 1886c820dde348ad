/**
 * How a group comes to its next generation: who is waited for, for how long, and who is dropped. `GroupMetadataManager` of
 * apache/kafka, the parts of the classic protocol; the names are its own.
 */
import type { ErrorName } from '../protocol/error-code'
import type { Assignment } from '../protocol/group-api'
import { completeJoin, completeSync, removeMember, type ClassicGroup } from './classic-group'
import { NO_ASSIGNMENT } from './consumer-protocol'
import type { GroupHost } from './group-host'

const NO_ASSIGNMENTS: ReadonlyMap<string, Assignment> = new Map()

const joinTimer = ({ groupId }: ClassicGroup): string => `${groupId}/join`
const syncTimer = ({ groupId }: ClassicGroup): string => `${groupId}/sync`
const memberTimer = ({ groupId }: ClassicGroup, memberId: string): string => `${groupId}/member/${memberId}`

/** A member was heard of: its session lasts so much longer. */
export function renewSession(host: GroupHost, group: ClassicGroup, memberId: string, timeoutMs: number): void {
  host.after(memberTimer(group, memberId), timeoutMs, () => expireMember(host, group, memberId))
}

export function endSession(host: GroupHost, group: ClassicGroup, memberId: string): void {
  host.cancel(memberTimer(group, memberId))
}

/** Everybody is to join again, unless that is going on already: then perhaps this was the last one waited for. */
export function prepareOrCompleteJoin(host: GroupHost, group: ClassicGroup): void {
  if (group.canRebalance) prepareRebalance(host, group)
  else maybeCompleteJoin(host, group)
}

export function prepareRebalance(host: GroupHost, group: ClassicGroup): void {
  // Whoever waits for its assignment is to join again instead.
  if (group.isIn('CompletingRebalance')) assignAll(host, group, 'REBALANCE_IN_PROGRESS', NO_ASSIGNMENTS)
  group.pendingSync.clear()
  host.cancel(syncTimer(group))
  const isInitial = group.isIn('Empty')
  group.transitionTo('PreparingRebalance', host.nowMs())
  if (isInitial) {
    const delayMs = host.options.initialRebalanceDelayMs
    awaitMoreMembers(host, group, delayMs, Math.max(group.rebalanceTimeoutMs - delayMs, 0))
  } else if (group.haveAllJoined) completeGroupJoin(host, group)
  else host.after(joinTimer(group), group.rebalanceTimeoutMs, () => completeGroupJoin(host, group))
}

/** Goes on as soon as all have joined; a group that was empty waits for its delay all the same. */
export function maybeCompleteJoin(host: GroupHost, group: ClassicGroup): void {
  if (!group.isIn('PreparingRebalance') || group.previousState === 'Empty' || !group.haveAllJoined) return
  completeGroupJoin(host, group)
}

/** Everything that was to be done for a group is called off. */
export function cancelTimers(host: GroupHost, group: ClassicGroup): void {
  host.cancel(joinTimer(group))
  host.cancel(syncTimer(group))
  for (const memberId of [...group.members.keys(), ...group.pendingJoin]) endSession(host, group, memberId)
}

/** Gives everybody what the leader has assigned; with an error, takes every assignment back and says so. */
export function assignAll(
  host: GroupHost,
  group: ClassicGroup,
  error: ErrorName,
  assignments: ReadonlyMap<string, Assignment>,
): void {
  for (const member of group.members.values()) {
    const { memberId, sessionTimeoutMs } = member
    member.assignment = assignments.get(memberId) ?? NO_ASSIGNMENT
    // A session that was over while its member waited has been let be: it has to be begun anew.
    if (completeSync(member, { error, assignment: member.assignment })) {
      renewSession(host, group, memberId, sessionTimeoutMs)
    }
  }
}

function awaitMoreMembers(host: GroupHost, group: ClassicGroup, delayMs: number, remainingMs: number): void {
  host.after(joinTimer(group), delayMs, () => {
    if (!group.isNewMemberAdded || remainingMs === 0) {
      completeGroupJoin(host, group)
      return
    }
    group.isNewMemberAdded = false
    const nextMs = Math.min(host.options.initialRebalanceDelayMs, remainingMs)
    awaitMoreMembers(host, group, nextMs, Math.max(remainingMs - delayMs, 0))
  })
}

/** The wait is over: who has not come back is dropped, and the others are in the next generation. */
function completeGroupJoin(host: GroupHost, group: ClassicGroup): void {
  host.cancel(joinTimer(group))
  if (group.isIn('Dead')) return
  for (const member of group.members.values()) {
    if (member.awaitingJoin !== null || member.isStatic) continue
    group.remove(member.memberId)
    endSession(host, group, member.memberId)
  }
  if (!group.electJoinedLeader() && group.members.size > 0) {
    // Only static members are left and none has come back: their sessions decide.
    host.after(joinTimer(group), group.rebalanceTimeoutMs, () => completeGroupJoin(host, group))
    return
  }
  group.initNextGeneration(host.nowMs())
  if (group.isIn('Empty')) {
    host.changed(group)
    // If this is lost, the generation before comes back, and its members' sessions end.
    host.append(group, new Map(), () => {})
    return
  }
  const { generationId, protocolName, leaderId } = group
  for (const member of group.members.values()) {
    const { memberId, sessionTimeoutMs } = member
    completeJoin(member, {
      error: 'NONE',
      generationId,
      protocolName,
      leader: leaderId!,
      memberId,
      skipAssignment: false,
      members: memberId === leaderId ? group.describeMembers() : [],
    })
    renewSession(host, group, memberId, sessionTimeoutMs)
    member.isNew = false
    group.pendingSync.add(memberId)
  }
  host.after(syncTimer(group), group.rebalanceTimeoutMs, () => expirePendingSync(host, group, generationId))
}

/** A member was not heard of for its session. */
function expireMember(host: GroupHost, group: ClassicGroup, memberId: string): void {
  if (group.isIn('Dead')) return
  const member = group.members.get(memberId)
  if (group.pendingJoin.has(memberId)) group.remove(memberId)
  else if (member === undefined || member.hasSatisfiedHeartbeat) return
  else removeMember(group, member)
  if (member !== undefined && group.isIn('Stable', 'CompletingRebalance')) prepareOrCompleteJoin(host, group)
  else if (group.isIn('PreparingRebalance') && group.haveAllJoined) completeGroupJoin(host, group)
}

/** Whoever has not asked for its assignment within the rebalance timeout is dropped. */
function expirePendingSync(host: GroupHost, group: ClassicGroup, generationId: number): void {
  if (generationId !== group.generationId || !group.isIn('CompletingRebalance', 'Stable')) return
  if (group.pendingSync.size === 0) return
  for (const memberId of group.pendingSync) {
    group.remove(memberId)
    endSession(host, group, memberId)
  }
  prepareRebalance(host, group)
}
