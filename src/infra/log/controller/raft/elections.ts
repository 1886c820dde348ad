/** How a voter comes to lead, or helps another to: timeouts by chance, pre-votes, votes. */
import type { Rng } from '~/kernel/random'
import type { RaftDisk } from './raft-disk'
import { NO_VOTER, type RaftSend, type VoteRequest } from './raft-messages'
import type { RaftOptions } from './raft-options'
import type { Asking, Electing, RaftRole, Unattached } from './raft-role'

export class Elections {
  private readonly id: number
  private readonly peers: readonly number[]
  private readonly options: RaftOptions
  private readonly rng: Rng

  constructor(id: number, peers: readonly number[], options: RaftOptions, rng: Rng) {
    this.id = id
    this.peers = peers
    this.options = options
    this.rng = rng
  }

  isMajority(votes: number): boolean {
    return votes * 2 > this.peers.length + 1
  }

  /** Waits for a leader, and after a while stands for election. */
  unattached(nowMs: number): Unattached {
    return { kind: 'unattached', electionAtMs: nowMs + this.electionTimeoutMs() }
  }

  /** The attempt failed. Whoever else may win gets time for it. */
  afterLoss(nowMs: number): Unattached {
    return { kind: 'unattached', electionAtMs: nowMs + 1 + this.rng.int(this.options.electionBackoffMaxMs) }
  }

  electing(kind: Electing['kind'], nowMs: number, gaveUp = NO_VOTER): Electing {
    const asking = new Map<number, Asking>()
    for (const peer of this.peers) asking.set(peer, { isInFlight: false, nextAtMs: nowMs })
    return {
      kind,
      grantedBy: new Set([this.id]),
      refusedBy: new Set(),
      asking,
      untilMs: nowMs + this.electionTimeoutMs(),
      gaveUp,
    }
  }

  /** Asks whoever has not said anything yet. */
  ask(role: Electing, { epoch, log }: RaftDisk<unknown>, nowMs: number): RaftSend[] {
    const sends: RaftSend[] = []
    for (const [peer, asking] of role.asking) {
      if (asking.isInFlight || asking.nextAtMs > nowMs) continue
      if (role.grantedBy.has(peer) || role.refusedBy.has(peer)) {
        asking.nextAtMs = Infinity
        continue
      }
      asking.isInFlight = true
      const request: VoteRequest = {
        kind: 'vote',
        epoch,
        candidateId: this.id,
        lastEpoch: log.lastEpoch,
        endOffset: log.endOffset,
        isPreVote: role.kind === 'prospective',
      }
      sends.push({ to: peer, request })
    }
    return sends
  }

  /**
   * Whether a request of this voter's own epoch gets its vote: one vote an epoch, and none for a log that lacks something. To the
   * question whether there would be one, whoever hears from a leader says no, so that a voter cut off disturbs nobody.
   */
  grants(request: VoteRequest, role: RaftRole, { votedFor, log }: RaftDisk<unknown>): boolean {
    const { lastEpoch, endOffset, candidateId } = request
    const isUpToDate = lastEpoch > log.lastEpoch || (lastEpoch === log.lastEpoch && endOffset >= log.endOffset)
    if (!isUpToDate) return false
    if (request.isPreVote) return role.kind !== 'leader' && !(role.kind === 'follower' && role.hasFetched)
    if (role.kind !== 'unattached' && role.kind !== 'prospective') return false
    return votedFor < 0 || votedFor === candidateId
  }

  private electionTimeoutMs(): number {
    const { electionTimeoutMs } = this.options
    return electionTimeoutMs + this.rng.int(electionTimeoutMs)
  }
}
