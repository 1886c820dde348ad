/** Settings of a quorum, by Kafka's names in camel case. Times are in milliseconds. */
export interface RaftOptions {
  /** `controller.quorum.election.timeout.ms`. Default 1,000. */
  readonly electionTimeoutMs: number
  /** `controller.quorum.fetch.timeout.ms`: how long a follower without an answer trusts its leader. Default 2,000. */
  readonly fetchTimeoutMs: number
  /** `controller.quorum.election.backoff.max.ms`: the longest pause after a lost election. Default 1,000. */
  readonly electionBackoffMaxMs: number
  /** `controller.quorum.request.timeout.ms`. Default 2,000. */
  readonly requestTimeoutMs: number
  /** `controller.quorum.retry.backoff.ms`. Default 20. */
  readonly retryBackoffMs: number
}

export const RAFT_DEFAULTS: RaftOptions = {
  electionTimeoutMs: 1_000,
  fetchTimeoutMs: 2_000,
  electionBackoffMaxMs: 1_000,
  requestTimeoutMs: 2_000,
  retryBackoffMs: 20,
}
