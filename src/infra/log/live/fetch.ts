/**
 * Fetch, version 12: the last one that calls topics by their names. Record batches stay bytes, since this folder reads them itself;
 * those that somebody else has compressed are unpacked here.
 */
import { type Connection, type Reader, Writer } from '@platformatic/kafka'
import type { FetchPartitionResponse, FetchRequest, FetchResponse } from '../protocol/records-api'
import { byTopic } from './by-topic'
import { errorNameOf } from './error-names'
import type { Settle } from './exchange'
import { readCurrentLeader, readTagged } from './tagged-fields'
import { uncompressed } from './uncompressed'

const FETCH = 1
const VERSION = 12
const READ_UNCOMMITTED = 0
/** KIP-227 sessions are not used: each request says all. */
const NO_SESSION = { id: 0, epoch: -1 }
const DIVERGING_EPOCH = 0
const CURRENT_LEADER = 1
const NO_BYTES = new Uint8Array(0)

export function exchangeFetch(connection: Connection, request: FetchRequest, settle: Settle): void {
  connection.send(
    FETCH,
    VERSION,
    () => encode(request),
    decode,
    true,
    true,
    (error, response) => {
      if (error !== null) settle(error)
      else settle(null, { response: response! })
    },
  )
}

function encode({ replicaId, maxWaitMs, minBytes, maxBytes, partitions }: FetchRequest): Writer {
  return Writer.create()
    .appendInt32(replicaId)
    .appendInt32(maxWaitMs)
    .appendInt32(minBytes)
    .appendInt32(maxBytes)
    .appendInt8(READ_UNCOMMITTED)
    .appendInt32(NO_SESSION.id)
    .appendInt32(NO_SESSION.epoch)
    .appendArray(
      byTopic(partitions, (each) => each),
      (w, topic) => {
        w.appendString(topic.name).appendArray(topic.partitions, (inner, each) => {
          inner
            .appendInt32(each.partition)
            .appendInt32(each.currentLeaderEpoch)
            .appendInt64(BigInt(each.fetchOffset))
            .appendInt32(each.lastFetchedEpoch)
            .appendInt64(BigInt(each.logStartOffset))
            .appendInt32(each.maxBytes)
        })
      },
    )
    .appendArray([], () => {})
    .appendString('')
    .appendTaggedFields()
}

function decode(_correlation: number, _key: number, _version: number, reader: Reader): FetchResponse {
  reader.readInt32() // For how long the broker held it back.
  const error = errorNameOf(reader.readInt16())
  reader.readInt32() // The session, which there is not.
  const partitions: FetchPartitionResponse[] = []
  reader.readArray((r) => {
    const topic = r.readString()
    r.readArray((inner) => partitions.push(readPartition(topic, inner)), true, false)
    return null
  })
  return { error, partitions }
}

function readPartition(topic: string, reader: Reader): FetchPartitionResponse {
  const partition = reader.readInt32()
  const error = errorNameOf(reader.readInt16())
  const highWatermark = Number(reader.readInt64())
  reader.readInt64() // The last stable offset matters to transactions only.
  const logStartOffset = Number(reader.readInt64())
  reader.readNullableArray((r) => [r.readInt64(), r.readInt64()])
  reader.readInt32() // No replica is preferred: there are no racks.
  const size = Math.max(0, reader.readUnsignedVarInt() - 1)
  const bytes = size === 0 ? NO_BYTES : reader.buffer.slice(reader.position, reader.position + size)
  reader.skip(size)
  const tagged = readTagged(reader)
  const diverging = tagged.get(DIVERGING_EPOCH)
  const leader = tagged.get(CURRENT_LEADER)
  return {
    topic,
    partition,
    error,
    highWatermark,
    logStartOffset,
    records: uncompressed(bytes),
    ...(diverging === undefined ? {} : { divergingEpoch: readDiverging(diverging) }),
    ...(leader === undefined ? {} : { currentLeader: readCurrentLeader(leader) }),
  }
}

function readDiverging(reader: Reader): { readonly epoch: number; readonly endOffset: number } {
  const epoch = reader.readInt32()
  return { epoch, endOffset: Number(reader.readInt64()) }
}
