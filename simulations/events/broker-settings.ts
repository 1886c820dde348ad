/** How the brokers are set, where that is not Kafka's default. */

/**
 * Groups form within a moment of the run instead of three seconds. All brokers live in the memory of one page, for hours of a run if
 * somebody likes: so offsets are compacted, and old events deleted, after minutes instead of days.
 */
export const brokerSettings = {
  groups: { initialRebalanceDelayMs: 500, offsetsTopicSegmentBytes: 1_048_576 },
  retentionCheckIntervalMs: 30_000,
} as const
