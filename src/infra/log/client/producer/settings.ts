/** What a producer goes by: its options with Kafka's defaults (`ProducerConfig` in apache/kafka). */
import { assert } from '~/kernel/assert'
import type { ProducerOptions } from '../../port/producer'

export type ProducerSettings = Required<ProducerOptions>

const IDEMPOTENT_IN_FLIGHT_MAX = 5

/** @throws if idempotence is asked for with settings that it does not go with, as `ProducerConfig` refuses them */
export function producerSettings(options: ProducerOptions): ProducerSettings {
  const { acks = -1, inFlightMax = IDEMPOTENT_IN_FLIGHT_MAX, retries = 2_147_483_647 } = options
  const allowsIdempotence = acks === -1 && inFlightMax <= IDEMPOTENT_IN_FLIGHT_MAX && retries > 0
  const { isIdempotent = allowsIdempotence, lingerMs = 5, requestTimeoutMs = 30_000 } = options
  const { deliveryTimeoutMs = Math.max(120_000, lingerMs + requestTimeoutMs) } = options
  assert(!isIdempotent || allowsIdempotence, 'idempotence needs acks -1, at most five requests in flight, and retries')
  assert(inFlightMax >= 1, `inFlightMax is ${inFlightMax}, and at least one request has to be in flight`)
  assert(
    deliveryTimeoutMs >= lingerMs + requestTimeoutMs,
    'deliveryTimeoutMs has to be at least lingerMs and requestTimeoutMs together',
  )
  return {
    acks,
    isIdempotent,
    lingerMs,
    batchSize: options.batchSize ?? 16_384,
    inFlightMax,
    requestTimeoutMs,
    deliveryTimeoutMs,
    retries,
    retryBackoffMs: options.retryBackoffMs ?? 100,
    retryBackoffMaxMs: options.retryBackoffMaxMs ?? 1_000,
    bufferMemory: options.bufferMemory ?? 33_554_432,
    blockMaxMs: options.blockMaxMs ?? 60_000,
    requestSizeMax: options.requestSizeMax ?? 1_048_576,
    partitioner: options.partitioner ?? 'key',
  }
}
