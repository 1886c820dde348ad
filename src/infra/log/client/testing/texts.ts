/** Keys and values of tests are text. */
import type { LogProducer, ProducerRecord, RecordMetadata } from '../../port/producer'
import { LogError } from '../../protocol/error-code'
import type { ScriptedPartition } from './scripted-partition'

const encoder = new TextEncoder()
const decoder = new TextDecoder()

export function bytesOf(text: string): Uint8Array {
  return encoder.encode(text)
}

export function textOf(bytes: Uint8Array | null): string {
  return bytes === null ? '(null)' : decoder.decode(bytes)
}

/** A record with a value of text; the partition decides where the key would. */
export function record(topic: string, partition: number, value: string): ProducerRecord {
  return { topic, partition, key: null, value: bytesOf(value) }
}

/** The values of a log, in its order. */
export function valuesOf(partition: ScriptedPartition): string[] {
  return partition.records.map(({ value }) => textOf(value))
}

/** Sends, and says what became of it: the offset, or the name of the error. */
export async function outcomeOf(sent: Promise<RecordMetadata>): Promise<number | string> {
  try {
    return (await sent).offset
  } catch (error) {
    if (error instanceof LogError) return error.code
    throw error
  }
}

/** Sends values to one partition one after the other without waiting, and gives their outcomes. */
export function sendAll(producer: LogProducer, topic: string, partition: number, values: readonly string[]) {
  return Promise.all(values.map((value) => outcomeOf(producer.send(record(topic, partition, value)))))
}
