/** What a broker does for its logs now and then: `LogManager`, `LogCleaner` and the scheduled tasks of `ReplicaManager`. */
import { clean, findCleanable } from '../storage/cleaner'
import type { LogDirectory } from '../storage/log-directory'
import { dropOldSegments } from '../storage/retention'
import type { Partition } from './partition'
import type { Partitions } from './partitions'
import { unixMs, type ReplicationWorld } from './world'

/** Starts everything that goes on for as long as the process lives. */
export function keepHouse(world: ReplicationWorld, partitions: Partitions, directory: LogDirectory): void {
  const { settings } = world
  every(world, settings.highWatermarkCheckpointIntervalMs, () => directory.checkpoint())
  // Half of the time that a follower has: so it leaves after at most one and a half of it.
  every(world, settings.replicaLagTimeMaxMs / 2, () => {
    for (const { leadership } of partitions.all()) leadership?.shrinkIsr()
  })
  every(world, settings.retentionCheckIntervalMs, () => {
    const nowMs = unixMs(world.clock)
    for (const partition of partitions.all()) {
      partition.log.producers.expire(nowMs, settings.producerIdExpirationMs)
      dropOld(world, partition)
    }
  })
  every(world, settings.cleanerBackoffMs, () => {
    for (const partition of partitions.all()) cleanOne(world, partition)
  })
}

/** Drops what a partition need not keep, and states the new log start if that moved. */
export function dropOld(world: ReplicationWorld, partition: Partition): void {
  const { log } = partition
  const before = log.logStartOffset
  dropOldSegments(log, unixMs(world.clock))
  if (log.logStartOffset === before) return
  partition.state('retention', { from: before, to: log.logStartOffset })
  partition.notify()
}

function cleanOne(world: ReplicationWorld, partition: Partition): void {
  const nowMs = unixMs(world.clock)
  const cleanable = findCleanable(partition.log, nowMs)
  if (cleanable === null) return
  partition.state('compacted', { ...clean(partition.log, cleanable, nowMs) })
}

function every(world: ReplicationWorld, intervalMs: number, work: () => void): void {
  const go = async () => {
    for (;;) {
      await world.clock.sleep(intervalMs)
      work()
    }
  }
  void go()
}
