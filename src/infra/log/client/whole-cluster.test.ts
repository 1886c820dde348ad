/**
 * The clients on the whole cluster: a producer and two members of a group, while brokers die and messages are lost. What was acknowledged
 * is in the log once and in order, the group has handled all of it, and it has committed up to the end.
 */
import { expect, test } from 'vitest'
import { createLogClients } from '../client'
import { ClusterMetadataPart } from '../controller/metadata-part'
import { GroupCoordinatorPart } from '../groups/group-coordinator'
import type { ConsumerRecord } from '../port/consumer'
import { LogError } from '../protocol/error-code'
import { type Client, playLogRun } from '../testing/log-run'
import { bytesOf, outcomeOf, textOf } from './testing/texts'

const TOPIC = 'orders.v1'
const PARTITIONS = 4
const SEND_UNTIL_MS = 30_000
const END_MS = 80_000

interface Seen {
  readonly outcomes: (number | string)[][]
  readonly handled: Set<string>
}

async function produce({ context }: Client, { outcomes }: Seen): Promise<void> {
  const clients = createLogClients(context, 'kafka', { requestTimeoutMs: 1_000 })
  const topic = { name: TOPIC, partitions: PARTITIONS, replicationFactor: 3, configs: { 'min.insync.replicas': '2' } }
  for (;;) {
    try {
      await clients.admin.createTopics([topic])
      break
    } catch (error) {
      if (!(error instanceof LogError)) throw error
    }
  }
  const producer = clients.producer({ requestTimeoutMs: 1_000, deliveryTimeoutMs: 60_000 })
  for (let value = 0; context.clock.monotonicMs() < SEND_UNTIL_MS; value += 1) {
    const partition = value % PARTITIONS
    const own = (outcomes[partition] ??= [])
    const index = own.push('open') - 1
    const sent = producer.send({ topic: TOPIC, partition, key: null, value: bytesOf(String(index)) })
    void outcomeOf(sent).then((outcome) => (own[index] = outcome))
    await context.clock.sleep(5)
  }
  await producer.close()
}

async function consume({ context }: Client, { handled }: Seen): Promise<void> {
  const consumer = createLogClients(context, 'kafka', { requestTimeoutMs: 1_000 }).consumer({
    groupId: 'search',
    offsetReset: 'earliest',
    sessionTimeoutMs: 6_000,
    heartbeatIntervalMs: 1_000,
    pollIntervalMaxMs: 10_000,
    requestTimeoutMs: 2_000,
  })
  consumer.subscribe([TOPIC], { onRevoked: async () => void (await consumer.commit()) })
  while (context.clock.monotonicMs() < END_MS) {
    const records = await consumer.poll(500)
    for (const { partition, offset, value } of records) handled.add(`${partition} ${offset} ${textOf(value)}`)
    if (records.length > 0) await consumer.commit()
  }
  await consumer.close()
}

/** Everything in the log, and what the group has committed. */
async function look({ context }: Client): Promise<{ values: string[][]; committed: number[] }> {
  const clients = createLogClients(context, 'kafka', { requestTimeoutMs: 5_000 })
  const partitions = Array.from({ length: PARTITIONS }, (_, partition) => ({ topic: TOPIC, partition }))
  const ends = await clients.admin.offsets(partitions)
  const consumer = clients.consumer({ groupId: null, offsetReset: 'earliest' })
  consumer.assign(partitions)
  const records: ConsumerRecord[] = []
  const total = ends.reduce((sum, { highWatermark }) => sum + highWatermark, 0)
  while (records.length < total) records.push(...(await consumer.poll(500)))
  await consumer.close()
  const values = partitions.map(({ partition }) =>
    records.filter((each) => each.partition === partition).map(({ value }) => textOf(value)),
  )
  const offsets = await clients.admin.groupOffsets('search')
  return {
    values,
    committed: partitions.map(({ partition }) => offsets.find((each) => each.partition === partition)?.offset ?? -1),
  }
}

test.each<[string, string[]]>([
  ['nothing', []],
  ['broker 0 dies', ['crash:kafka/0@12000-25000']],
  ['brokers die one after the other', ['crash:kafka/0@10000-14000', 'crash:kafka/1@18000-22000', 'crash:kafka/2@25000-29000']], // prettier-ignore
  ['a twentieth of all messages is lost', ['loss:client~kafka=0.05@10000-25000']],
  ['a member freezes', ['freeze:client/1@12000-30000']],
])('%s', async (_, actions) => {
  const seen: Seen = { outcomes: [], handled: new Set() }
  const run = await playLogRun({
    createMetadata: (context) => new ClusterMetadataPart(context),
    others: [(context, metadata, partitions) => new GroupCoordinatorPart(context, metadata, partitions)],
    actions,
    durationMs: END_MS + 20_000,
    clients: 3,
    doings: [
      [3_000, (client) => produce(client, seen), 0],
      [3_000, (client) => consume(client, seen), 1],
      [6_000, (client) => consume(client, seen), 2],
      [END_MS + 5_000, look, 0],
    ],
    options: { replicaLagTimeMaxMs: 5_000 },
  })
  const { values, committed } = run.outcomes[3]!.result as Awaited<ReturnType<typeof look>>
  expect(run.outcomes.slice(0, 3).map(({ result }) => result)).toEqual([undefined, undefined, undefined])
  for (let partition = 0; partition < PARTITIONS; partition += 1) {
    const outcomes = seen.outcomes[partition]!
    expect(outcomes.length).toBeGreaterThan(500)
    // Nothing failed, so everything is there once and in order.
    expect(outcomes).toEqual(outcomes.map((_outcome, index) => index))
    expect(values[partition]).toEqual(outcomes.map((_outcome, index) => String(index)))
    expect(values[partition]!.filter((value, offset) => !seen.handled.has(`${partition} ${offset} ${value}`))).toEqual(
      [],
    )
    expect(committed[partition]).toBe(outcomes.length)
  }
})
