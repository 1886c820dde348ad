/**
 * An internal topic as one replica has it, leader or not: every committed record was given to whoever keeps a state of it. It goes on
 * where it stopped, so that looking often costs little, and begins anew where the replica is another one.
 */
import { InternalLog, type RecordCodec } from '../broker/internal-log'
import type { InternalPartitions } from '../broker/metadata'
import type { TopicPartition } from '../protocol/topic-partition'

interface Read<State> {
  readonly state: State
  readonly log: { replayCommitted(): void; readonly highWatermark: number }
  readonly topicId: number
  highWatermark: number
}

export class ReplicaReader<Entry, State> {
  private readonly partitions: Pick<InternalPartitions, 'append' | 'read' | 'bounds'>
  private readonly codec: RecordCodec<Entry>
  private readonly create: () => State
  private readonly apply: (state: State, entry: Entry) => void
  private readonly reads = new Map<number, Read<State>>()

  constructor(
    partitions: Pick<InternalPartitions, 'append' | 'read' | 'bounds'>,
    codec: RecordCodec<Entry>,
    create: () => State,
    apply: (state: State, entry: Entry) => void,
  ) {
    this.partitions = partitions
    this.codec = codec
    this.create = create
    this.apply = apply
  }

  /** What one partition says; of a replica that is not here, nothing. */
  read(place: TopicPartition, topicId: number): State {
    const known = this.reads.get(place.partition)
    const { highWatermark } = this.partitions.bounds(place)
    const isSame = known?.topicId === topicId && highWatermark >= known.highWatermark
    const read = isSame ? known : this.begin(place, topicId)
    if (highWatermark >= 0) read.log.replayCommitted()
    read.highWatermark = highWatermark
    return read.state
  }

  private begin(place: TopicPartition, topicId: number): Read<State> {
    const state = this.create()
    const log = new InternalLog<Entry>(this.partitions, place, this.codec, (entry) => this.apply(state, entry))
    const read = { state, log, topicId, highWatermark: -1 }
    this.reads.set(place.partition, read)
    return read
  }
}
