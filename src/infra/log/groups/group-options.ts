/** Settings of the group coordinator, by Kafka's names in camel case. Times are in milliseconds. */
export interface GroupOptions {
  /** `group.initial.rebalance.delay.ms`: how long an empty group waits for more members. Default 3,000. */
  readonly initialRebalanceDelayMs: number
  /** `group.min.session.timeout.ms`. Default 6,000. */
  readonly sessionTimeoutMinMs: number
  /** `group.max.session.timeout.ms`. Default 1,800,000. */
  readonly sessionTimeoutMaxMs: number
  /** `group.max.size`: members of one group. Default 2^31 - 1. */
  readonly groupSizeMax: number
  /** `offset.metadata.max.bytes`, held against the length of the text. Default 4,096. */
  readonly offsetMetadataMax: number
  /** `offsets.commit.timeout.ms`: how long an append waits for the replicas. Default 5,000. */
  readonly offsetsCommitTimeoutMs: number
  /** `offsets.retention.minutes`, in ms. Default 7 days. */
  readonly offsetsRetentionMs: number
  /** `offsets.retention.check.interval.ms`. Default 600,000. */
  readonly offsetsRetentionCheckIntervalMs: number
  /** `offsets.topic.num.partitions`. Default 4, where Kafka has 50. */
  readonly offsetsTopicPartitions: number
  /** `offsets.topic.replication.factor`. Default all brokers, where Kafka has 3. */
  readonly offsetsTopicReplicationFactor: number | null
  /** `offsets.topic.segment.bytes`. Default 104,857,600. */
  readonly offsetsTopicSegmentBytes: number
}

export const GROUP_DEFAULTS: GroupOptions = {
  initialRebalanceDelayMs: 3_000,
  sessionTimeoutMinMs: 6_000,
  sessionTimeoutMaxMs: 1_800_000,
  groupSizeMax: 2 ** 31 - 1,
  offsetMetadataMax: 4_096,
  offsetsCommitTimeoutMs: 5_000,
  offsetsRetentionMs: 7 * 86_400_000,
  offsetsRetentionCheckIntervalMs: 600_000,
  offsetsTopicPartitions: 4,
  offsetsTopicReplicationFactor: null,
  offsetsTopicSegmentBytes: 104_857_600,
}

/** How long a member that has not heard from its first join yet is kept, in ms (`classicGroupNewMemberJoinTimeoutMs`). */
export const NEW_MEMBER_JOIN_TIMEOUT_MS = 300_000
