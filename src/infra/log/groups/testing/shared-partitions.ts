/**
 * Internal partitions without replication: one log for all brokers of a run, which survives every crash. Who leads is what the
 * metadata say. Where a test says so, appends stay uncommitted until it lets them go.
 */
import type { Context } from '~/kernel/component'
import type { InternalPartitions, Metadata } from '../../broker/metadata'
import { BatchView } from '../../records/batch-view'
import { partitionName, type TopicPartition } from '../../protocol/topic-partition'

interface SharedLog {
  readonly batches: Uint8Array[]
  highWatermark: number
  endOffset: number
}

const APPEND_MS = 2
const WAIT_MS = 5

export class SharedLogs {
  /** Nothing is committed for the time being. */
  isStuck = false
  private readonly logs = new Map<string, SharedLog>()

  log(place: TopicPartition): SharedLog {
    const name = partitionName(place)
    const log = this.logs.get(name) ?? { batches: [], highWatermark: 0, endOffset: 0 }
    this.logs.set(name, log)
    return log
  }

  commitAll(): void {
    this.isStuck = false
    for (const log of this.logs.values()) log.highWatermark = log.endOffset
  }
}

export function createSharedPartitions(context: Context, metadata: Metadata, logs: SharedLogs): InternalPartitions {
  const leads = ({ topic, partition }: TopicPartition): boolean =>
    metadata.image.topics.get(topic)?.partitions[partition]?.leaderId === context.instance
  return {
    async append(place, bytes, timeoutMs) {
      if (!leads(place)) return { error: 'NOT_LEADER_OR_FOLLOWER', baseOffset: -1 }
      const log = logs.log(place)
      const batch = new BatchView(bytes)
      const baseOffset = log.endOffset
      batch.baseOffset = baseOffset
      log.batches.push(bytes)
      log.endOffset = batch.nextOffset
      await context.clock.sleep(APPEND_MS)
      if (!logs.isStuck) log.highWatermark = log.endOffset
      for (let waitedMs = 0; log.highWatermark < batch.nextOffset; waitedMs += WAIT_MS) {
        if (waitedMs >= timeoutMs) return { error: 'REQUEST_TIMED_OUT', baseOffset: -1 }
        await context.clock.sleep(WAIT_MS)
      }
      return { error: 'NONE', baseOffset }
    },
    read(place, offset) {
      const batches = logs.log(place).batches.filter((bytes) => new BatchView(bytes).nextOffset > offset)
      const all = new Uint8Array(batches.reduce((size, { length }) => size + length, 0))
      let at = 0
      for (const bytes of batches) {
        all.set(bytes, at)
        at += bytes.length
      }
      return all
    },
    bounds(place) {
      const { highWatermark, endOffset } = logs.log(place)
      return { logStartOffset: 0, highWatermark, logEndOffset: endOffset }
    },
    onLeadership(topic, listener) {
      metadata.onImage((image, before) => {
        for (const [partition, { leaderId, leaderEpoch }] of (image.topics.get(topic)?.partitions ?? []).entries()) {
          const was = before.topics.get(topic)?.partitions[partition]
          const isSame = was?.leaderId === leaderId && was.leaderEpoch === leaderEpoch
          if (isSame) continue
          if (leaderId === context.instance) listener(partition, leaderEpoch)
          else if (was?.leaderId === context.instance) listener(partition, null)
        }
      })
    },
  }
}
