/** Requests as tests make them most of the time: about one partition, with Kafka's defaults. */
import type {
  FetchPartitionResponse,
  FetchRequest,
  ListOffsetsRequest,
  ProducePartitionResponse,
} from '../protocol/records-api'
import type { ProduceRequest, ListOffsetsResponse } from '../protocol/records-api'
import { splitBatches } from '../records/batch-view'
import { decodeRecords } from '../records/record-batch'
import type { Client } from './log-run'

const utf8 = new TextDecoder()

interface ProduceTerms {
  readonly acks?: ProduceRequest['acks']
  readonly topic?: string
  readonly partition?: number
  readonly timeoutMs?: number
}

/** Sends a batch to a broker and gives what that says of it. The topic is `t` unless another is named. */
export async function produce(
  client: Client,
  nodeId: number,
  records: Uint8Array,
  { acks = -1, topic = 't', partition = 0, timeoutMs = 30_000 }: ProduceTerms = {},
): Promise<ProducePartitionResponse> {
  const partitions = [{ topic, partition, records }]
  // Longer than the broker waits, so that only an answer that was lost is given up.
  const request = { type: 'Produce', acks, timeoutMs, partitions } as const
  const response = await client.ask<ProduceRequest>(nodeId, request, timeoutMs + 500)
  return response.partitions[0]!
}

interface FetchTerms {
  readonly topic?: string
  readonly partition?: number
  readonly currentLeaderEpoch?: number
  readonly lastFetchedEpoch?: number
  readonly maxWaitMs?: number
  readonly minBytes?: number
  readonly maxBytes?: number
}

/** Fetches as a consumer. */
export async function fetchFrom(
  client: Client,
  nodeId: number,
  fetchOffset: number,
  terms: FetchTerms = {},
): Promise<FetchPartitionResponse> {
  const { topic = 't', partition = 0, currentLeaderEpoch = -1, lastFetchedEpoch = -1, maxBytes = 1_048_576 } = terms
  const response = await client.ask<FetchRequest>(nodeId, {
    type: 'Fetch',
    replicaId: -1,
    replicaEpoch: -1,
    maxWaitMs: terms.maxWaitMs ?? 0,
    minBytes: terms.minBytes ?? 1,
    maxBytes: 52_428_800,
    partitions: [{ topic, partition, currentLeaderEpoch, fetchOffset, lastFetchedEpoch, logStartOffset: -1, maxBytes }],
  })
  return response.partitions[0]!
}

/** Offsets and values of what was fetched. */
export function valuesOf({ records }: FetchPartitionResponse): (readonly [offset: number, value: string])[] {
  return splitBatches(records).flatMap((batch) =>
    decodeRecords(batch).map(({ offset, value }) => [offset, value === null ? '' : utf8.decode(value)] as const),
  )
}

export async function listOffset(
  client: Client,
  nodeId: number,
  timestamp: number,
): Promise<ListOffsetsResponse['partitions'][number]> {
  const partitions = [{ topic: 't', partition: 0, currentLeaderEpoch: -1, timestamp }]
  const response = await client.ask<ListOffsetsRequest>(nodeId, { type: 'ListOffsets', replicaId: -1, partitions })
  return response.partitions[0]!
}
