/** Partitions of internal topics, for code in the broker that leads them. */
import type { InternalPartitions } from '../broker/metadata'
import type { ProduceResponse } from '../protocol/records-api'
import type { TopicPartition } from '../protocol/topic-partition'
import { NO_RECORDS } from '../storage/partition-log'
import type { Produce } from './produce'
import type { ReplicaManager } from './replica-manager'

const NOT_HERE = { logStartOffset: -1, highWatermark: -1, logEndOffset: -1 }

export function createInternalPartitions(manager: ReplicaManager, produce: Produce): InternalPartitions {
  const { partitions } = manager
  return {
    async append(at, batch, timeoutMs) {
      const request = {
        type: 'Produce',
        request: 0,
        acks: -1,
        timeoutMs,
        partitions: [{ ...at, records: batch }],
      } as const
      const response: ProduceResponse = await produce.handle(request)
      const { error, baseOffset } = response.partitions[0]!
      return { error, baseOffset }
    },
    read(at: TopicPartition, offset: number, maxBytes: number) {
      const log = partitions.find(at)?.log
      return log?.read(offset, maxBytes, log.logEndOffset, true) ?? NO_RECORDS
    },
    bounds(at: TopicPartition) {
      const log = partitions.find(at)?.log
      if (log === undefined) return NOT_HERE
      const { logStartOffset, highWatermark, logEndOffset } = log
      return { logStartOffset, highWatermark, logEndOffset }
    },
    onLeadership: (topic, listener) => manager.onLeadership(topic, listener),
  }
}
