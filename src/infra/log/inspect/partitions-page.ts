/** The table of all partitions, as one broker knows them; each opens its records. */
import type { InspectQuery } from '~/kernel/component'
import type { TablePage, TableRow } from '~/kernel/panel'
import { partitionName } from '../protocol/topic-partition'
import type { BrokerView, PartitionView } from './broker-view'
import { matches, pageOf } from '../../paging'

export function partitionsPage(view: BrokerView, { cursor, match }: InspectQuery): TablePage {
  const all = view.topics().flatMap((topic) => view.partitionsOf(topic))
  const rows = all.map((partition) => rowOf(view, partition)).filter((row) => matches(row, match))
  return {
    text: `offsets of the replicas at broker ${view.nodeId}`,
    columns: [
      { name: 'partition' },
      { name: 'leader', none: 'none' },
      { name: 'epoch', as: 'number' },
      { name: 'ISR' },
      { name: 'replicas' },
      { name: 'role here', none: 'no replica' },
      { name: 'log start', as: 'number' },
      { name: 'high watermark', as: 'number' },
      { name: 'log end', as: 'number' },
    ],
    ...pageOf(rows, cursor),
    empty: 'There are no topics.',
  }
}

function rowOf(view: BrokerView, each: PartitionView): TableRow {
  const isHeld = each.logEndOffset >= 0
  const offset = (value: number): number | null => (isHeld ? value : null)
  const { topic, partition } = each
  const cells = [
    partitionName(each),
    each.leaderId < 0 ? null : each.leaderId,
    each.leaderEpoch,
    each.isr.join(', '),
    each.replicas.join(', '),
    isHeld ? (each.leaderId === view.nodeId ? 'leader' : 'follower') : null,
    offset(each.logStartOffset),
    offset(each.highWatermark),
    offset(each.logEndOffset),
  ]
  if (!isHeld) return { cells }
  return {
    cells,
    opens: {
      kind: 'table',
      label: partitionName(each),
      title: `Records of ${partitionName(each)}`,
      query: { view: 'records', topic, partition },
      filter: 'from offset…',
      turn: { back: 'Newer', next: 'Older' },
    },
  }
}
