/**
 * What a dead letter looks like: key, bytes and headers of the record that could not be handled, and headers that say where it was,
 * whose it is and why. Their names and forms are Spring's (`KafkaHeaders`, `DeadLetterPublishingRecoverer` in
 * spring-projects/spring-kafka), which other tools read as well: numbers are big-endian, texts UTF-8.
 */
import type { ConsumerRecord, ProducerRecord, RecordHeader } from '~/infra/log/port'
import { headerText, identityOf } from './events'
import { newTopics } from './new-topics'
import { DEAD_LETTER_TOPIC, EVENT_TOPICS, GROUPS, retryTopic, type EventTopic, type Group } from './topics'

const PREFIX = 'kafka_dlt-'
const ORIGINAL = `${PREFIX}original-`
const EXCEPTION = `${PREFIX}exception-`
/** How often the group was given the record: 1 for the first dead letter of it. */
const ATTEMPTS = 'attempts'

const DEAD_LETTER_PARTITIONS = newTopics().find(({ name }) => name === DEAD_LETTER_TOPIC)!.partitions

const encoder = new TextEncoder()

/** Where a record was written first. For what was replayed that is not where it was read. */
export interface Origin {
  readonly topic: string
  readonly partition: number
  readonly offset: number
}

/** What the headers of a dead letter, or of one that is tried again, say. */
export interface Letter {
  readonly group: Group
  readonly event: string
  readonly request: number
  readonly origin: Origin
  /** How often its group was given it. */
  readonly attempts: number
}

/** How often a record was given to its group, with this time. */
export function attemptsOf({ headers }: Pick<ConsumerRecord, 'headers'>): number {
  const attempts = Number(headerText(headers, ATTEMPTS))
  return Number.isSafeInteger(attempts) && attempts >= 1 ? attempts : 1
}

/** Where a record was written first; its own place if no header says otherwise. */
export function originOf(record: ConsumerRecord): Origin {
  const topic = headerText(record.headers, `${ORIGINAL}topic`)
  const partition = headerNumber(record.headers, `${ORIGINAL}partition`)
  const offset = headerNumber(record.headers, `${ORIGINAL}offset`)
  if (topic === undefined || partition === null || offset === null) return record
  return { topic, partition, offset }
}

/** The topic by whose schema a record is to be read; null if it is none of ours. */
export function sourceOf(record: ConsumerRecord): EventTopic | null {
  const { topic } = originOf(record)
  return (EVENT_TOPICS as readonly string[]).includes(topic) ? (topic as EventTopic) : null
}

/** The dead letter of a record. What was one before keeps its origin, and is told the newest reason. */
export function deadLetterOf(record: ConsumerRecord, group: Group, error: Error): ProducerRecord {
  const origin = originOf(record)
  const kept = record.headers.filter(({ key }) => !key.startsWith(EXCEPTION) && key !== ATTEMPTS)
  const isFirst = origin === record
  const origins = isFirst
    ? [
        text(`${ORIGINAL}topic`, record.topic),
        int(`${ORIGINAL}partition`, record.partition),
        long(`${ORIGINAL}offset`, record.offset),
        long(`${ORIGINAL}timestamp`, record.timestampMs),
        text(`${ORIGINAL}timestamp-type`, 'CreateTime'),
        text(`${ORIGINAL}consumer-group`, group),
      ]
    : []
  return {
    topic: DEAD_LETTER_TOPIC,
    // A smaller topic does not have every partition: then the key decides.
    ...(origin.partition < DEAD_LETTER_PARTITIONS ? { partition: origin.partition } : {}),
    key: record.key,
    value: record.value,
    headers: [
      ...kept,
      ...origins,
      text(`${EXCEPTION}fqcn`, error.name),
      text(`${EXCEPTION}message`, error.message),
      text(ATTEMPTS, String(attemptsOf(record))),
    ],
    timestampMs: record.timestampMs,
  }
}

/** Reads a dead letter; null if it does not say which of our groups it belongs to. */
export function letterOf(record: ConsumerRecord): Letter | null {
  const group = headerText(record.headers, `${ORIGINAL}consumer-group`)
  if (group === undefined || !(GROUPS as readonly string[]).includes(group)) return null
  const { event, request } = identityOf(record.headers)
  return { group: group as Group, event, request, origin: originOf(record), attempts: attemptsOf(record) }
}

/** A dead letter on its way to the group that could not handle it, for another attempt. */
export function redriven(record: ConsumerRecord, { group, attempts }: Letter): ProducerRecord {
  const kept = record.headers.filter(({ key }) => key !== ATTEMPTS)
  const headers = [...kept, text(ATTEMPTS, String(attempts + 1))]
  return { topic: retryTopic(group), key: record.key, value: record.value, headers, timestampMs: record.timestampMs }
}

/** A dead letter on its way back to where it came from, where all groups meet it again: the naive way. */
export function redrivenToSource(record: ConsumerRecord, { origin }: Letter): ProducerRecord {
  const headers = record.headers.filter(({ key }) => !key.startsWith(PREFIX))
  return { topic: origin.topic, key: record.key, value: record.value, headers, timestampMs: record.timestampMs }
}

function text(key: string, value: string): RecordHeader {
  return { key, value: encoder.encode(value) }
}

function int(key: string, value: number): RecordHeader {
  const bytes = new Uint8Array(4)
  new DataView(bytes.buffer).setInt32(0, value)
  return { key, value: bytes }
}

function long(key: string, value: number): RecordHeader {
  const bytes = new Uint8Array(8)
  new DataView(bytes.buffer).setBigInt64(0, BigInt(Math.trunc(value)))
  return { key, value: bytes }
}

function headerNumber(headers: readonly RecordHeader[], name: string): number | null {
  const value = headers.findLast(({ key }) => key === name)?.value ?? null
  if (value === null) return null
  const view = new DataView(value.buffer, value.byteOffset, value.byteLength)
  if (value.byteLength === 4) return view.getInt32(0)
  return value.byteLength === 8 ? Number(view.getBigInt64(0)) : null
}
