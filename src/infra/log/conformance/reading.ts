/** Records of cases, by producers and consumers. */
import type { ConsumerRecord, LogConsumer, TopicPartition } from '../port'
import { bytes, type ConformanceBench, QUICK, until } from './bench'

/** Sends texts to partition 0, or others, one after the other, and gives their offsets. */
export async function send(
  bench: ConformanceBench,
  name: string,
  values: readonly string[],
  partition = 0,
): Promise<number[]> {
  const producer = bench.clients.producer({ lingerMs: 0 })
  const sent = await Promise.all(
    values.map((value) => producer.send({ topic: name, partition, key: null, value: bytes(value) })),
  )
  await producer.close()
  return sent.map(({ offset }) => offset)
}

/** Reads partitions from their starts until so many records have come. */
export async function read(
  bench: ConformanceBench,
  partitions: readonly TopicPartition[],
  count: number,
): Promise<ConsumerRecord[]> {
  const consumer = bench.clients.consumer({ groupId: null, offsetReset: 'earliest', ...QUICK })
  consumer.assign(partitions)
  const records = await pollFor(bench, consumer, count)
  await consumer.close()
  return records
}

/** Polls until so many records have come. */
export async function pollFor(
  bench: ConformanceBench,
  consumer: LogConsumer,
  count: number,
): Promise<ConsumerRecord[]> {
  const records: ConsumerRecord[] = []
  await until(bench, `${count} records`, async () => {
    records.push(...(await consumer.poll(200)))
    return records.length >= count ? true : undefined
  })
  return records
}

/** Polls members, each in its turn, until something holds. */
export async function pollUntil(
  bench: ConformanceBench,
  consumers: readonly LogConsumer[],
  what: string,
  holds: () => boolean,
): Promise<void> {
  await until(bench, what, async () => {
    for (const consumer of consumers) await consumer.poll(20)
    return holds() ? true : undefined
  })
}
