/** How long the clients of the platform wait for an answer of the log. */

/**
 * `request.timeout.ms` of every client here, also for metadata: Kafka's 30 s are for networks that cross oceans, and while one lost
 * answer is waited for, a reader that owns partitions does not know whom to ask for them.
 */
export const REQUEST_TIMEOUT_MS = 2_000
