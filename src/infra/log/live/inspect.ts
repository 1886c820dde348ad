/**
 * What a live broker shows to the inspector. It is asked beside the run for what a page needs, and the pages are those of any broker. Who
 * leads tells the bounds of a partition; a broker that does not answer shows that.
 */
import { isCallError } from '~/kernel/call-error'
import type { InspectQuery } from '~/kernel/component'
import type { Json } from '~/kernel/json'
import type { Clock } from '~/kernel/time'
import { ConsoleError, numberOption, parseConsoleLine } from '../inspect/console-line'
import type { GroupView } from '../inspect/groups-of-partition'
import { InspectorPart } from '../inspect/inspector-part'
import type { MetadataResponse } from '../protocol/cluster-api'
import {
  CONSUMER_REPLICA,
  EARLIEST_TIMESTAMP,
  LATEST_TIMESTAMP,
  type ListOffsetsRequest,
} from '../protocol/records-api'
import { partitionName, type TopicPartition } from '../protocol/topic-partition'
import { gather, type Gathered } from './broker-view'
import type { LiveLog, LiveLogEngine } from './live-log'

const GONE = 'This is a recording: the cluster that it was made on is not here.'
const FETCH_BYTES_MAX = 1_048_576
/** As many as a page of records shows. */
const RECORDS_PER_PAGE = 20
/** Pages ask nothing of the clock. */
const NO_CLOCK = { nowMs: () => 0 } as Clock

type Ask = LiveLog['ask']
type Bounds = Map<string, { readonly logStartOffset: number; readonly highWatermark: number }>

/** Answers a query of the inspector. Changes nothing. */
export async function inspectLive(engine: LiveLogEngine, nodeId: number, query: InspectQuery): Promise<Json> {
  const { peek } = engine
  if (peek === null) return absent(query, GONE)
  try {
    const view = gather(await gathered(peek, engine, nodeId, query))
    return new InspectorPart(NO_CLOCK, view).inspect(query) ?? null
  } catch (error) {
    if (!isCallError(error)) throw error
    return absent(query, `Broker ${nodeId} cannot be asked: ${error.message}`)
  }
}

function absent({ view }: InspectQuery, text: string): Json {
  if (view === 'state') return { panels: [{ kind: 'text', label: 'Broker', text, style: 'line' }] }
  return view === 'line' ? { text, isWrite: false } : { columns: [], rows: [], next: null, empty: text }
}

async function gathered(ask: Ask, engine: LiveLogEngine, nodeId: number, query: InspectQuery): Promise<Gathered> {
  const metadata = await ask(null, nodeId, { type: 'Metadata', topics: null, request: 0 })
  const [bounds, groups, configs] = await Promise.all([
    boundsOf(ask, metadata),
    groupsOf(ask, metadata),
    configsOf(ask, nodeId, metadata),
  ])
  const records = new Map<string, Uint8Array>()
  for (const place of wantedOf(query, metadata, bounds)) {
    records.set(partitionName(place), await recordsFrom(ask, metadata, place))
  }
  return { nodeId, metadata, registry: engine.registry, bounds, groups, configs, records }
}

async function boundsOf(ask: Ask, { brokers, topics }: MetadataResponse): Promise<Bounds> {
  const bounds: Bounds = new Map()
  await Promise.all(
    brokers.map(async ({ nodeId }) => {
      const led = topics.flatMap(({ name, partitions }) =>
        partitions.filter(({ leaderId }) => leaderId === nodeId).map(({ partition }) => ({ topic: name, partition })),
      )
      if (led.length === 0) return
      const asked = (timestamp: number): ListOffsetsRequest => ({
        type: 'ListOffsets',
        replicaId: CONSUMER_REPLICA,
        partitions: led.map((place) => ({ ...place, currentLeaderEpoch: -1, timestamp })),
        request: 0,
      })
      const answers = await unlessItFails(Promise.all([ask(null, nodeId, asked(EARLIEST_TIMESTAMP)), ask(null, nodeId, asked(LATEST_TIMESTAMP))])) // prettier-ignore
      if (answers === null) return
      const [starts, ends] = answers
      const endOf = new Map(ends.partitions.map((each) => [partitionName(each), each.offset]))
      for (const start of starts.partitions) {
        const highWatermark = endOf.get(partitionName(start)) ?? -1
        if (start.error === 'NONE') bounds.set(partitionName(start), { logStartOffset: start.offset, highWatermark })
      }
    }),
  )
  return bounds
}

/** All groups of the run, whoever coordinates them. */
async function groupsOf(ask: Ask, { brokers }: MetadataResponse): Promise<GroupView[]> {
  const found = await Promise.all(brokers.map(({ nodeId }) => unlessItFails(groupsAt(ask, nodeId))))
  return found.flatMap((groups) => groups ?? []).toSorted((a, b) => (a.groupId < b.groupId ? -1 : 1))
}

async function groupsAt(ask: Ask, nodeId: number): Promise<GroupView[]> {
  const { groups } = await ask(null, nodeId, { type: 'ListGroups', request: 0 })
  const names = groups.map(({ groupId }) => groupId)
  if (names.length === 0) return []
  const described = await ask(null, nodeId, { type: 'DescribeGroups', groups: names, request: 0 })
  return Promise.all(
    described.groups.map(async ({ groupId, state, generationId, protocolName, members }) => {
      const { partitions } = await ask(null, nodeId, { type: 'OffsetFetch', groupId, partitions: null, request: 0 })
      const shown = members.map(({ memberId, clientId, groupInstanceId, assignment }) => {
        return { memberId, clientId, groupInstanceId, partitions: assignment.partitions }
      })
      return { groupId, state, generationId, protocolName, members: shown, offsets: partitions }
    }),
  )
}

async function configsOf(
  ask: Ask,
  nodeId: number,
  metadata: MetadataResponse,
): Promise<Map<string, Record<string, string>>> {
  // prettier-ignore
  const topics = metadata.topics.map(({ name }) => name)
  if (topics.length === 0) return new Map()
  const described = await ask(null, nodeId, { type: 'DescribeConfigs', topics, request: 0 })
  return new Map(
    described.topics.map(({ name, configs }) => [
      name,
      Object.fromEntries(configs.filter(({ isDefault }) => !isDefault).map((each) => [each.name, each.value])),
    ]),
  )
}

/** The partitions whose records a page or a line shows, each with the offset from which on. */
function wantedOf(
  query: InspectQuery,
  { topics }: MetadataResponse,
  bounds: Bounds,
): (TopicPartition & { from: number })[] {
  const { view } = query
  if (view === 'line') return wantedByLine(String(query['line'] ?? ''), topics, bounds)
  if (view !== 'records' && view !== 'record' && view !== 'batch') return []
  const place = { topic: String(query['topic']), partition: Number(query['partition']) }
  const { highWatermark = 0, logStartOffset = 0 } = bounds.get(partitionName(place)) ?? {}
  if (view !== 'records') return [{ ...place, from: Number(query['offset']) }]
  const wanted = /^\s*(\d{1,15})\s*$/.exec(String(query['match'] ?? ''))?.[1]
  const cursor = typeof query['cursor'] === 'number' ? query['cursor'] : highWatermark
  const from = wanted === undefined ? cursor - RECORDS_PER_PAGE : Number(wanted)
  return [{ ...place, from: Math.min(Math.max(logStartOffset, from), Math.max(logStartOffset, highWatermark - RECORDS_PER_PAGE)) }] // prettier-ignore
}

function wantedByLine(text: string, topics: MetadataResponse['topics'], bounds: Bounds) {
  try {
    const line = parseConsoleLine(text)
    if (line.command !== 'consume') return []
    const topic = topics.find(({ name }) => name === line.words[0])
    const only = numberOption(line, 'partition', -1)
    const partitions = (topic?.partitions ?? []).filter(({ partition }) => only < 0 || partition === only)
    return partitions.map(({ partition }) => {
      const place = { topic: topic!.name, partition }
      const start = bounds.get(partitionName(place))?.logStartOffset ?? 0
      return { ...place, from: Math.max(start, numberOption(line, 'offset', start)) }
    })
  } catch (error) {
    // Whoever answers the line says what is wrong with it.
    if (error instanceof ConsoleError) return []
    throw error
  }
}

async function recordsFrom(
  ask: Ask,
  { topics }: MetadataResponse,
  { topic, partition, from }: TopicPartition & { readonly from: number },
): Promise<Uint8Array> {
  const leaderId = topics.find(({ name }) => name === topic)?.partitions[partition]?.leaderId ?? -1
  if (leaderId < 0 || !Number.isSafeInteger(from) || from < 0) return new Uint8Array(0)
  const place = {
    topic,
    partition,
    currentLeaderEpoch: -1,
    fetchOffset: from,
    lastFetchedEpoch: -1,
    logStartOffset: -1,
  }
  const answer = await ask(null, leaderId, {
    type: 'Fetch',
    replicaId: CONSUMER_REPLICA,
    replicaEpoch: -1,
    maxWaitMs: 0,
    minBytes: 0,
    maxBytes: FETCH_BYTES_MAX,
    partitions: [{ ...place, maxBytes: FETCH_BYTES_MAX }],
    request: 0,
  })
  return answer.partitions[0]?.records ?? new Uint8Array(0)
}

async function unlessItFails<Result>(work: Promise<Result>): Promise<Result | null> {
  try {
    return await work
  } catch (error) {
    if (!isCallError(error)) throw error
    return null
  }
}
