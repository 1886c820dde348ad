/**
 * One group and its members, without a kernel: time goes as the test says, the log takes what it is given after a while, or says no.
 * Members do as clients do, by chance: join, sync, beat, leave, fall silent.
 */
import { createRng, type Rng } from '~/kernel/random'
import type { ErrorName } from '../../protocol/error-code'
import type { Assignment, JoinGroupResponse, SyncGroupResponse } from '../../protocol/group-api'
import { ClassicGroup } from '../classic-group'
import type { GroupHost } from '../group-host'
import { GROUP_DEFAULTS, type GroupOptions } from '../group-options'
import { joinGroup } from '../joining'
import { heartbeat, leaveGroup, syncGroup } from '../membership'

export const REBALANCE_TIMEOUT_MS = 20_000
export const SESSION_TIMEOUT_MS = 10_000

interface Task {
  readonly name: string
  readonly atMs: number
  readonly run: () => void
}

/** What a client knows of its membership. */
export class WorldMember {
  readonly name: string
  readonly groupInstanceId: string | null
  memberId = ''
  generationId = -1
  isSilent = false
  join: JoinGroupResponse | 'waiting' | null = null
  joinedAtMs = 0
  sync: SyncGroupResponse | 'waiting' | null = null

  constructor(name: string, groupInstanceId: string | null) {
    this.name = name
    this.groupInstanceId = groupInstanceId
  }
}

export class GroupWorld implements GroupHost {
  readonly options: GroupOptions
  readonly group: ClassicGroup
  readonly rng: Rng
  /** What the log says next; then NONE. */
  readonly failures: ErrorName[] = []
  /** Generations as they became stable or empty, with who has what. */
  readonly history: { readonly generation: number; readonly state: string; readonly owners: Map<string, string> }[] = []
  private clockMs = 0
  private readonly tasks = new Map<string, Task>()
  private ids = 0
  private appends = 0

  constructor(seed: number, options: Partial<GroupOptions> = {}) {
    this.options = { ...GROUP_DEFAULTS, ...options }
    this.rng = createRng(seed)
    this.group = new ClassicGroup('search', 0)
  }

  nowMs(): number {
    return this.clockMs
  }

  after(name: string, delayMs: number, run: () => void): void {
    // Set anew, it is the last of its instant.
    this.tasks.delete(name)
    this.tasks.set(name, { name, atMs: this.clockMs + delayMs, run })
  }

  cancel(name: string): void {
    this.tasks.delete(name)
  }

  newMemberId(prefix: string): string {
    return `${prefix}-${(this.ids += 1)}`
  }

  append(_group: ClassicGroup, _assignments: ReadonlyMap<string, Assignment>, done: (error: ErrorName) => void): void {
    const error = this.failures.shift() ?? 'NONE'
    this.after(`append ${(this.appends += 1)}`, 5, () => done(error))
  }

  changed({ generationId, state, members }: ClassicGroup): void {
    const owners = new Map<string, string>()
    for (const { memberId, assignment } of members.values()) {
      for (const { topic, partition } of assignment.partitions) {
        const name = `${topic}-${partition}`
        if (owners.has(name)) throw new Error(`${name} has two owners in generation ${generationId}`)
        owners.set(name, memberId)
      }
    }
    this.history.push({ generation: generationId, state, owners })
  }

  /** Lets time go on, from one thing that is due to the next. */
  advance(durationMs: number): void {
    const endMs = this.clockMs + durationMs
    for (;;) {
      let next: Task | null = null
      for (const task of this.tasks.values()) if (task.atMs <= endMs && (!next || task.atMs < next.atMs)) next = task
      if (next === null) break
      this.tasks.delete(next.name)
      this.clockMs = Math.max(this.clockMs, next.atMs)
      next.run()
    }
    this.clockMs = endMs
  }

  join(member: WorldMember, protocols: readonly string[] = ['range'], topics: readonly string[] = ['orders']): void {
    const { memberId, groupInstanceId } = member
    member.join = 'waiting'
    member.sync = null
    member.joinedAtMs = this.clockMs
    joinGroup(this, this.group, {
      clientId: member.name,
      request: {
        type: 'JoinGroup',
        request: 0,
        groupId: 'search',
        memberId,
        groupInstanceId,
        protocolType: 'consumer',
        sessionTimeoutMs: SESSION_TIMEOUT_MS,
        rebalanceTimeoutMs: REBALANCE_TIMEOUT_MS,
        protocols: protocols.map((name) => ({ name, metadata: { topics, ownedPartitions: [], generationId: -1 } })),
        reason: '',
      },
      reply: (response) => {
        member.join = response
        if (response.error === 'NONE') member.generationId = response.generationId
        if (response.error === 'NONE' || response.error === 'MEMBER_ID_REQUIRED') member.memberId = response.memberId
        else if (response.error === 'UNKNOWN_MEMBER_ID') member.memberId = ''
      },
    })
  }

  /** Both steps of a first join. */
  enter(member: WorldMember, protocols?: readonly string[]): void {
    this.join(member, protocols)
    if (errorOf(member.join) === 'MEMBER_ID_REQUIRED') this.join(member, protocols)
  }

  /** Asks for the assignment; a leader brings it, partitions dealt out in the order of the members. */
  sync(member: WorldMember, partitions = 6): void {
    const { join, memberId, groupInstanceId, generationId } = member
    const members = join === 'waiting' || join === null ? [] : join.members
    const assignments = members.map((each, index) => {
      const numbers = Array.from({ length: partitions }, (_, number) => number)
      const own = numbers.filter((number) => number % members.length === index)
      const assignment = { partitions: own.map((partition) => ({ topic: 'orders', partition })) }
      return { memberId: each.memberId, assignment }
    })
    member.sync = 'waiting'
    const protocolName = join === 'waiting' || join === null ? '' : (join.protocolName ?? '')
    const identity = { groupId: 'search', memberId, groupInstanceId, generationId }
    syncGroup(
      this,
      this.group,
      { type: 'SyncGroup', request: 0, ...identity, protocolName, assignments },
      (response) => {
        member.sync = response
      },
    )
  }

  beat({ memberId, groupInstanceId, generationId }: WorldMember): ErrorName {
    const identity = { groupId: 'search', memberId, groupInstanceId, generationId }
    return heartbeat(this, this.group, { type: 'Heartbeat', request: 0, ...identity })
  }

  leave({ memberId, groupInstanceId }: WorldMember): void {
    const members = [{ memberId, groupInstanceId, reason: '' }]
    leaveGroup(this, this.group, { type: 'LeaveGroup', request: 0, groupId: 'search', members })
  }
}

/** The error of an answer that may not be there yet. */
export function errorOf(answer: { readonly error: ErrorName } | 'waiting' | null): ErrorName | 'waiting' | null {
  return answer === null || answer === 'waiting' ? answer : answer.error
}
