/** What a voter is at the moment, each role with only what it needs. */

/** A peer that is asked for something, and when it may be asked again. */
export interface Asking {
  /** A request is under way. */
  isInFlight: boolean
  /** Not before this instant. */
  nextAtMs: number
}

/** Knows of no leader in its epoch. */
export interface Unattached {
  readonly kind: 'unattached'
  /** When it tries to become the leader itself. */
  electionAtMs: number
}

export interface Follower {
  readonly kind: 'follower'
  readonly leaderId: number
  readonly fetching: Asking
  /** When it gives its leader up. */
  fetchTimeoutAtMs: number
  /** It had an answer of this leader: then it vouches for it against pre-votes. */
  hasFetched: boolean
}

/** Asks whether it would win (prospective), or for votes (candidate). */
export interface Electing {
  readonly kind: 'prospective' | 'candidate'
  readonly grantedBy: Set<number>
  readonly refusedBy: Set<number>
  readonly asking: ReadonlyMap<number, Asking>
  /** When the attempt is over. */
  readonly untilMs: number
  /** The leader of this epoch that it has given up, or `NO_VOTER`: that others name it still is no news. */
  readonly gaveUp: number
}

/** What a leader knows of a voter. */
export interface FollowerState extends Asking {
  /** Where its log ends; what is before is the leader's. -1 before its first fetch. */
  endOffset: number
  lastFetchAtMs: number
}

export interface Leader {
  readonly kind: 'leader'
  /** Its log's end when it became the leader: its own first record is there. */
  readonly epochStartOffset: number
  readonly followers: ReadonlyMap<number, FollowerState>
  readonly sinceMs: number
}

export type RaftRole = Unattached | Follower | Electing | Leader
