/**
 * What the voters of a quorum say to each other, by the names of KRaft: Vote, BeginQuorumEpoch, and the fetches by which followers
 * pull the log (`raft/src/main/java/org/apache/kafka/raft/KafkaRaftClient.java`).
 */
import type { EpochEnd, RaftBatch } from './raft-log'

/** In place of a voter's number. */
export const NO_VOTER = -1

/** What every answer says about the quorum as its sender knows it. */
export interface QuorumView {
  readonly epoch: number
  /** {@link NO_VOTER} if unknown. */
  readonly leaderId: number
}

export interface VoteRequest {
  readonly kind: 'vote'
  /** The epoch of the election; with a pre-vote, the epoch that the asker is in. */
  readonly epoch: number
  readonly candidateId: number
  readonly lastEpoch: number
  readonly endOffset: number
  /** Only asks whether a vote would be given: nobody's epoch grows by it (KIP-996). */
  readonly isPreVote: boolean
}

export interface VoteResponse extends QuorumView {
  readonly isGranted: boolean
}

/** A leader makes itself known to a voter that does not fetch from it. */
export interface BeginQuorumEpochRequest {
  readonly kind: 'begin-quorum-epoch'
  readonly epoch: number
  readonly leaderId: number
}

export interface RaftFetchRequest {
  readonly kind: 'fetch'
  readonly epoch: number
  readonly replicaId: number
  readonly fetchOffset: number
  /** Epoch of the record before {@link fetchOffset}. */
  readonly lastFetchedEpoch: number
  /** What the asker has of it, so that a leader that knows better answers at once (KIP-1166). */
  readonly highWatermark: number
}

export interface RaftFetchResponse<Entry> extends QuorumView {
  readonly error: 'NONE' | 'NOT_LEADER_OR_FOLLOWER' | 'FENCED_LEADER_EPOCH' | 'UNKNOWN_LEADER_EPOCH'
  readonly highWatermark: number
  /** The asker's log ends otherwise than the leader's. */
  readonly divergingEpoch: EpochEnd | null
  readonly batches: readonly RaftBatch<Entry>[]
}

export type RaftRequest = VoteRequest | BeginQuorumEpochRequest | RaftFetchRequest
export type RaftResponse<Entry> = VoteResponse | QuorumView | RaftFetchResponse<Entry>

/** A request that is to be sent. */
export interface RaftSend {
  readonly to: number
  readonly request: RaftRequest
}
