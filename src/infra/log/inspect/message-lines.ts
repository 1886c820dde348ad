/** A message to a broker as lines to read, in the view of a request. */
import { counted } from '../../counted'
import type { LogRequest } from '../protocol/api'
import type { RegistryRequest } from '../protocol/registry-api'
import { partitionName, type TopicPartition } from '../protocol/topic-partition'
import { BATCH_AT } from '../records/batch-layout'

const LINES_MAX = 20

/** One line for each partition or group that a request names; none for what is no request. */
export function messageLines(message: unknown): readonly string[] {
  const request = message as (LogRequest | RegistryRequest) | null | undefined
  if (typeof request?.type !== 'string') return []
  const lines = linesOf(request)
  return lines.length <= LINES_MAX
    ? lines
    : [...lines.slice(0, LINES_MAX - 1), `… and ${lines.length - LINES_MAX + 1} more`]
}

function linesOf(request: LogRequest | RegistryRequest): readonly string[] {
  switch (request.type) {
    case 'Produce':
      return request.partitions.map(
        (each) => `Produce ${partitionName(each)} ${batchText(each.records)} acks=${request.acks}`,
      )
    case 'Fetch': {
      const who = request.replicaId < 0 ? '' : ` by replica ${request.replicaId}`
      return named(request, ({ fetchOffset }: { fetchOffset: number }) => ` from ${fetchOffset}${who}`)
    }
    case 'ListOffsets':
      return named(request, ({ timestamp }: { timestamp: number }) => ` at ${timestamp}`)
    case 'OffsetForLeaderEpoch':
      return named(request, ({ leaderEpoch }: { leaderEpoch: number }) => ` epoch ${leaderEpoch}`)
    case 'DeleteRecords':
      return named(request, ({ offset }: { offset: number }) => ` before ${offset}`)
    case 'OffsetCommit':
      return request.partitions.map(
        (each) =>
          `OffsetCommit ${request.groupId} ${partitionName(each)}@${each.offset} generation ${request.generationId}`,
      )
    case 'JoinGroup':
      return [`JoinGroup ${request.groupId} ${request.memberId || '(new member)'}`]
    case 'SyncGroup':
    case 'Heartbeat':
      return [`${request.type} ${request.groupId} ${request.memberId} generation ${request.generationId}`]
    case 'LeaveGroup':
      return request.members.map(({ memberId }) => `LeaveGroup ${request.groupId} ${memberId}`)
    case 'FindCoordinator':
    case 'OffsetFetch':
    case 'OffsetDelete':
      return [`${request.type} ${request.groupId}`]
    case 'DescribeGroups':
    case 'DeleteGroups':
      return [`${request.type} ${request.groups.join(', ')}`]
    case 'Metadata':
      return [`Metadata ${request.topics === null ? '(all topics)' : request.topics.join(', ')}`.trimEnd()]
    case 'CreateTopics':
    case 'CreatePartitions':
    case 'IncrementalAlterConfigs':
      return request.topics.map(({ name }) => `${request.type} ${name}`)
    case 'DeleteTopics':
    case 'DescribeConfigs':
      return [`${request.type} ${request.topics.join(', ')}`]
    case 'ElectLeaders':
      return request.partitions.map((each) => `ElectLeaders ${request.electionType} ${partitionName(each)}`)
    case 'Registry':
      return [`${request.method} ${request.path}`]
    default:
      return [(request as LogRequest).type]
  }
}

function named<Place extends TopicPartition>(
  { type, partitions }: { readonly type: string; readonly partitions: readonly Place[] },
  rest: (place: Place) => string,
): string[] {
  return partitions.map((place) => `${type} ${partitionName(place)}${rest(place)}`)
}

/**
 * How many records a batch says it has. Only that field is read: pages that show lines need not be able to read batches.
 */
function batchText(given: Uint8Array | readonly number[]): string {
  // In the page a message is what JSON made of it.
  const records = given instanceof Uint8Array ? given : Uint8Array.from(given)
  if (records.length < BATCH_AT.records) return counted(records.length, 'byte')
  const header = new DataView(records.buffer, records.byteOffset, records.length)
  return counted(header.getInt32(BATCH_AT.recordCount), 'record')
}
