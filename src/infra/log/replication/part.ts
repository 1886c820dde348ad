/** Replication as a part of a broker: it answers what is asked about records, and takes part in what is done to the disk. */
import type { Context, Message } from '~/kernel/component'
import type { Json } from '~/kernel/json'
import type { InternalPartitions, Metadata } from '../broker/metadata'
import type { BrokerPart } from '../broker/part'
import type { LogRequest } from '../protocol/api'
import { deleteRecords } from './delete-records'
import { describePartition } from './describe-partition'
import { Fetch } from './fetch'
import { dropOld } from './housekeeping'
import { createInternalPartitions } from './internal-partitions'
import { listOffsets, offsetsForLeaderEpochs } from './offsets'
import type { ReplicationOptions } from './options'
import { Produce } from './produce'
import { ReplicaManager } from './replica-manager'

export interface ReplicationPart extends BrokerPart {
  readonly partitions: InternalPartitions
}

export function createReplication(
  context: Context,
  metadata: Metadata,
  options: ReplicationOptions = {},
): ReplicationPart {
  const manager = new ReplicaManager(context, metadata, options)
  const { world, partitions, deadlines, directory } = manager
  const produce = new Produce(world, partitions, deadlines)
  const fetch = new Fetch(world, partitions, deadlines)
  return {
    types: ['Produce', 'Fetch', 'ListOffsets', 'OffsetForLeaderEpoch', 'DeleteRecords'],
    partitions: createInternalPartitions(manager, produce),
    start: () => manager.start(),
    handle(message: Message) {
      const request = message as LogRequest
      switch (request.type) {
        case 'Produce':
          return produce.handle(request)
        case 'Fetch':
          return fetch.handle(request)
        case 'ListOffsets':
          return listOffsets(partitions, request)
        case 'OffsetForLeaderEpoch':
          return offsetsForLeaderEpochs(partitions, request)
        case 'DeleteRecords':
          return deleteRecords(world, partitions, deadlines, request)
        default:
          return undefined
      }
    },
    act(verb, value, phase) {
      if (verb === 'disk-full') directory.isFull = phase === 'start'
      return verb === 'retention-cut' ? cutRetention(manager, value ?? '') : undefined
    },
    inspect({ view, topic, partition }) {
      if (view === 'replicas') return Array.from(partitions.all(), describePartition)
      if (view !== 'replica' || typeof topic !== 'string' || typeof partition !== 'number') return undefined
      const held = partitions.find({ topic, partition })
      return held === undefined ? null : describePartition(held)
    },
  }
}

/**
 * Moves the log start of what this broker leads to the high watermark, or by a number of records: as if retention had been shorter.
 * Followers go with it when they fetch next. Internal topics stay.
 */
function cutRetention({ world, partitions }: ReplicaManager, records: string): Json {
  const count = records === '' || records === 'all' ? Infinity : Number(records)
  let cut = 0
  for (const partition of partitions.all()) {
    const { log, leadership } = partition
    if (leadership === null || world.metadata.image.topics.get(partition.topic)?.isInternal !== false) continue
    // What is compacted only is not deleted by age: the registry's schemas are kept in such a topic.
    if (!log.config.isDelete) continue
    const before = log.logStartOffset
    const to = Math.min(log.highWatermark, before + count)
    if (to <= before || log.advanceLogStart(to) !== 'NONE') continue
    cut += to - before
    partition.state('retention', { from: before, to })
    dropOld(world, partition)
    partition.notify()
  }
  return { records: cut }
}
