/** What only a real Kafka has: its own bytes, what other clients have written, and a process that can be killed under a client. */
import { Producer as StockProducer, stringSerializers } from '@platformatic/kafka'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { World } from '~/kernel/simulation'
import { decodeAssignment, decodeSubscription, encodeAssignment, encodeSubscription } from './groups/consumer-protocol'
import { decodeGroupRecord, encodeGroupRecord, type GroupValue } from './groups/offsets-topic'
import { connectLiveLog, type LiveLog } from './live'
import { live } from './live-node'
import type { LiveLogEngine } from './live/live-log'
import type { ConsumerRecord, LogError } from './port'
import type { MetadataRequest } from './protocol/cluster-api'
import { splitBatches } from './records/batch-view'
import { decodeRecordBatch, encodeRecordBatch } from './records/record-batch'
import { freePort } from '../testing/real-server'
import { fetchBytes } from './testing/raw-kafka'
import { type RealKafka, realKafkaJars, startRealKafka } from './testing/real-kafka'

const utf8 = {
  of: (text: string) => new TextEncoder().encode(text),
  text: (bytes: Uint8Array) => new TextDecoder().decode(bytes),
}
const QUICK = { sessionTimeoutMs: 6_000, heartbeatIntervalMs: 300, fetchMaxWaitMs: 100, requestTimeoutMs: 5_000 }

test('a bootstrap server is a host and a port', () => {
  expect(() => connectLiveLog({ bootstrapServers: [] })).toThrow('names no broker')
  expect(() => connectLiveLog({ bootstrapServers: ['localhost'] })).toThrow('host:port, not "localhost"')
})

test('where nobody listens, a question ends with its timeout', async () => {
  const log = connectLiveLog({ bootstrapServers: [`127.0.0.1:${await freePort()}`], requestTimeoutMs: 300 })
  try {
    await expect(log.admin.describeTopics()).rejects.toMatchObject({
      code: 'REQUEST_TIMED_OUT',
    } satisfies Partial<LogError>)
  } finally {
    log.close()
  }
})

// In CI a Kafka that is not there is a failure; elsewhere `npm test` names what was not run.
describe.skipIf(realKafkaJars() === null && !process.env['CI'])('a real Kafka', () => {
  let kafka: RealKafka
  let log: LiveLog
  let server: { readonly host: string; readonly port: number }

  beforeAll(async () => {
    kafka = await startRealKafka(1)
    const bootstrapServers = kafka.bootstrapServers
    log = connectLiveLog({ bootstrapServers })
    const [host, port] = bootstrapServers[0]!.split(':') as [string, string]
    server = { host, port: Number(port) }
  })
  afterAll(async () => {
    log.close()
    await kafka.stop()
  })

  /** Makes a topic that its leader answers for. */
  async function topic(name: string, partitions = 1): Promise<string> {
    await log.admin.createTopics([{ name, partitions, replicationFactor: 1 }])
    await log.admin.offsets(Array.from({ length: partitions }, (_, partition) => ({ topic: name, partition })))
    return name
  }

  async function read(name: string, count: number): Promise<ConsumerRecord[]> {
    const consumer = log.consumer({ groupId: null, offsetReset: 'earliest', ...QUICK })
    consumer.assign([{ topic: name, partition: 0 }])
    const records: ConsumerRecord[] = []
    while (records.length < count) records.push(...(await consumer.poll(1_000)))
    await consumer.close()
    return records
  }

  test('drawn brokers that it has not are as if they had been named: whoever asks them is answered, and nobody looks at them', async () => {
    const store = await live.open({ kind: 'log', url: kafka.bootstrapServers[0]!, isDisposable: false }, { suffix: 'small' }) // prettier-ignore
    const engine = (await store.engine({} as World)) as LiveLogEngine
    try {
      const caller = { from: 'orders', fromInstance: 0 }
      const request: MetadataRequest = { type: 'Metadata', topics: [], request: 0 }
      const answers = await Promise.all([0, 1, 2].map((broker) => engine.live.ask(caller, broker, request)))
      expect(answers.map(({ brokers }) => brokers.map(({ nodeId }) => nodeId))).toEqual([[0], [0], [0]])
      // It is somebody's own: what is typed at its prompt only reads.
      expect(engine.live.half.acts).not.toContain('console')
      expect(engine.live.half.cannot).toHaveProperty('console')
      await expect(engine.live.look(2)).rejects.toMatchObject({ code: 'refused' })
      expect(await engine.live.look(0)).toMatchObject({ brokers: [0] })
    } finally {
      await store.close()
    }
  })

  test('its batches, ours and those of a stock client, are read and written again to the same bytes', async () => {
    const name = await topic('bytes')
    const producer = log.producer({ batchSize: 200 })
    for (let n = 0; n < 50; n += 1) {
      const headers = [{ key: 'n', value: utf8.of(String(n)) }]
      void producer.send({
        topic: name,
        partition: 0,
        key: utf8.of(`k${n}`),
        value: n % 7 === 0 ? null : utf8.of('v'.repeat(n)),
        headers,
      })
    }
    await producer.close()
    const stock = stockProducer()
    await stock.send({
      acks: -1,
      messages: [{ topic: name, partition: 0, key: 'k', value: 'stock', headers: { a: 'b' } }],
    })
    await stock.close()
    const batches = splitBatches(await fetchBytes(server.host, server.port, { topic: name, partition: 0 }))
    expect(batches.length).toBeGreaterThan(5)
    expect(batches.at(-1)!.nextOffset).toBe(51)
    for (const { bytes } of batches) {
      expect(Buffer.from(encodeRecordBatch(decodeRecordBatch(bytes)))).toEqual(Buffer.from(bytes))
    }
  })

  test('what other clients have compressed is read', async () => {
    const name = await topic('compressed')
    const stock = stockProducer()
    const kinds = ['gzip', 'snappy', 'lz4', 'none'] as const
    for (const compression of kinds) {
      const messages = [1, 2, 3].map((n) => ({
        topic: name,
        partition: 0,
        key: `${compression}-${n}`,
        value: 'x'.repeat(500),
      }))
      await stock.send({ acks: -1, compression, messages })
    }
    await stock.close()
    const records = await read(name, 12)
    expect(records.map(({ offset, key, value }) => [offset, utf8.text(key!), value!.length])).toEqual(
      kinds.flatMap((kind, index) => [1, 2, 3].map((n) => [index * 3 + n - 1, `${kind}-${n}`, 500])),
    )
  })

  test('its offsets topic holds the records that ours would, byte for byte', async () => {
    const name = await topic('committed', 3)
    const consumer = log.consumer({ groupId: 'readers', groupInstanceId: 'one', assignors: ['range'], ...QUICK })
    consumer.subscribe([name])
    while (consumer.assignment().length < 3) await consumer.poll(100)
    const at = [0, 1, 2].map((partition) => ({ topic: name, partition }))
    await consumer.commit(at.map((each) => ({ ...each, offset: each.partition + 10, leaderEpoch: each.partition - 1 })))
    await consumer.close()
    await log.admin.alterGroupOffsets('by-hand', [{ topic: name, partition: 2, offset: 7 }])

    const found: ReturnType<typeof decodeGroupRecord>[] = []
    for (const partition of [0, 1, 2, 3]) {
      const bytes = await fetchBytes(server.host, server.port, { topic: '__consumer_offsets', partition })
      for (const batch of splitBatches(bytes)) {
        for (const { key, value } of decodeRecordBatch(batch.bytes).records) {
          const record = decodeGroupRecord(key!, value)
          const again = encodeGroupRecord(record)
          expect(Buffer.from(again.key)).toEqual(Buffer.from(key!))
          if (value !== null) expect(Buffer.from(again.value!)).toEqual(Buffer.from(value))
          found.push(record)
        }
      }
    }
    const offsets = found.flatMap(({ key, value }) =>
      key.kind === 'offset' && value !== null && 'offset' in value
        ? [[key.groupId, key.partition, value.offset, value.leaderEpoch]]
        : [],
    )
    expect(offsets).toEqual(
      expect.arrayContaining([
        ['readers', 0, 10, -1],
        ['readers', 1, 11, 0],
        ['readers', 2, 12, 1],
        ['by-hand', 2, 7, -1],
      ]),
    )
    const stable = found.flatMap(({ key, value }) =>
      key.kind === 'group' && key.groupId === 'readers' && value !== null ? [value as GroupValue] : [],
    )
    const { members, protocolName, protocolType } = stable.find((value) => value.members.length > 0)!
    expect([members.length, members[0]!.groupInstanceId, protocolName, protocolType]).toEqual([
      1,
      'one',
      'range',
      'consumer',
    ])
    const { subscription, assignment } = members[0]!
    expect(decodeSubscription(subscription)).toEqual({ topics: [name], ownedPartitions: [], generationId: -1 })
    expect(decodeAssignment(assignment)).toEqual({ partitions: at })
    expect(Buffer.from(encodeSubscription(decodeSubscription(subscription)))).toEqual(Buffer.from(subscription))
    expect(Buffer.from(encodeAssignment(decodeAssignment(assignment)))).toEqual(Buffer.from(assignment))
  })

  test('a producer and a member outlive their broker: all is there once, in order, and seen', async () => {
    const name = await topic('outlived')
    const producer = log.producer({ requestTimeoutMs: 2_000, retryBackoffMs: 50 })
    const consumer = log.consumer({ groupId: 'outliving', offsetReset: 'earliest', ...QUICK, sessionTimeoutMs: 30_000 })
    consumer.subscribe([name])
    const sent: Promise<{ readonly offset: number }>[] = []
    const send = (count: number) => {
      for (let n = 0; n < count; n += 1) {
        sent.push(producer.send({ topic: name, partition: 0, key: null, value: utf8.of(String(sent.length)) }))
      }
    }
    const seen: number[] = []
    const poll = async (count: number) => {
      while (seen.length < count) for (const { value } of await consumer.poll(200)) seen.push(Number(utf8.text(value!)))
    }
    send(50)
    await poll(50)
    await kafka.kill(0)
    send(50)
    await kafka.restart(0)
    send(50)
    const offsets = (await Promise.all(sent)).map(({ offset }) => offset)
    await poll(150)
    await producer.close()
    expect(offsets).toEqual(offsets.map((_, index) => index))
    expect(seen).toEqual(offsets)
    const outcomes = await consumer.commit()
    expect(outcomes.map(({ outcome, offset }) => [outcome, offset])).toEqual([['committed', 150]])
    await consumer.close()
  })

  function stockProducer() {
    return new StockProducer({
      clientId: 'stock',
      bootstrapBrokers: [...kafka.bootstrapServers],
      serializers: stringSerializers,
    })
  }
})
