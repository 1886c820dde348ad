/** All logs on the disk of one broker, with what Kafka keeps beside them: `replication-offset-checkpoint`. */
import { partitionName, type TopicPartition } from '../protocol/topic-partition'
import type { Disk, PartitionLog } from './partition-log'

export class LogDirectory implements Disk {
  /** Appends fail with KAFKA_STORAGE_ERROR as long as there is no space. */
  isFull = false
  private readonly logs = new Map<string, PartitionLog>()
  private readonly checkpoints = new Map<string, number>()

  logOf(partition: TopicPartition): PartitionLog | undefined {
    return this.logs.get(partitionName(partition))
  }

  add(partition: TopicPartition, log: PartitionLog): void {
    this.logs.set(partitionName(partition), log)
  }

  delete(partition: TopicPartition): void {
    this.logs.delete(partitionName(partition))
    this.checkpoints.delete(partitionName(partition))
  }

  /** Deletes what nobody wants here any more, `LogManager.isStrayReplica` in apache/kafka. */
  deleteStrays(isWanted: (log: PartitionLog, name: string) => boolean): void {
    for (const [name, log] of this.logs) {
      if (isWanted(log, name)) continue
      this.logs.delete(name)
      this.checkpoints.delete(name)
    }
  }

  /** Writes down every high watermark. */
  checkpoint(): void {
    for (const [name, log] of this.logs) this.checkpoints.set(name, log.highWatermark)
  }

  /** After a restart: every high watermark is what was written down last. */
  recover(): void {
    for (const [name, log] of this.logs) log.highWatermark = this.checkpoints.get(name) ?? 0
  }
}
