/** ListOffsets and OffsetForLeaderEpoch: where things are in a log. `Partition.fetchOffsetForTimestamp`, `lastOffsetForLeaderEpoch`. */
import type { ErrorName } from '../protocol/error-code'
import {
  CONSUMER_REPLICA,
  EARLIEST_TIMESTAMP,
  LATEST_TIMESTAMP,
  MAX_TIMESTAMP,
  type ListOffsetsRequest,
  type ListOffsetsResponse,
  type OffsetForLeaderEpochRequest,
  type OffsetForLeaderEpochResponse,
} from '../protocol/records-api'
import { findOffsetForTime, findYoungest, type FoundOffset } from '../storage/find-offset'
import type { Partition } from './partition'
import type { Partitions } from './partitions'

type Listed = Omit<ListOffsetsResponse['partitions'][number], 'topic' | 'partition'>

const NOTHING: Listed = { error: 'NONE', timestamp: -1, offset: -1, leaderEpoch: -1 }

export function listOffsets(partitions: Partitions, request: ListOffsetsRequest): ListOffsetsResponse {
  return {
    partitions: request.partitions.map(({ topic, partition: number, currentLeaderEpoch, timestamp }) => {
      const partition = partitions.find({ topic, partition: number })
      const error = partition?.checkLeader(currentLeaderEpoch) ?? partitions.absence({ topic, partition: number })
      const listed =
        error === 'NONE' ? list(partition!, timestamp, request.replicaId === CONSUMER_REPLICA) : { ...NOTHING, error }
      return { topic, partition: number, ...listed }
    }),
  }
}

/**
 * Right after an election the high watermark may be behind what consumers of the last leader have seen: until it has passed the start
 * of this epoch, a consumer is told to ask again instead of an offset that would take it back.
 */
function list({ log, leadership, leaderEpoch }: Partition, timestamp: number, isConsumer: boolean): Listed {
  const bound = isConsumer ? log.highWatermark : log.logEndOffset
  const isBehind = isConsumer && leadership!.epochStartOffset > log.highWatermark
  const notYet: Listed = { ...NOTHING, error: 'OFFSET_NOT_AVAILABLE' }
  if (timestamp === EARLIEST_TIMESTAMP) {
    const offset = log.logStartOffset
    return { error: 'NONE', timestamp: -1, offset, leaderEpoch: log.epochs.epochAt(offset) }
  }
  if (timestamp === LATEST_TIMESTAMP) {
    return isBehind ? notYet : { error: 'NONE', timestamp: -1, offset: bound, leaderEpoch }
  }
  const found: FoundOffset | null = timestamp === MAX_TIMESTAMP ? findYoungest(log) : findOffsetForTime(log, timestamp)
  if (found !== null && found.offset < bound) {
    return { error: 'NONE', timestamp: found.timestampMs, offset: found.offset, leaderEpoch: found.leaderEpoch }
  }
  return isBehind ? notYet : NOTHING
}

export function offsetsForLeaderEpochs(
  partitions: Partitions,
  request: OffsetForLeaderEpochRequest,
): OffsetForLeaderEpochResponse {
  return {
    partitions: request.partitions.map(({ topic, partition: number, currentLeaderEpoch, leaderEpoch }) => {
      const partition = partitions.find({ topic, partition: number })
      const error: ErrorName =
        partition?.checkLeader(currentLeaderEpoch) ?? partitions.absence({ topic, partition: number })
      if (error !== 'NONE') return { topic, partition: number, error, leaderEpoch: -1, endOffset: -1 }
      const { epoch, endOffset } = partition!.log.epochs.endOf(leaderEpoch, partition!.log.logEndOffset)
      return { topic, partition: number, error, leaderEpoch: epoch, endOffset }
    }),
  }
}
