/**
 * One voter of a quorum in KRaft's manner, as a state machine without a clock or a network: Raft whose followers pull. Whoever owns
 * it tells it the time, hands it requests and answers, and sends what {@link RaftNode.poll} gives. The rules are those of
 * `KafkaRaftClient` and `QuorumState`, with pre-votes (KIP-996); there are no snapshots and the voters never change.
 */
import { assert } from '~/kernel/assert'
import type { Rng } from '~/kernel/random'
import { Elections } from './elections'
import { fetchRequest, newFollower, takeBatches } from './following'
import { answerFetch, beginEpoch, majorityEndOffset, newLeader, quorumLostAtMs } from './leading'
import { nextPollMs } from './next-poll'
import type { RaftDisk } from './raft-disk'
import type { RaftBatch } from './raft-log'
import {
  NO_VOTER,
  type QuorumView,
  type RaftFetchRequest,
  type RaftFetchResponse,
  type RaftRequest,
  type RaftResponse,
  type RaftSend,
  type VoteRequest,
  type VoteResponse,
} from './raft-messages'
import type { RaftOptions } from './raft-options'
import type { Leader, RaftRole } from './raft-role'

export class RaftNode<Entry> {
  readonly id: number
  readonly disk: RaftDisk<Entry>
  role: RaftRole
  /** All before it is committed. */
  highWatermark = 0
  private readonly peers: readonly number[]
  private readonly options: RaftOptions
  private readonly elections: Elections
  /** What a new leader appends first, so that its epoch has something to commit: `LeaderChangeMessage`. */
  private readonly leaderChange: (leaderId: number) => Entry

  /** @param voters all of them, this one included */
  constructor(
    id: number,
    voters: readonly number[],
    disk: RaftDisk<Entry>,
    leaderChange: (leaderId: number) => Entry,
    options: RaftOptions,
    rng: Rng,
    nowMs: number,
  ) {
    this.id = id
    this.peers = voters.filter((voter) => voter !== id)
    this.disk = disk
    this.leaderChange = leaderChange
    this.options = options
    this.elections = new Elections(id, this.peers, options, rng)
    this.role = this.elections.unattached(nowMs)
  }

  get epoch(): number {
    return this.disk.epoch
  }

  /** As far as this voter knows, or {@link NO_VOTER}. */
  get leaderId(): number {
    const { role } = this
    if (role.kind === 'leader') return this.id
    return role.kind === 'follower' ? role.leaderId : NO_VOTER
  }

  /** Appends as the leader; null if it is not. It is committed when the high watermark has passed it. */
  append(entries: readonly Entry[]): RaftBatch<Entry> | null {
    if (this.role.kind !== 'leader') return null
    const batch = this.disk.log.append(this.epoch, entries)
    this.advanceHighWatermark(this.role)
    return batch
  }

  /** Does what is due and gives the requests that are to be sent now. The answer to each comes in {@link receive}. */
  poll(nowMs: number): RaftSend[] {
    this.expire(nowMs)
    const { role } = this
    switch (role.kind) {
      case 'unattached':
        return []
      case 'follower':
        return fetchRequest(role, this.id, this.disk, this.highWatermark, nowMs)
      case 'leader':
        return beginEpoch(role, this.id, this.epoch, this.options, nowMs)
      default:
        return this.elections.ask(role, this.disk, nowMs)
    }
  }

  /** When {@link poll} has something to do again, if nothing comes in before. */
  nextPollMs(): number {
    return nextPollMs(this.role, this.options)
  }

  /** Answers a request of a peer. A fetch that finds nothing new may be asked again later, within what its asker waits. */
  answer(request: RaftRequest, nowMs: number): RaftResponse<Entry> {
    switch (request.kind) {
      case 'vote':
        return this.answerVote(request, nowMs)
      case 'begin-quorum-epoch':
        this.follow(request, request.leaderId, nowMs)
        return { epoch: this.epoch, leaderId: this.leaderId }
      case 'fetch':
        return this.answerFetch(request, nowMs)
    }
  }

  /** Takes the answer to a request of its own; null if there will be none. */
  receive(to: number, request: RaftRequest, response: RaftResponse<Entry> | null, nowMs: number): void {
    const { role } = this
    const retryAtMs = response === null ? nowMs + this.options.retryBackoffMs : nowMs
    const isOfThisEpoch = request.epoch === this.epoch
    if (request.kind === 'fetch' && role.kind === 'follower' && isOfThisEpoch && role.leaderId === to) {
      role.fetching.isInFlight = false
      role.fetching.nextAtMs = retryAtMs
    } else if (request.kind === 'begin-quorum-epoch' && role.kind === 'leader' && isOfThisEpoch) {
      const peer = role.followers.get(to)!
      peer.isInFlight = false
      peer.nextAtMs = nowMs + this.options.electionTimeoutMs / 2
    } else if (request.kind === 'vote' && isOfThisEpoch && (role.kind === 'prospective' || role.kind === 'candidate')) {
      const asking = role.asking.get(to)!
      asking.isInFlight = false
      asking.nextAtMs = retryAtMs
    }
    if (response === null || this.follow(response, to, nowMs) || !isOfThisEpoch) return
    if (request.kind === 'vote') this.count(to, request, response as VoteResponse, nowMs)
    if (request.kind === 'fetch') this.take(to, request, response as RaftFetchResponse<Entry>, nowMs)
  }

  /** What came from a peer may know of a later epoch, or of this epoch's leader. Says whether it changed what this voter is. */
  private follow({ epoch, leaderId }: QuorumView, from: number, nowMs: number): boolean {
    const { disk, role } = this
    if (epoch < disk.epoch) return false
    const isLater = epoch > disk.epoch
    if (isLater) {
      disk.epoch = epoch
      disk.votedFor = NO_VOTER
    }
    if (leaderId !== NO_VOTER && leaderId !== this.id) {
      if (!isLater && role.kind === 'follower') return false
      // Two that have given up a dead leader would send each other back to it with every vote.
      if (!isLater && role.kind === 'prospective' && role.gaveUp === leaderId && from !== leaderId) return false
      assert(isLater || role.kind !== 'leader', `two leaders in epoch ${epoch}: ${this.id} and ${leaderId}`)
      this.role = newFollower(leaderId, this.options, nowMs)
      return true
    }
    if (isLater) this.role = this.elections.unattached(nowMs)
    return isLater
  }

  private expire(nowMs: number): void {
    const { role } = this
    if (role.kind === 'unattached' && nowMs >= role.electionAtMs) this.stand(nowMs)
    else if (role.kind === 'follower' && nowMs >= role.fetchTimeoutAtMs) this.stand(nowMs)
    else if (role.kind === 'leader' && nowMs >= quorumLostAtMs(role, this.options)) {
      this.role = this.elections.unattached(nowMs)
    } else if ((role.kind === 'prospective' || role.kind === 'candidate') && nowMs >= role.untilMs) {
      this.role = this.elections.afterLoss(nowMs)
    }
  }

  /** Asks whether it would be elected, before it disturbs anybody. */
  private stand(nowMs: number): void {
    const gaveUp = this.role.kind === 'follower' ? this.role.leaderId : NO_VOTER
    this.role = this.elections.electing('prospective', nowMs, gaveUp)
    this.judgeVotes(nowMs)
  }

  private count(from: number, { isPreVote }: VoteRequest, { isGranted }: VoteResponse, nowMs: number): void {
    const { role } = this
    if (role.kind !== (isPreVote ? 'prospective' : 'candidate')) return
    if (isGranted) role.grantedBy.add(from)
    else role.refusedBy.add(from)
    this.judgeVotes(nowMs)
  }

  private judgeVotes(nowMs: number): void {
    const { role, disk, id } = this
    if (role.kind !== 'prospective' && role.kind !== 'candidate') return
    if (this.elections.isMajority(role.refusedBy.size)) {
      // A majority hears of the leader: so may this voter.
      if (role.gaveUp === NO_VOTER) this.role = this.elections.afterLoss(nowMs)
      else this.role = newFollower(role.gaveUp, this.options, nowMs)
      return
    }
    if (!this.elections.isMajority(role.grantedBy.size)) return
    if (role.kind === 'candidate') {
      this.lead(nowMs)
      return
    }
    disk.epoch += 1
    disk.votedFor = id
    this.role = this.elections.electing('candidate', nowMs)
    this.judgeVotes(nowMs)
  }

  private lead(nowMs: number): void {
    this.role = newLeader(this.peers, this.disk.log.endOffset, nowMs)
    this.append([this.leaderChange(this.id)])
  }

  private answerVote(request: VoteRequest, nowMs: number): VoteResponse {
    const { disk } = this
    this.follow({ epoch: request.epoch, leaderId: NO_VOTER }, request.candidateId, nowMs)
    const isGranted = request.epoch === disk.epoch && this.elections.grants(request, this.role, disk)
    if (isGranted && !request.isPreVote) {
      disk.votedFor = request.candidateId
      this.role = this.elections.unattached(nowMs)
    }
    return { epoch: disk.epoch, leaderId: this.leaderId, isGranted }
  }

  private answerFetch(request: RaftFetchRequest, nowMs: number): RaftFetchResponse<Entry> {
    const { role, disk, leaderId } = this
    const view = { epoch: disk.epoch, leaderId }
    const refuse = (error: RaftFetchResponse<Entry>['error']): RaftFetchResponse<Entry> => ({
      ...view, error, highWatermark: -1, divergingEpoch: null, batches: [],
    }) // prettier-ignore
    if (request.epoch < disk.epoch) return refuse('FENCED_LEADER_EPOCH')
    if (request.epoch > disk.epoch) return refuse('UNKNOWN_LEADER_EPOCH')
    if (role.kind !== 'leader') return refuse('NOT_LEADER_OR_FOLLOWER')
    const found = answerFetch(role, disk.log, request, nowMs)
    this.advanceHighWatermark(role)
    return { ...view, error: 'NONE', highWatermark: this.highWatermark, ...found }
  }

  /** What a majority has is committed, as soon as something of this leader's own epoch is in it. */
  private advanceHighWatermark(leader: Leader): void {
    const offset = majorityEndOffset(leader, this.disk.log.endOffset)
    if (offset > leader.epochStartOffset && offset > this.highWatermark) this.highWatermark = offset
  }

  private take(from: number, request: RaftFetchRequest, response: RaftFetchResponse<Entry>, nowMs: number): void {
    const { role } = this
    if (role.kind !== 'follower' || role.leaderId !== from) return
    if (response.error !== 'NONE') {
      role.fetching.nextAtMs = nowMs + this.options.retryBackoffMs
      return
    }
    role.fetchTimeoutAtMs = nowMs + this.options.fetchTimeoutMs
    role.hasFetched = true
    this.highWatermark = takeBatches(this.disk.log, request, response, this.highWatermark)
  }
}
