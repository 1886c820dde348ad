/** What groups have committed and the log has kept: the part of `OffsetMetadataManager` of apache/kafka that remembers. */
import { NO_OFFSET, type CommittedOffset } from '../protocol/group-api'
import { partitionName, type TopicPartition } from '../protocol/topic-partition'
import type { OffsetKey, OffsetValue } from './offsets-topic'

interface StoredOffset extends TopicPartition, OffsetValue {}

export class CommittedOffsets {
  private readonly byGroup = new Map<string, Map<string, StoredOffset>>()

  /** Takes a record of the log over; null is a tombstone. */
  apply({ groupId, topic, partition }: OffsetKey, value: OffsetValue | null): void {
    const name = partitionName({ topic, partition })
    const offsets = this.byGroup.get(groupId) ?? new Map<string, StoredOffset>()
    if (value === null) offsets.delete(name)
    else offsets.set(name, { topic, partition, ...value })
    if (offsets.size === 0) this.byGroup.delete(groupId)
    else this.byGroup.set(groupId, offsets)
  }

  groupIds(): Iterable<string> {
    return this.byGroup.keys()
  }

  get(groupId: string, { topic, partition }: TopicPartition): CommittedOffset {
    const stored = this.byGroup.get(groupId)?.get(partitionName({ topic, partition }))
    return stored === undefined ? { topic, partition, offset: NO_OFFSET, leaderEpoch: -1, metadata: '' } : plain(stored)
  }

  all(groupId: string): CommittedOffset[] {
    return this.of(groupId).map(plain)
  }

  /** With what their expiry is judged by. */
  of(groupId: string): readonly StoredOffset[] {
    return [...(this.byGroup.get(groupId)?.values() ?? [])]
  }

  /** All that was committed for a topic, in every group. */
  ofTopic(topic: string): OffsetKey[] {
    return [...this.byGroup].flatMap(([groupId, offsets]) =>
      [...offsets.values()]
        .filter((stored) => stored.topic === topic)
        .map(({ partition }): OffsetKey => ({ kind: 'offset', groupId, topic, partition })),
    )
  }
}

function plain({ topic, partition, offset, leaderEpoch, metadata }: StoredOffset): CommittedOffset {
  return { topic, partition, offset, leaderEpoch, metadata }
}
