/** The groups, and of each who owns which partition and how far it has come. */
import type { InspectQuery } from '~/kernel/component'
import type { TablePage, TableRow } from '~/kernel/panel'
import { NO_OFFSET, type CommittedOffset } from '../protocol/group-api'
import { partitionName, type TopicPartition } from '../protocol/topic-partition'
import type { BrokerView } from './broker-view'
import type { GroupView } from './groups-of-partition'
import { lagOf } from './lag'
import { matches, pageOf } from '../../paging'

export function groupsPage(view: BrokerView, { cursor, match }: InspectQuery): TablePage {
  const rows = view.groups().map((group) => groupRow(view, group)).filter((row) => matches(row, match)) // prettier-ignore
  return {
    text: `as the replicas of the offsets topic at broker ${view.nodeId} have it; the state is known to a group's coordinator`,
    columns: [
      { name: 'group' },
      { name: 'state', none: 'coordinated elsewhere' },
      { name: 'generation', as: 'number' },
      { name: 'assignor' },
      { name: 'members', as: 'number' },
      { name: 'lag', as: 'number', none: 'unknown' },
    ],
    ...pageOf(rows, cursor),
    empty: 'No group has joined or committed.',
  }
}

/** One group, partition by partition. */
export function groupPage(view: BrokerView, { group: groupId, cursor, match }: InspectQuery): TablePage {
  const group = view.groups().find((each) => each.groupId === groupId)
  if (group === undefined) return { columns: [], rows: [], next: null, empty: 'There is no such group.' }
  const rows = placesOf(group).map((place): TableRow => {
    const committed = committedOf(group, place)
    const owner = group.members.find(({ partitions }) => partitions.some((each) => isSame(each, place)))
    const { lag, end } = lagOf(committed, view.find(place))
    const offset = committed.offset === NO_OFFSET ? null : committed.offset
    return {
      cells: [
        partitionName(place),
        owner?.clientId ?? null,
        owner?.memberId ?? null,
        offset,
        end === null ? null : Number(end),
        lag === null ? null : Number(lag),
      ],
    }
  })
  const idle = group.members.filter(({ partitions }) => partitions.length === 0)
  rows.push(
    ...idle.map(({ clientId, memberId }): TableRow => ({ cells: [null, clientId, memberId, null, null, null] })),
  )
  return {
    text: `generation ${group.generationId} · ${group.state ?? 'coordinated elsewhere'}`,
    columns: [
      { name: 'partition', none: 'owns nothing' },
      { name: 'owner', none: 'nobody' },
      { name: 'member', none: '' },
      { name: 'committed', as: 'number', none: 'nothing' },
      { name: 'high watermark', as: 'number', none: 'unknown' },
      { name: 'lag', as: 'number', none: 'unknown' },
    ],
    ...pageOf(
      rows.filter((row) => matches(row, match)),
      cursor,
    ),
  }
}

function groupRow(view: BrokerView, group: GroupView): TableRow {
  const { groupId, state, generationId, protocolName, members } = group
  const lags = placesOf(group).map((place) => lagOf(committedOf(group, place), view.find(place)).lag)
  // One that is unknown makes the sum unknown.
  const lag = lags.includes(null) ? null : lags.reduce((sum, each) => sum + Number(each), 0)
  return {
    cells: [groupId, state, generationId, protocolName, members.length, lag],
    opens: {
      kind: 'table',
      label: groupId,
      title: `Group ${groupId}: who owns what`,
      query: { view: 'group', group: groupId },
      filter: 'partitions and members…',
    },
  }
}

/** What the group has committed or owns. */
function placesOf({ offsets, members }: GroupView): TopicPartition[] {
  const places = new Map<string, TopicPartition>()
  const all = [...offsets, ...members.flatMap(({ partitions }) => partitions)]
  for (const { topic, partition } of all) places.set(partitionName({ topic, partition }), { topic, partition })
  return [...places.values()].toSorted((a, b) =>
    a.topic === b.topic ? a.partition - b.partition : a.topic < b.topic ? -1 : 1,
  )
}

function committedOf({ offsets }: GroupView, place: TopicPartition): Pick<CommittedOffset, 'offset'> {
  return offsets.find((each) => isSame(each, place)) ?? { offset: NO_OFFSET }
}

function isSame(a: TopicPartition, b: TopicPartition): boolean {
  return a.topic === b.topic && a.partition === b.partition
}
