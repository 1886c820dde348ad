/**
 * Produce, version 10: the bytes of a batch go out as they are. The stock client would build batches itself, and would keep back
 * the hint about another leader (KIP-951), which is a tagged field.
 */
import { type Connection, type Reader, Writer } from '@platformatic/kafka'
import type { ProducePartitionResponse, ProduceRequest } from '../protocol/records-api'
import { byTopic } from './by-topic'
import { errorNameOf } from './error-names'
import type { Settle } from './exchange'
import { readCurrentLeader, readTagged } from './tagged-fields'

const PRODUCE = 0
const VERSION = 10
const CURRENT_LEADER = 0

export function exchangeProduce(connection: Connection, request: ProduceRequest, settle: Settle): void {
  connection.send(
    PRODUCE,
    VERSION,
    () => encode(request),
    decode,
    true,
    true,
    (error, partitions) => {
      if (error !== null) settle(error)
      else settle(null, { response: { partitions: request.acks === 0 ? [] : partitions } })
    },
  )
}

function encode({ acks, timeoutMs, partitions }: ProduceRequest): Writer {
  const topics = byTopic(partitions, (each) => each)
  const writer = Writer.create()
    .appendString(null)
    .appendInt16(acks)
    .appendInt32(Math.trunc(timeoutMs))
    .appendArray(topics, (w, topic) => {
      w.appendString(topic.name).appendArray(topic.partitions, (inner, { partition, records }) => {
        inner.appendInt32(partition).appendBytes(asBuffer(records))
      })
    })
    .appendTaggedFields()
  if (acks === 0) writer.context['noResponse'] = true
  return writer
}

function decode(_correlation: number, _key: number, _version: number, reader: Reader): ProducePartitionResponse[] {
  const partitions: ProducePartitionResponse[] = []
  reader.readArray((r) => {
    const topic = r.readString()
    r.readArray((inner) => partitions.push(readPartition(topic, inner)), true, false)
    return null
  })
  return partitions
}

function readPartition(topic: string, reader: Reader): ProducePartitionResponse {
  const partition = reader.readInt32()
  const error = errorNameOf(reader.readInt16())
  const baseOffset = Number(reader.readInt64())
  const logAppendTimeMs = Number(reader.readInt64())
  const logStartOffset = Number(reader.readInt64())
  reader.readArray((r) => [r.readInt32(), r.readNullableString()])
  const message = reader.readNullableString()
  const told: ProducePartitionResponse = {
    topic, partition, error, baseOffset, logAppendTimeMs, logStartOffset, ...(message === null ? {} : { message }),
  } // prettier-ignore
  const tagged = readTagged(reader)
  const leader = tagged.get(CURRENT_LEADER)
  return leader === undefined ? told : { ...told, currentLeader: readCurrentLeader(leader) }
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
