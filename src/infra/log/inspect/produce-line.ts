/** A record that somebody produces by hand at the console, and where it goes. */
import type { Clock } from '~/kernel/time'
import type { Json } from '~/kernel/json'
import { partitionName, type TopicPartition } from '../protocol/topic-partition'
import { partitionOfKey } from '../records/murmur2'
import { encodeRecordBatch } from '../records/record-batch'
import type { BrokerView } from './broker-view'
import { ConsoleError, numberOption, parseConsoleLine, type ConsoleLine } from './console-line'
import { wallTimeMs } from '../protocol/wall-time'

const APPEND_TIMEOUT_MS = 30_000
const utf8 = new TextEncoder()

/** A record with its place. */
export interface TypedRecord extends TopicPartition {
  readonly leaderId: number
  readonly key: Uint8Array | null
  readonly value: Uint8Array | null
}

/**
 * `produce <topic> <key>:<value> [--partition N]`. Without a colon there is no key, and the value says which partition; with nothing
 * after the colon it is a tombstone.
 * @throws {ConsoleError}
 */
export function typedRecord(view: BrokerView, line: ConsoleLine): TypedRecord {
  const [name] = line.words
  const topic = name === undefined ? undefined : view.metadata.image.topics.get(name)
  if (topic === undefined) throw new ConsoleError(`UNKNOWN_TOPIC_OR_PARTITION: ${name ?? 'which topic?'}`)
  if (line.rest === '') throw new ConsoleError('what is to be produced? As key:value, or only a value')
  const colon = line.rest.indexOf(':')
  const key = colon < 0 ? null : utf8.encode(line.rest.slice(0, colon))
  const text = line.rest.slice(colon + 1)
  const value = colon >= 0 && text === '' ? null : utf8.encode(text)
  const partition = numberOption(line, 'partition', partitionOfKey(key ?? value!, topic.partitions.length))
  const state = topic.partitions[partition]
  if (state === undefined) throw new ConsoleError(`UNKNOWN_TOPIC_OR_PARTITION: ${topic.name}-${partition}`)
  return { topic: topic.name, partition, leaderId: state.leaderId, key, value }
}

/** Does a line of the verb `console`, where this broker leads the partition; undefined where it does not. */
export function produceLine(view: BrokerView, clock: Clock, text: string): Json | undefined | Promise<Json> {
  try {
    const line = parseConsoleLine(text)
    if (line.command !== 'produce') return `this line produces nothing: ${line.command}`
    const { leaderId, key, value, ...place } = typedRecord(view, line)
    if (leaderId !== view.nodeId) return undefined
    const records = [{ timestamp: wallTimeMs(clock), key, value }]
    const offset = view.partitions.bounds(place).logEndOffset
    const appending = view.partitions.append(place, encodeRecordBatch({ records }), APPEND_TIMEOUT_MS)
    // It is in the leader's log at once, or never; whether it is committed then, the console does not wait to see.
    if (view.partitions.bounds(place).logEndOffset > offset) return `${partitionName(place)}@${offset}`
    return appending.then(({ error }) => `${error}: nothing was appended to ${partitionName(place)}`)
  } catch (error) {
    if (error instanceof ConsoleError) return error.message
    throw error
  }
}
