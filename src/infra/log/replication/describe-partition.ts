/** One replica as it stands, as plain data: for the inspector, and for tests. */
import type { ProducerEntry } from '../storage/producer-state'
import type { Partition } from './partition'

/** Times in ms of Unix time, sizes in bytes. */
export type PartitionDescription = ReturnType<typeof describePartition>

export function describePartition(partition: Partition) {
  const { topic, partition: number, log, leadership, leaderId, leaderEpoch, partitionEpoch, replicas } = partition
  return {
    topic,
    partition: number,
    role: leadership === null ? 'follower' : 'leader',
    leaderId,
    leaderEpoch,
    partitionEpoch,
    replicas: [...replicas],
    /** Known to the leader alone. */
    isr: leadership === null ? null : [...leadership.isr],
    /** With who is about to join, or to leave. */
    maximalIsr: leadership === null ? null : [...leadership.maximalIsr],
    followers: leadership?.ends() ?? [],
    logStartOffset: log.logStartOffset,
    highWatermark: log.highWatermark,
    logEndOffset: log.logEndOffset,
    cleanedUpTo: log.cleanedUpTo,
    size: log.size,
    segments: log.allSegments.map(({ baseOffset, nextOffset, size, count, largestTimestampMs }) => {
      return { baseOffset, nextOffset, size, batches: count, largestTimestampMs }
    }),
    epochs: log.epochs.list().map((entry) => ({ ...entry })),
    producers: Array.from(log.producers.producers, describeProducer),
  }
}

function describeProducer({ producerId, epoch, batches, lastTimestampMs }: ProducerEntry) {
  return { producerId, epoch, lastTimestampMs, batches: batches.map((batch) => ({ ...batch })) }
}
