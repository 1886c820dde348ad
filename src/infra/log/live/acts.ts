/** What can be done to a live Kafka by asking its brokers: each instance does what its broker is to be asked for. */
import { isCallError } from '~/kernel/call-error'
import type { Context } from '~/kernel/component'
import type { Json } from '~/kernel/json'
import { parseReset, type OffsetChange } from '../groups/reset-offsets'
import { ConsoleError, parseConsoleLine } from '../inspect/console-line'
import { typedRecord } from '../inspect/produce-line'
import { NO_GENERATION, NO_MEMBER_ID, type OffsetFetchResponse } from '../protocol/group-api'
import { CONSUMER_REPLICA, EARLIEST_TIMESTAMP, LATEST_TIMESTAMP } from '../protocol/records-api'
import { partitionName, samePartition } from '../protocol/topic-partition'
import { wallTimeMs } from '../protocol/wall-time'
import { encodeRecordBatch } from '../records/record-batch'
import { gather } from './broker-view'
import type { LiveLogEngine } from './live-log'

const TIMEOUT_MS = 5_000

type Doing = (context: Context, engine: LiveLogEngine, value: string) => Promise<Json | undefined>

const DOINGS: Readonly<Record<string, Doing>> = {
  'delete-group': deleteGroup,
  'offset-reset': resetOffsets,
  'retention-cut': cut,
  console: produce,
}

/** Does a verb. Gives what is to be shown; undefined where another instance's broker is the one to ask. @throws {CallError} */
export function doLive(
  context: Context,
  engine: LiveLogEngine,
  verb: string,
  value: string,
): Promise<Json | undefined> {
  return DOINGS[verb]!(context, engine, value)
}

async function deleteGroup(context: Context, { live }: LiveLogEngine, value: string): Promise<Json | undefined> {
  const groups = [value.trim()]
  const answer = await context.outside(() => live.ask(null, context.instance, { type: 'DeleteGroups', groups, request: 0 })) // prettier-ignore
  const error = answer.groups[0]?.error ?? 'UNKNOWN_SERVER_ERROR'
  return error === 'NOT_COORDINATOR' ? undefined : `${groups[0]}: ${error === 'NONE' ? 'deleted' : error}`
}

async function resetOffsets(context: Context, engine: LiveLogEngine, value: string): Promise<Json | undefined> {
  const { live } = engine
  const reset = parseReset(value)
  if (reset === null) return 'which group, and where to? As: search earliest'
  const { groupId, target } = reset
  const fetched = await context.outside(() => live.ask(null, context.instance, { type: 'OffsetFetch', groupId, partitions: null, request: 0 })) // prettier-ignore
  if (fetched.error !== 'NONE') return fetched.error === 'NOT_COORDINATOR' ? undefined : `${groupId}: ${fetched.error}`
  if (fetched.partitions.length === 0) return `${groupId}: GROUP_ID_NOT_FOUND`
  const changes = await changesOf(context, engine, fetched, target)
  if (changes.length === 0) return `${groupId}: nothing to change`
  const partitions = changes.map(({ topic, partition, to }) => ({ topic, partition, offset: to, leaderEpoch: -1, metadata: '' })) // prettier-ignore
  const answer = await context.outside(() =>
    live.ask(null, context.instance, {
      type: 'OffsetCommit',
      groupId,
      memberId: NO_MEMBER_ID,
      groupInstanceId: null,
      generationId: NO_GENERATION,
      partitions,
      request: 0,
    }),
  )
  // A group with members keeps its positions: Kafka's own tool refuses then, too.
  const refused = answer.partitions.find(({ error }) => error !== 'NONE')
  if (refused !== undefined) return `${groupId}: ${refused.error}`
  for (const change of changes) context.emit('offset-reset', { group: groupId, ...change })
  return `${groupId}: ${changes.length} positions`
}

async function changesOf(
  context: Context,
  { live }: LiveLogEngine,
  { partitions }: OffsetFetchResponse,
  target: 'earliest' | 'latest' | number,
): Promise<OffsetChange[]> {
  const bounds = new Map<string, { readonly start: number; readonly end: number }>()
  for (let broker = 0; broker < context.instances; broker++) {
    // Each tells of what it leads.
    const places = partitions.map(({ topic, partition }) => ({ topic, partition, currentLeaderEpoch: -1 }))
    const asked = (timestamp: number) => ({
      type: 'ListOffsets' as const,
      replicaId: CONSUMER_REPLICA,
      partitions: places.map((place) => ({ ...place, timestamp })),
      request: 0,
    })
    const answers = await context
      .outside(() =>
        // One that is down leads nothing.
        Promise.all([
          live.ask(null, broker, asked(EARLIEST_TIMESTAMP)),
          live.ask(null, broker, asked(LATEST_TIMESTAMP)),
        ]),
      )
      .catch((error: unknown) => {
        if (!isCallError(error)) throw error
        return null
      })
    if (answers === null) continue
    const [starts, ends] = answers
    for (const { error, offset: start, ...place } of starts.partitions) {
      const end = ends.partitions.find((each) => samePartition(each, place))
      if (error === 'NONE' && end?.error === 'NONE') bounds.set(partitionName(place), { start, end: end.offset })
    }
  }
  return partitions.flatMap(({ topic, partition, offset: from }) => {
    const found = bounds.get(partitionName({ topic, partition }))
    if (found === undefined) return []
    const wanted = target === 'earliest' ? found.start : target === 'latest' ? found.end : target
    const to = Math.max(found.start, Math.min(wanted, found.end))
    return to === from ? [] : [{ topic, partition, from, to }]
  })
}

/** What is gone is stated when the broker is looked at next. */
async function cut(context: Context, { live }: LiveLogEngine, value: string): Promise<Json | undefined> {
  const { led } = await context.outside(() => live.look(context.instance))
  const partitions = led
    .map(({ topic, partition, logStartOffset, highWatermark }) => {
      return { topic, partition, offset: Math.min(highWatermark, logStartOffset + Number(value)) }
    })
    .filter(({ offset }) => offset > 0)
  if (partitions.length === 0) return undefined
  await context.outside(() => live.ask(null, context.instance, { type: 'DeleteRecords', timeoutMs: TIMEOUT_MS, partitions, request: 0 })) // prettier-ignore
  return undefined
}

/** `produce <topic> <key>:<value>`, where this broker leads the partition. */
async function produce(context: Context, engine: LiveLogEngine, text: string): Promise<Json | undefined> {
  const { live, registry } = engine
  const { instance } = context
  const line = readLine(text)
  if (typeof line === 'string') return line
  const [topic = ''] = line.words
  const metadata = await context.outside(() =>
    live.ask(null, instance, { type: 'Metadata', topics: [topic], request: 0 }),
  )
  try {
    const { leaderId, key, value, ...place } = typedRecord(gather({ nodeId: instance, metadata, registry }), line)
    if (leaderId !== instance) return undefined
    const records = encodeRecordBatch({ records: [{ timestamp: wallTimeMs(context.clock), key, value }] })
    const partitions = [{ ...place, records }]
    const answer = await context.outside(() => live.ask(null, instance, { type: 'Produce', acks: -1, timeoutMs: TIMEOUT_MS, partitions, request: 0 })) // prettier-ignore
    const [told] = answer.partitions
    if (told?.error === 'NONE') return `${partitionName(place)}@${told.baseOffset}`
    return `${told?.error ?? 'UNKNOWN_SERVER_ERROR'}: nothing was appended to ${partitionName(place)}`
  } catch (error) {
    if (error instanceof ConsoleError) return error.message
    throw error
  }
}

function readLine(text: string): ReturnType<typeof parseConsoleLine> | string {
  try {
    const line = parseConsoleLine(text)
    return line.command === 'produce' ? line : `this line produces nothing: ${line.command}`
  } catch (error) {
    if (error instanceof ConsoleError) return error.message
    throw error
  }
}
