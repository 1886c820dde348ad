/** What a leader of a quorum does: it answers fetches, counts what a majority has, and steps down when it is alone. */
import type { EpochEnd, RaftBatch, RaftLog } from './raft-log'
import type { RaftFetchRequest, RaftSend } from './raft-messages'
import type { RaftOptions } from './raft-options'
import type { FollowerState, Leader } from './raft-role'

/** A leader without fetches from a majority steps down after so many fetch timeouts (`LeaderState`). */
const CHECK_QUORUM_FACTOR = 1.5

export function newLeader(peers: readonly number[], epochStartOffset: number, nowMs: number): Leader {
  const followers = new Map<number, FollowerState>()
  for (const peer of peers) {
    followers.set(peer, { isInFlight: false, nextAtMs: nowMs, endOffset: -1, lastFetchAtMs: -Infinity })
  }
  return { kind: 'leader', epochStartOffset, followers, sinceMs: nowMs }
}

/** What a follower gets, by where its log ends: a hint where to truncate, or the next batches. */
export function answerFetch<Entry>(
  leader: Leader,
  log: RaftLog<Entry>,
  { replicaId, fetchOffset, lastFetchedEpoch }: RaftFetchRequest,
  nowMs: number,
): { readonly divergingEpoch: EpochEnd | null; readonly batches: readonly RaftBatch<Entry>[] } {
  const follower = leader.followers.get(replicaId)
  if (follower !== undefined) follower.lastFetchAtMs = nowMs
  const end = log.endOfEpoch(lastFetchedEpoch)
  if (end.epoch !== lastFetchedEpoch || end.endOffset < fetchOffset) return { divergingEpoch: end, batches: [] }
  // Requests may overtake each other, and within an epoch a follower never gives up what it shares with its leader.
  if (follower !== undefined) follower.endOffset = Math.max(follower.endOffset, fetchOffset)
  return { divergingEpoch: null, batches: log.read(fetchOffset) }
}

/** Up to where a majority of the voters has the log, the leader included. */
export function majorityEndOffset({ followers }: Leader, ownEndOffset: number): number {
  const ends = [ownEndOffset, ...[...followers.values()].map(({ endOffset }) => endOffset)].sort((a, b) => b - a)
  return ends[Math.floor(ends.length / 2)]!
}

/** When the leader has to assume that the others have elected somebody else. */
export function quorumLostAtMs({ followers, sinceMs }: Leader, { fetchTimeoutMs }: RaftOptions): number {
  const heard = [Infinity, ...[...followers.values()].map(({ lastFetchAtMs }) => lastFetchAtMs)].sort((a, b) => b - a)
  return Math.max(sinceMs, heard[Math.floor(heard.length / 2)]!) + fetchTimeoutMs * CHECK_QUORUM_FACTOR
}

/** When a voter is told next who leads: as long as it does not fetch. */
export function beginAtMs(peer: FollowerState, { fetchTimeoutMs }: RaftOptions): number {
  return peer.isInFlight ? Infinity : Math.max(peer.nextAtMs, peer.lastFetchAtMs + fetchTimeoutMs)
}

export function beginEpoch(
  leader: Leader,
  leaderId: number,
  epoch: number,
  options: RaftOptions,
  nowMs: number,
): RaftSend[] {
  const sends: RaftSend[] = []
  for (const [to, peer] of leader.followers) {
    if (beginAtMs(peer, options) > nowMs) continue
    peer.isInFlight = true
    sends.push({ to, request: { kind: 'begin-quorum-epoch', epoch, leaderId } })
  }
  return sends
}
