/**
 * OffsetForLeaderEpoch, version 4. The stock client's decoder takes the number of the partition for the error and the other way
 * round, which nobody notices in partition 0 without an error.
 */
import { type Connection, type Reader, Writer } from '@platformatic/kafka'
import type { OffsetForLeaderEpochRequest, OffsetForLeaderEpochResponse } from '../protocol/records-api'
import { byTopic } from './by-topic'
import { errorNameOf } from './error-names'
import type { Settle } from './exchange'

const OFFSET_FOR_LEADER_EPOCH = 23
const VERSION = 4

export function exchangeEpochEnds(connection: Connection, request: OffsetForLeaderEpochRequest, settle: Settle): void {
  connection.send(
    OFFSET_FOR_LEADER_EPOCH,
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

function encode({ replicaId, partitions }: OffsetForLeaderEpochRequest): Writer {
  const topics = byTopic(partitions, (each) => each)
  return Writer.create()
    .appendInt32(replicaId)
    .appendArray(topics, (w, topic) => {
      w.appendString(topic.name).appendArray(topic.partitions, (inner, each) => {
        inner.appendInt32(each.partition).appendInt32(each.currentLeaderEpoch).appendInt32(each.leaderEpoch)
      })
    })
    .appendTaggedFields()
}

function decode(_correlation: number, _key: number, _version: number, reader: Reader): OffsetForLeaderEpochResponse {
  reader.readInt32() // For how long the broker held it back.
  const partitions: OffsetForLeaderEpochResponse['partitions'][number][] = []
  reader.readArray((r) => {
    const topic = r.readString()
    r.readArray((inner) => {
      const error = errorNameOf(inner.readInt16())
      const partition = inner.readInt32()
      const leaderEpoch = inner.readInt32()
      return partitions.push({ topic, partition, error, leaderEpoch, endOffset: Number(inner.readInt64()) })
    })
    return null
  })
  return { partitions }
}
