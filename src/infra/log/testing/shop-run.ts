/** A small shop on the whole cluster: orders in Avro on two partitions, and a group that has read them all. */
import { AvroDeserializer, AvroSerializer, createLogClients, createRegistryClient } from '../client'
import { createKafkaBox } from '../create-kafka-box'
import { playLogRun, startLogRun, type Doing, type LogRun } from './log-run'

export const TOPIC = 'orders.v1'
export const SUBJECT = `${TOPIC}-value`
export const SCHEMA =
  '{"type":"record","name":"Order","fields":[{"name":"id","type":"string"},{"name":"total","type":"long"}]}'
const utf8 = new TextEncoder()

/** Six orders on two partitions, read and committed by a group that then stays. */
const SHOP: Doing = [
  3_000,
  async ({ context }) => {
    const clients = createLogClients(context, 'kafka')
    const registry = createRegistryClient(context, 'kafka', { timeoutMs: 5_000 })
    const serializer = new AvroSerializer(registry)
    await clients.admin.createTopics([{ name: TOPIC, partitions: 2, replicationFactor: 3 }])
    const producer = clients.producer()
    for (let number = 0; number < 6; number += 1) {
      const value = await serializer.serialize(SUBJECT, SCHEMA, { id: `o-${number}`, total: number })
      await producer.send({ topic: TOPIC, partition: number % 2, key: utf8.encode(`o-${number}`), value })
    }
    const consumer = clients.consumer({ groupId: 'search', offsetReset: 'earliest' })
    consumer.subscribe([TOPIC])
    const deserializer = new AvroDeserializer(registry)
    const seen: unknown[] = []
    while (seen.length < 6) {
      for (const { value } of await consumer.poll(500)) seen.push((await deserializer.deserialize(value))?.value)
    }
    await consumer.commit()
    return { seen, poll: await consumer.poll(100) }
  },
]

/** Prepares it, with what is done to it. */
export function startShop(actions: readonly string[] = []): Promise<LogRun> {
  return startLogRun({ createBox: createKafkaBox, doings: [SHOP], actions, durationMs: 30_000 })
}

/** Plays it, with what is done to it; what else clients do comes after the shop's. */
export function playShop(actions: readonly string[] = [], doings: readonly Doing[] = []): Promise<LogRun> {
  return playLogRun({ createBox: createKafkaBox, doings: [SHOP, ...doings], actions, durationMs: 30_000 })
}
