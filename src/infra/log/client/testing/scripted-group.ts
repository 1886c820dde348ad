/** One group of the scripted coordinator: who is in it, and where it stands between two generations. */
import type { Context } from '~/kernel/component'
import type { ErrorName } from '../../protocol/error-code'
import type {
  Assignment,
  CommittedOffset,
  GroupDescription,
  GroupState,
  JoinGroupRequest,
  JoinGroupResponse,
  MemberRequest,
  OffsetCommitRequest,
  SyncGroupRequest,
  SyncGroupResponse,
} from '../../protocol/group-api'

interface Member {
  readonly memberId: string
  request: JoinGroupRequest
  assignment: Assignment
  seenMs: number
  joined: ((answer: JoinGroupResponse) => void) | undefined
  synced: ((answer: SyncGroupResponse) => void) | undefined
}

const NOTHING: Assignment = { partitions: [] }

export class ScriptedGroup {
  readonly groupId: string
  readonly offsets = new Map<string, CommittedOffset>()
  state: GroupState = 'Empty'
  generationId = 0
  /** What the leader gave, one entry for each generation. */
  readonly history: { readonly generation: number; readonly given: Readonly<Record<string, Assignment>> }[] = []
  private readonly members = new Map<string, Member>()
  private leader = ''
  private protocolName = ''
  private numbers = 0
  private rebalances = 0

  constructor(groupId: string) {
    this.groupId = groupId
  }

  nextMemberId(): string {
    this.numbers += 1
    return `${this.groupId}-${this.numbers}`
  }

  get memberIds(): readonly string[] {
    return [...this.members.keys()]
  }

  describe(): GroupDescription {
    const { groupId, state, generationId, protocolName, leader } = this
    const members = [...this.members.values()].map(({ memberId, request, assignment }) => {
      return { memberId, groupInstanceId: request.groupInstanceId, clientId: '', assignment }
    })
    return { error: 'NONE', groupId, state, generationId, protocolName, leader, members }
  }

  /** A static member that was replaced must stop. */
  fence(groupInstanceId: string | null, memberId: string): ErrorName {
    if (groupInstanceId === null || memberId === '') return 'NONE'
    const holder = this.holderOf(groupInstanceId)
    return holder === undefined || holder.memberId === memberId ? 'NONE' : 'FENCED_INSTANCE_ID'
  }

  check({ memberId, groupInstanceId }: MemberRequest, generationId: number): ErrorName {
    const fenced = this.fence(groupInstanceId, memberId)
    if (fenced !== 'NONE') return fenced
    if (!this.members.has(memberId)) return 'UNKNOWN_MEMBER_ID'
    return generationId === this.generationId ? 'NONE' : 'ILLEGAL_GENERATION'
  }

  judgeCommit(context: Context, request: OffsetCommitRequest): ErrorName {
    if (request.generationId === -1 && request.memberId === '') {
      return this.members.size === 0 ? 'NONE' : 'UNKNOWN_MEMBER_ID'
    }
    const error = this.check(request, request.generationId)
    if (error !== 'NONE') return error
    this.touch(context, request.memberId)
    return this.state === 'CompletingRebalance' ? 'REBALANCE_IN_PROGRESS' : 'NONE'
  }

  join(context: Context, request: JoinGroupRequest): Promise<JoinGroupResponse> | JoinGroupResponse {
    const { groupInstanceId } = request
    const holder = groupInstanceId === null ? undefined : this.holderOf(groupInstanceId)
    if (holder !== undefined && request.memberId === '') return this.replace(context, holder, request)
    const memberId = request.memberId === '' ? this.nextMemberId() : request.memberId
    const known = this.members.get(memberId)
    const member: Member = known ?? { memberId, request, assignment: NOTHING, seenMs: 0, joined: undefined, synced: undefined } // prettier-ignore
    member.request = request
    this.members.set(memberId, member)
    this.touch(context, memberId)
    return new Promise((resolve) => {
      member.joined = resolve
      this.prepare(context)
    })
  }

  sync(request: SyncGroupRequest): Promise<SyncGroupResponse> | SyncGroupResponse {
    const member = this.members.get(request.memberId)!
    if (this.state === 'Stable') return { error: 'NONE', assignment: member.assignment }
    return new Promise((resolve) => {
      member.synced = resolve
      if (request.memberId === this.leader) this.complete(request)
    })
  }

  remove(context: Context, memberId: string): void {
    const member = this.members.get(memberId)
    if (member === undefined) return
    this.members.delete(memberId)
    if (this.members.size === 0) this.state = 'Empty'
    else this.prepare(context)
  }

  /** Counts the session of a member anew. */
  touch(context: Context, memberId: string): void {
    const member = this.members.get(memberId)!
    const seenMs = context.clock.monotonicMs()
    member.seenMs = seenMs
    void context.clock.sleep(member.request.sessionTimeoutMs).then(() => {
      const isWaiting = member.joined !== undefined
      if (this.members.get(memberId) === member && member.seenMs === seenMs && !isWaiting)
        this.remove(context, memberId)
    })
  }

  private holderOf(groupInstanceId: string): Member | undefined {
    return [...this.members.values()].find(({ request }) => request.groupInstanceId === groupInstanceId)
  }

  /** A static member that has come back goes on with what it had, without a rebalance. */
  private replace(context: Context, holder: Member, request: JoinGroupRequest): JoinGroupResponse {
    const memberId = this.nextMemberId()
    this.members.delete(holder.memberId)
    this.members.set(memberId, { memberId, request, assignment: holder.assignment, seenMs: 0, joined: undefined, synced: undefined }) // prettier-ignore
    if (this.leader === holder.memberId) this.leader = memberId
    this.touch(context, memberId)
    const { generationId, protocolName, leader } = this
    return {
      error: 'NONE',
      generationId,
      protocolName,
      leader,
      memberId,
      skipAssignment: leader === memberId,
      members: [],
    }
  }

  private prepare(context: Context): void {
    this.state = 'PreparingRebalance'
    for (const member of this.members.values()) {
      member.synced?.({ error: 'REBALANCE_IN_PROGRESS', assignment: NOTHING })
      member.synced = undefined
    }
    const rebalance = (this.rebalances += 1)
    if (this.begin()) return
    const waitMs = Math.max(...[...this.members.values()].map(({ request }) => request.rebalanceTimeoutMs))
    void context.clock.sleep(waitMs).then(() => {
      if (this.rebalances !== rebalance || this.state !== 'PreparingRebalance') return
      for (const [memberId, { joined }] of this.members) if (joined === undefined) this.members.delete(memberId)
      this.begin()
    })
  }

  /** Begins the next generation if everybody has joined. */
  private begin(): boolean {
    const members = [...this.members.values()]
    if (members.length === 0 || members.some(({ joined }) => joined === undefined)) return false
    this.state = 'CompletingRebalance'
    this.generationId += 1
    this.leader = members.some(({ memberId }) => memberId === this.leader) ? this.leader : members[0]!.memberId
    const known = members.map(({ request }) => request.protocols.map(({ name }) => name))
    this.protocolName = known[0]!.find((name) => known.every((names) => names.includes(name)))!
    const { generationId, protocolName, leader } = this
    for (const { memberId, joined } of members) {
      const described = members.map(({ memberId: id, request }) => {
        const { metadata } = request.protocols.find(({ name }) => name === protocolName)!
        return { memberId: id, groupInstanceId: request.groupInstanceId, metadata }
      })
      const all = memberId === leader ? described : []
      joined!({ error: 'NONE', generationId, protocolName, leader, memberId, skipAssignment: false, members: all })
    }
    for (const member of members) member.joined = undefined
    return true
  }

  private complete(request: SyncGroupRequest): void {
    this.state = 'Stable'
    const given: Record<string, Assignment> = {}
    for (const { memberId, assignment } of request.assignments) {
      given[memberId] = assignment
      const member = this.members.get(memberId)
      if (member !== undefined) member.assignment = assignment
    }
    this.history.push({ generation: this.generationId, given })
    for (const member of this.members.values()) {
      member.synced?.({ error: 'NONE', assignment: member.assignment })
      member.synced = undefined
    }
  }
}
