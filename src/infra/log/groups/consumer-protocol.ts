/**
 * What members tell their group's leader and what it gives to them, in the bytes that stand in the offsets topic:
 * `ConsumerProtocolSubscription` and `ConsumerProtocolAssignment` of apache/kafka, version 3.
 */
import { ByteReader } from '../bytes/byte-reader'
import { ByteWriter } from '../bytes/byte-writer'
import type { Assignment, Subscription } from '../protocol/group-api'
import type { TopicPartition } from '../protocol/topic-partition'
import { readNullableString, readString, writeString } from './kafka-strings'

const VERSION = 3
const NO_BYTES = -1

export const NO_ASSIGNMENT: Assignment = { partitions: [] }

export function encodeSubscription({ topics, ownedPartitions, generationId }: Subscription): Uint8Array {
  const writer = new ByteWriter(128)
  writer.int16(VERSION)
  writer.int32(topics.length)
  for (const topic of topics) writeString(writer, topic)
  writer.int32(NO_BYTES)
  writePartitions(writer, ownedPartitions)
  writer.int32(generationId)
  writeString(writer, null)
  return writer.copy()
}

export function decodeSubscription(bytes: Uint8Array): Subscription {
  const reader = new ByteReader(bytes)
  reader.skip(2)
  const topics = Array.from({ length: reader.int32() }, () => readString(reader))
  reader.skip(4)
  const ownedPartitions = readPartitions(reader)
  const generationId = reader.int32()
  readNullableString(reader)
  return { topics, ownedPartitions, generationId }
}

export function encodeAssignment({ partitions }: Assignment): Uint8Array {
  const writer = new ByteWriter(128)
  writer.int16(VERSION)
  writePartitions(writer, partitions)
  writer.int32(NO_BYTES)
  return writer.copy()
}

/** Of no bytes, as of a member that got nothing, no partitions. */
export function decodeAssignment(bytes: Uint8Array): Assignment {
  if (bytes.length === 0) return NO_ASSIGNMENT
  const reader = new ByteReader(bytes)
  reader.skip(2)
  return { partitions: readPartitions(reader) }
}

function writePartitions(writer: ByteWriter, partitions: readonly TopicPartition[]): void {
  const byTopic = new Map<string, number[]>()
  for (const { topic, partition } of partitions) {
    const numbers = byTopic.get(topic)
    if (numbers === undefined) byTopic.set(topic, [partition])
    else numbers.push(partition)
  }
  writer.int32(byTopic.size)
  for (const [topic, numbers] of byTopic) {
    writeString(writer, topic)
    writer.int32(numbers.length)
    for (const number of numbers) writer.int32(number)
  }
}

function readPartitions(reader: ByteReader): TopicPartition[] {
  const partitions: TopicPartition[] = []
  for (let topics = reader.int32(); topics > 0; topics -= 1) {
    const topic = readString(reader)
    for (let count = reader.int32(); count > 0; count -= 1) partitions.push({ topic, partition: reader.int32() })
  }
  return partitions
}
