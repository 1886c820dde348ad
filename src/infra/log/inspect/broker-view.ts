/**
 * What one broker can show: the metadata as it has them, the replicas that it holds, and from its replicas of the internal topics the
 * groups and the schemas. Where it leads nothing of it, that is what it was told, as far as that has come.
 */
import type { InternalPartitions, Metadata, PartitionState, TopicState } from '../broker/metadata'
import { OFFSETS_TOPIC } from '../controller/cluster-image'
import type { TopicPartition } from '../protocol/topic-partition'
import { splitBatches } from '../records/batch-view'
import { decodeRecords, type LogRecord } from '../records/record-batch'
import { REGISTRY_RECORDS, SCHEMAS_TOPIC } from '../registry/registry-record'
import { RegistryState } from '../registry/registry-state'
import type { GroupCoordinatorPart } from '../groups/group-coordinator'
import { GROUP_RECORDS } from '../groups/offsets-topic'
import type { RegistryLeader } from '../registry/registry-leader'
import { GroupsOfPartition, type GroupView } from './groups-of-partition'
import { ReplicaReader } from './replica-reader'

const READ_BYTES_MAX = 1_048_576
const NO_SCHEMAS = new RegistryState()

/** One partition as this broker sees it. Offsets are -1 where it holds no replica. */
export interface PartitionView extends TopicPartition, PartitionState {
  readonly logStartOffset: number
  readonly highWatermark: number
  readonly logEndOffset: number
}

/** What of a broker is shown: its metadata, its replicas, the groups that it coordinates, and the registry if that is here. */
export interface Shown {
  readonly metadata: Pick<Metadata, 'image' | 'controllerId'>
  readonly partitions: Pick<InternalPartitions, 'bounds' | 'read' | 'append'>
  readonly coordinator: Pick<GroupCoordinatorPart, 'groups'>
  readonly registry: { readonly leader: Pick<RegistryLeader, 'lastVerdicts'> | null }
}

export class BrokerView {
  readonly nodeId: number
  readonly metadata: Shown['metadata']
  readonly partitions: Shown['partitions']
  readonly coordinator: Shown['coordinator']
  readonly registry: Shown['registry']
  private readonly offsets: ReplicaReader<Parameters<GroupsOfPartition['apply']>[0], GroupsOfPartition>
  private readonly schemaRecords: ReplicaReader<Parameters<RegistryState['apply']>[0], RegistryState>

  constructor(
    nodeId: number,
    metadata: Shown['metadata'],
    partitions: Shown['partitions'],
    coordinator: Shown['coordinator'],
    registry: Shown['registry'],
  ) {
    this.nodeId = nodeId
    this.metadata = metadata
    this.partitions = partitions
    this.coordinator = coordinator
    this.registry = registry
    this.offsets = new ReplicaReader(
      partitions,
      GROUP_RECORDS,
      () => new GroupsOfPartition(),
      (state, record) => state.apply(record),
    )
    this.schemaRecords = new ReplicaReader(
      partitions,
      REGISTRY_RECORDS,
      () => new RegistryState(),
      (state, record) => state.apply(record),
    )
  }

  /** By name, those of the cluster itself last. */
  topics(): TopicState[] {
    const topics = [...this.metadata.image.topics.values()]
    const rank = ({ name }: TopicState): string => `${name === SCHEMAS_TOPIC || name === OFFSETS_TOPIC ? 1 : 0}${name}`
    return topics.toSorted((a, b) => (rank(a) < rank(b) ? -1 : 1))
  }

  partitionsOf({ name, partitions }: TopicState): PartitionView[] {
    return partitions.map((state, partition) => {
      const place = { topic: name, partition }
      return { ...place, ...state, ...this.partitions.bounds(place) }
    })
  }

  /** The partition, or undefined if the metadata have none. */
  find({ topic, partition }: TopicPartition): PartitionView | undefined {
    const found = this.metadata.image.topics.get(topic)
    return found === undefined ? undefined : this.partitionsOf(found)[partition]
  }

  /** Records of a replica from an offset on and before another, committed or not. */
  records(place: TopicPartition, from: number, to: number, countMax: number): LogRecord[] {
    const records: LogRecord[] = []
    for (let offset = from; offset < to && records.length < countMax;) {
      const before = offset
      for (const batch of splitBatches(this.partitions.read(place, offset, READ_BYTES_MAX))) {
        for (const record of decodeRecords(batch, false)) {
          if (record.offset >= from && record.offset < to) records.push(record)
        }
        offset = batch.nextOffset
        if (records.length >= countMax) break
      }
      if (offset === before) break
    }
    return records.slice(0, countMax)
  }

  /** Groups by name, with what they have committed. A broker has those whose partition of the offsets topic it holds. */
  groups(): GroupView[] {
    const topic = this.metadata.image.topics.get(OFFSETS_TOPIC)
    const live = new Map(this.coordinator.groups().map((group) => [group.groupId, group]))
    const views = (topic?.partitions ?? []).flatMap((_, partition) =>
      this.offsets.read({ topic: OFFSETS_TOPIC, partition }, topic!.topicId).views(live),
    )
    return views.toSorted((a, b) => (a.groupId < b.groupId ? -1 : 1))
  }

  schemas(): RegistryState {
    const topic = this.metadata.image.topics.get(SCHEMAS_TOPIC)
    return topic === undefined
      ? NO_SCHEMAS
      : this.schemaRecords.read({ topic: SCHEMAS_TOPIC, partition: 0 }, topic.topicId)
  }
}
