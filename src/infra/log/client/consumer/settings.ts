/** What a consumer goes by: its options with Kafka's defaults (`ConsumerConfig` in apache/kafka). */
import { assert } from '~/kernel/assert'
import type { ConsumerOptions } from '../../port/consumer'

export interface ConsumerSettings extends Required<ConsumerOptions> {
  /** `retry.backoff.max.ms`. */
  readonly retryBackoffMaxMs: number
  /** Everybody lets go of everything before each rebalance, since one of its assignors cannot do it in two rounds. */
  readonly isEager: boolean
}

export function consumerSettings(options: ConsumerOptions): ConsumerSettings {
  const { assignors = ['cooperative-sticky'], retryBackoffMs = 100 } = options
  const { sessionTimeoutMs = 45_000, heartbeatIntervalMs = 3_000, pollIntervalMaxMs = 300_000 } = options
  assert(assignors.length > 0, 'a consumer needs an assignor')
  assert(
    heartbeatIntervalMs < sessionTimeoutMs,
    'heartbeatIntervalMs has to be less than sessionTimeoutMs, or every session ends',
  )
  return {
    groupId: options.groupId,
    groupInstanceId: options.groupInstanceId ?? null,
    assignors,
    isEager: assignors.includes('range'),
    sessionTimeoutMs,
    heartbeatIntervalMs,
    pollIntervalMaxMs,
    pollRecordsMax: options.pollRecordsMax ?? 500,
    offsetReset: options.offsetReset ?? 'latest',
    fetchMinBytes: options.fetchMinBytes ?? 1,
    fetchMaxWaitMs: options.fetchMaxWaitMs ?? 500,
    fetchMaxBytes: options.fetchMaxBytes ?? 52_428_800,
    partitionFetchMaxBytes: options.partitionFetchMaxBytes ?? 1_048_576,
    requestTimeoutMs: options.requestTimeoutMs ?? 30_000,
    retryBackoffMs,
    retryBackoffMaxMs: Math.max(1_000, retryBackoffMs),
    checkCrcs: options.checkCrcs ?? true,
  }
}
