/** A topic as lanes: each partition with its log, and where its groups stand in it. */
import type { LanesPanel } from '~/kernel/panel'
import type { Tone } from '~/kernel/tone'
import type { TopicState } from '../broker/metadata'
import { samePartition } from '../protocol/topic-partition'
import type { BrokerView, PartitionView } from './broker-view'
import type { GroupView } from './groups-of-partition'

type Lane = LanesPanel['lanes'][number]

/** From the lag of a group on in records a mark says that it is behind; below, it is reading. */
const BEHIND_FROM = 1_000

export function topicLanes(view: BrokerView, topic: TopicState, groups: readonly GroupView[]): LanesPanel {
  return {
    kind: 'lanes',
    label: topic.name,
    axis: 'offset',
    lanes: view.partitionsOf(topic).map((partition) => laneOf(partition, groups)),
  }
}

function laneOf(partition: PartitionView, groups: readonly GroupView[]): Lane {
  const { leaderId, isr, replicas, logStartOffset, highWatermark, logEndOffset } = partition
  const name = [
    String(partition.partition),
    leaderId < 0 ? 'no leader' : `leader ${leaderId}`,
    `ISR ${isr.join(', ')}`,
    ...(isr.length < replicas.length ? [`of ${replicas.join(', ')}`] : []),
  ]
  const isHeld = logEndOffset >= 0
  if (!isHeld) name.push('no replica here')
  const marks: Lane['marks'][number][] = []
  for (const { groupId, offsets, members } of groups) {
    const committed = offsets.find((each) => samePartition(each, partition))
    if (committed !== undefined && isHeld) {
      const lag = Math.max(0, highWatermark - committed.offset)
      marks.push({ name: `${groupId}: ${lagText(lag)}`, at: committed.offset, tone: lagTone(lag) })
    } else if (members.some(({ partitions }) => partitions.some((each) => samePartition(each, partition)))) {
      // Somebody reads it and has committed nothing: how far it is behind nobody can say, which is not the same as not at all.
      name.push(`${groupId}: lag unknown`)
    }
  }
  if (!isHeld) return { name: name.join(' · '), segments: [], marks }
  const isWhole = leaderId >= 0 && isr.length === replicas.length
  return {
    name: name.join(' · '),
    segments: [
      {
        name: 'committed',
        from: logStartOffset,
        to: highWatermark,
        tone: isWhole ? 'allowed' : leaderId < 0 ? 'failed' : 'degraded',
      },
      { name: 'not committed yet', from: highWatermark, to: logEndOffset, tone: 'unknown' },
    ],
    marks: [
      { name: 'log start', at: logStartOffset },
      { name: 'high watermark', at: highWatermark },
      { name: 'log end', at: logEndOffset },
      ...marks,
    ],
  }
}

function lagText(lag: number): string {
  return lag === 0 ? 'lag 0' : `lag ${lag.toLocaleString('en')}`
}

function lagTone(lag: number): Tone {
  return lag >= BEHIND_FROM ? 'degraded' : 'allowed'
}
