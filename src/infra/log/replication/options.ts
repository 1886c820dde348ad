/** Settings of a broker that are about replicas, by Kafka's names in camel case and with its defaults. */
export interface ReplicationOptions {
  /** `replica.lag.time.max.ms`: a follower that has not caught up for so long leaves the ISR. Default 30,000. */
  readonly replicaLagTimeMaxMs?: number
  /** `replica.fetch.wait.max.ms`. Default 500. */
  readonly replicaFetchWaitMaxMs?: number
  /** `replica.fetch.max.bytes`, of one partition. Default 1,048,576. */
  readonly replicaFetchMaxBytes?: number
  /** `replica.fetch.response.max.bytes`. Default 10,485,760. */
  readonly replicaFetchResponseMaxBytes?: number
  /** `replica.fetch.backoff.ms`: how long a follower waits after an error. Default 1,000. */
  readonly replicaFetchBackoffMs?: number
  /**
   * `replica.socket.timeout.ms`: how long a follower waits for an answer. Kafka has 30,000, over a transport that sends again what
   * was lost; here a lost message stays lost, and the follower asks again. Default 2,000.
   */
  readonly replicaSocketTimeoutMs?: number
  /** `replica.high.watermark.checkpoint.interval.ms`. Default 5,000. */
  readonly highWatermarkCheckpointIntervalMs?: number
  /** `log.retention.check.interval.ms`. Default 300,000. */
  readonly retentionCheckIntervalMs?: number
  /** `log.cleaner.backoff.ms`: how often the cleaner looks for something to do. Default 15,000. */
  readonly cleanerBackoffMs?: number
  /** `producer.id.expiration.ms`. Default 86,400,000. */
  readonly producerIdExpirationMs?: number
}

const DEFAULTS: Required<ReplicationOptions> = {
  replicaLagTimeMaxMs: 30_000,
  replicaFetchWaitMaxMs: 500,
  replicaFetchMaxBytes: 1_048_576,
  replicaFetchResponseMaxBytes: 10_485_760,
  replicaFetchBackoffMs: 1_000,
  replicaSocketTimeoutMs: 2_000,
  highWatermarkCheckpointIntervalMs: 5_000,
  retentionCheckIntervalMs: 300_000,
  cleanerBackoffMs: 15_000,
  producerIdExpirationMs: 86_400_000,
}

export function replicationSettings(options: ReplicationOptions): Required<ReplicationOptions> {
  return { ...DEFAULTS, ...options }
}
