/**
 * The records of `__consumer_offsets`, byte for byte: `OffsetCommitKey` 1 and `OffsetCommitValue` 4, `GroupMetadataKey` 2 and
 * `GroupMetadataValue` 3 (`group-coordinator/src/main/resources/common/message` of apache/kafka 4.4). Offsets of older brokers, version 3, are
 * read, too.
 */
import type { RecordCodec } from '../broker/internal-log'
import { ByteReader } from '../bytes/byte-reader'
import { ByteWriter } from '../bytes/byte-writer'
import type { CommittedOffset } from '../protocol/group-api'
import type { TopicPartition } from '../protocol/topic-partition'
import { readCompactString, readUnsigned, writeCompactString, writeUnsigned } from './compact-strings'
import { readBytes, readNullableString, readString, writeBytes, writeString } from './kafka-strings'

const OFFSET_KEY_VERSION = 1
const GROUP_KEY_VERSION = 2
/** The first flexible one. */
const OFFSET_VALUE_VERSION = 4
const GROUP_VALUE_VERSION = 3
const TOPIC_ID = { tag: 0, size: 16 }

export interface OffsetKey extends TopicPartition {
  readonly kind: 'offset'
  readonly groupId: string
}

export interface GroupKey {
  readonly kind: 'group'
  readonly groupId: string
}

export interface OffsetValue extends Omit<CommittedOffset, keyof TopicPartition> {
  /** Milliseconds of Unix time. */
  readonly commitTimestampMs: number
  /** The 16 bytes of the topic's id, as real brokers note it; this coordinator goes by names. */
  readonly topicId?: Uint8Array
}

export interface MemberValue {
  readonly memberId: string
  readonly groupInstanceId: string | null
  readonly clientId: string
  readonly clientHost: string
  readonly rebalanceTimeoutMs: number
  readonly sessionTimeoutMs: number
  readonly subscription: Uint8Array
  readonly assignment: Uint8Array
}

export interface GroupValue {
  /** Empty for a group that never had a member. */
  readonly protocolType: string
  readonly generationId: number
  readonly protocolName: string | null
  readonly leader: string | null
  /** Since when the group is in its state, in milliseconds of Unix time. */
  readonly stateTimestampMs: number
  readonly members: readonly MemberValue[]
}

/** A record of the topic; a null value is a tombstone. */
export type GroupRecord =
  | { readonly key: OffsetKey; readonly value: OffsetValue | null }
  | { readonly key: GroupKey; readonly value: GroupValue | null }

/** The key and the value of a record as they stand in a batch. */
export function encodeGroupRecord({ key, value }: GroupRecord): {
  readonly key: Uint8Array
  readonly value: Uint8Array | null
} {
  const isOffset = key.kind === 'offset'
  const bytes = isOffset ? encodeOffsetKey(key) : encodeGroupKey(key)
  if (value === null) return { key: bytes, value: null }
  return {
    key: bytes,
    value: isOffset ? encodeOffsetValue(value as OffsetValue) : encodeGroupValue(value as GroupValue),
  }
}

export function decodeGroupRecord(key: Uint8Array, value: Uint8Array | null): GroupRecord {
  const reader = new ByteReader(key)
  const version = reader.int16()
  const groupId = readString(reader)
  if (version === GROUP_KEY_VERSION) {
    return { key: { kind: 'group', groupId }, value: value === null ? null : decodeGroupValue(value) }
  }
  const topic = readString(reader)
  const partition = reader.int32()
  return {
    key: { kind: 'offset', groupId, topic, partition },
    value: value === null ? null : decodeOffsetValue(value),
  }
}

/** How they stand in the log. */
export const GROUP_RECORDS: RecordCodec<GroupRecord> = { encode: encodeGroupRecord, decode: decodeGroupRecord }

function encodeOffsetKey({ groupId, topic, partition }: OffsetKey): Uint8Array {
  const writer = new ByteWriter(64)
  writer.int16(OFFSET_KEY_VERSION)
  writeString(writer, groupId)
  writeString(writer, topic)
  writer.int32(partition)
  return writer.copy()
}

function encodeGroupKey({ groupId }: GroupKey): Uint8Array {
  const writer = new ByteWriter(64)
  writer.int16(GROUP_KEY_VERSION)
  writeString(writer, groupId)
  return writer.copy()
}

function encodeOffsetValue({ offset, leaderEpoch, metadata, commitTimestampMs, topicId }: OffsetValue): Uint8Array {
  const writer = new ByteWriter(64)
  writer.int16(OFFSET_VALUE_VERSION)
  writer.int64(offset)
  writer.int32(leaderEpoch)
  writeCompactString(writer, metadata)
  writer.int64(commitTimestampMs)
  writeUnsigned(writer, topicId === undefined ? 0 : 1)
  if (topicId !== undefined) {
    writeUnsigned(writer, TOPIC_ID.tag)
    writeUnsigned(writer, TOPIC_ID.size)
    writer.raw(topicId)
  }
  return writer.copy()
}

function decodeOffsetValue(bytes: Uint8Array): OffsetValue {
  const reader = new ByteReader(bytes)
  const isFlexible = reader.int16() >= OFFSET_VALUE_VERSION
  const offset = reader.safeInt64()
  const leaderEpoch = reader.int32()
  const metadata = isFlexible ? readCompactString(reader) : readString(reader)
  const value = { offset, leaderEpoch, metadata, commitTimestampMs: reader.safeInt64() }
  const topicId = isFlexible ? readTopicId(reader) : undefined
  return topicId === undefined ? value : { ...value, topicId }
}

/** The one tagged field that there is; what later versions add is stepped over. */
function readTopicId(reader: ByteReader): Uint8Array | undefined {
  let topicId: Uint8Array | undefined
  for (let count = readUnsigned(reader); count > 0; count -= 1) {
    const tag = readUnsigned(reader)
    const field = reader.take(readUnsigned(reader))
    if (tag === TOPIC_ID.tag) topicId = field
  }
  return topicId
}

function encodeGroupValue(value: GroupValue): Uint8Array {
  const writer = new ByteWriter(512)
  writer.int16(GROUP_VALUE_VERSION)
  writeString(writer, value.protocolType)
  writer.int32(value.generationId)
  writeString(writer, value.protocolName)
  writeString(writer, value.leader)
  writer.int64(value.stateTimestampMs)
  writer.int32(value.members.length)
  for (const member of value.members) {
    writeString(writer, member.memberId)
    writeString(writer, member.groupInstanceId)
    writeString(writer, member.clientId)
    writeString(writer, member.clientHost)
    writer.int32(member.rebalanceTimeoutMs)
    writer.int32(member.sessionTimeoutMs)
    writeBytes(writer, member.subscription)
    writeBytes(writer, member.assignment)
  }
  return writer.copy()
}

function decodeGroupValue(bytes: Uint8Array): GroupValue {
  const reader = new ByteReader(bytes)
  reader.skip(2)
  const protocolType = readString(reader)
  const generationId = reader.int32()
  const protocolName = readNullableString(reader)
  const leader = readNullableString(reader)
  const stateTimestampMs = reader.safeInt64()
  const members = Array.from({ length: reader.int32() }, () => decodeMember(reader))
  return { protocolType, generationId, protocolName, leader, stateTimestampMs, members }
}

function decodeMember(reader: ByteReader): MemberValue {
  const memberId = readString(reader)
  const groupInstanceId = readNullableString(reader)
  const clientId = readString(reader)
  const clientHost = readString(reader)
  const rebalanceTimeoutMs = reader.int32()
  const sessionTimeoutMs = reader.int32()
  const subscription = readBytes(reader)
  const assignment = readBytes(reader)
  return {
    memberId, groupInstanceId, clientId, clientHost, rebalanceTimeoutMs, sessionTimeoutMs, subscription, assignment,
  } // prettier-ignore
}
