/** What all clients of one process have in common. Settings have Kafka's names in camel case and its defaults; times are in ms. */

export interface LogClientsOptions {
  /**
   * Which arrow consumers ask along, where this box has both to the brokers: the one that it pulls. Fetches and all that a member
   * of a group says go up that arrow. Not needed where there is only one.
   */
  readonly isPull?: boolean
  /** `metadata.max.age.ms`. Default 300,000. */
  readonly metadataMaxAgeMs?: number
  /** `request.timeout.ms` of questions about the cluster and of administration. Default 30,000. */
  readonly requestTimeoutMs?: number
  /** `retry.backoff.ms` of the same. Default 100. */
  readonly retryBackoffMs?: number
  /** `retry.backoff.max.ms` of the same. Default 1,000. */
  readonly retryBackoffMaxMs?: number
  /** The request of the outside world that all of this serves. Default 0: none. */
  readonly request?: number
}

export const METADATA_MAX_AGE_MS = 300_000
export const REQUEST_TIMEOUT_MS = 30_000
export const RETRY_BACKOFF_MS = 100
export const RETRY_BACKOFF_MAX_MS = 1_000
/** `default.api.timeout.ms`: the end of what a consumer tries again by itself while its caller waits. */
export const API_TIMEOUT_MS = 60_000
