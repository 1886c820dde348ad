/** Cases about topics and their settings. */
import type { DescribeConfigsRequest, IncrementalAlterConfigsRequest, MetadataRequest } from '../protocol/cluster-api'
import type { ErrorName } from '../protocol/error-code'
import { TOPIC_CONFIG_DEFAULTS } from '../storage/topic-config'
import { bytes, type ConformanceBench, type ConformanceCase, failure, text, until } from './bench'
import { read, send } from './reading'
import { topic } from './topic'

export const topicCases: readonly ConformanceCase[] = [
  {
    name: 'what is wrong with a new topic has Kafka’s name',
    expected: {
      again: 'TOPIC_ALREADY_EXISTS',
      noPartitions: 'INVALID_PARTITIONS',
      tooManyCopies: 'INVALID_REPLICATION_FACTOR',
      noCopies: 'INVALID_REPLICATION_FACTOR',
      unknownSetting: 'INVALID_CONFIG',
      badValue: 'INVALID_CONFIG',
      badName: 'INVALID_TOPIC_EXCEPTION',
      dots: 'INVALID_TOPIC_EXCEPTION',
      tooLong: 'INVALID_TOPIC_EXCEPTION',
      unknownBroker: 'INVALID_REPLICA_ASSIGNMENT',
      sameBrokerTwice: 'INVALID_REPLICA_ASSIGNMENT',
      byHand: 'NONE',
      colliding: 'INVALID_TOPIC_EXCEPTION',
    },
    async observe(bench) {
      const { admin } = bench.clients
      const existing = await topic(bench)
      const one = { partitions: 1, replicationFactor: 1 }
      const create = async (given: Partial<Parameters<typeof admin.createTopics>[0][number]>) => {
        const [result] = await admin.createTopics([{ name: bench.name('new'), ...one, ...given }])
        return result!.error
      }
      const byHand = bench.name('by.hand')
      return {
        again: await create({ name: existing }),
        noPartitions: await create({ partitions: 0 }),
        tooManyCopies: await create({ replicationFactor: 4 }),
        noCopies: await create({ replicationFactor: 0 }),
        unknownSetting: await create({ configs: { 'no.such.setting': '1' } }),
        badValue: await create({ configs: { 'min.insync.replicas': '0' } }),
        badName: await create({ name: 'no/slashes' }),
        dots: await create({ name: '..' }),
        tooLong: await create({ name: 'a'.repeat(250) }),
        unknownBroker: await create({ assignments: [[0, 9]] }),
        sameBrokerTwice: await create({ assignments: [[0, 0]] }),
        byHand: await create({ name: byHand, assignments: [[2, 0], [1, 2]] }), // prettier-ignore
        colliding: await create({ name: byHand.replaceAll('.', '_') }),
      }
    },
  },
  {
    name: 'a topic is described as it was asked for',
    expected: { partitions: [[2, [2, 0], [0, 2]], [1, [1, 2], [1, 2]]], isInternal: false, unknown: 'UNKNOWN_TOPIC_OR_PARTITION' }, // prettier-ignore
    async observe(bench) {
      const { admin } = bench.clients
      const name = bench.name('by-hand')
      await admin.createTopics([{ name, partitions: 2, replicationFactor: 2, assignments: [[2, 0], [1, 2]] }]) // prettier-ignore
      const [found] = await admin.describeTopics([name])
      const unknown = await metadataError(bench, bench.name('nothing'))
      return {
        partitions: found!.partitions.map(({ leaderId, replicas, isr }) => {
          return [leaderId, replicas, isr.toSorted((a, b) => a - b)]
        }),
        isInternal: found!.isInternal,
        unknown,
      }
    },
  },
  {
    name: 'settings that nobody has set have Kafka’s defaults',
    expected: TOPIC_CONFIG_DEFAULTS,
    async observe(bench) {
      const configs = await bench.clients.admin.configs(await topic(bench))
      return Object.fromEntries(Object.entries(configs).filter(([name]) => Object.hasOwn(TOPIC_CONFIG_DEFAULTS, name)))
    },
  },
  {
    name: 'settings are read back as they were set, changed and taken back',
    expected: {
      created: ['compact,delete', '2'],
      changed: ['compact', '1'],
      refused: ['INVALID_CONFIG', 'INVALID_CONFIG'],
      after: ['compact', '1'],
      unknown: ['UNKNOWN_TOPIC_OR_PARTITION', 'UNKNOWN_TOPIC_OR_PARTITION'],
    },
    async observe(bench) {
      const { admin } = bench.clients
      const name = await topic(bench, 1, { 'cleanup.policy': 'compact,delete', 'min.insync.replicas': '2' })
      const look = async () => {
        const configs = await admin.configs(name)
        return [configs['cleanup.policy'], configs['min.insync.replicas']]
      }
      const created = await look()
      await admin.alterConfigs(name, { 'cleanup.policy': 'compact', 'min.insync.replicas': null })
      // Any broker may be asked, and one may not have heard of it yet.
      const changed = await until(bench, 'the change', async () => {
        const found = await look()
        return found[0] === 'compact' ? found : undefined
      })
      const refused = [
        await failure(admin.alterConfigs(name, { 'min.insync.replicas': 'many' })),
        await failure(admin.alterConfigs(name, { 'no.such.setting': '1' })),
      ]
      const nothing = bench.name('nothing')
      const configs = { 'retention.ms': '1' }
      const described = await bench.ask<DescribeConfigsRequest>(0, { type: 'DescribeConfigs', topics: [nothing] })
      const altered = await bench.ask<IncrementalAlterConfigsRequest>(0, {
        type: 'IncrementalAlterConfigs',
        topics: [{ name: nothing, configs }],
      })
      return {
        created,
        changed,
        refused,
        after: await look(),
        unknown: [described, altered].map(({ topics }) => topics[0]!.error),
      }
    },
  },
  {
    name: 'partitions are added and never taken away',
    expected: { grown: 4, same: 'INVALID_PARTITIONS', fewer: 'INVALID_PARTITIONS', offset: 0 },
    async observe(bench) {
      const { admin } = bench.clients
      const name = await topic(bench, 2)
      await admin.createPartitions(name, 4)
      const grown = await until(bench, 'four partitions', async () => {
        const [found] = await admin.describeTopics([name])
        return found!.partitions.length === 4 ? 4 : undefined
      })
      const [offset] = await send(bench, name, ['a'], 3)
      return {
        grown,
        same: await failure(admin.createPartitions(name, 4)),
        fewer: await failure(admin.createPartitions(name, 1)),
        offset,
      }
    },
  },
  {
    name: 'a topic that was deleted and made again begins anew',
    expected: { deleted: 'NONE', again: 'UNKNOWN_TOPIC_OR_PARTITION', offset: 0, values: ['new'] },
    async observe(bench) {
      const { admin } = bench.clients
      const name = await topic(bench)
      await send(bench, name, ['old', 'older'])
      const [deleted] = await admin.deleteTopics([name])
      const again = await until(bench, 'the topic to be gone', async () => {
        const error = await metadataError(bench, name)
        return error === 'NONE' ? undefined : error
      })
      await until(bench, 'the name to be free', async () => {
        const [result] = await admin.createTopics([{ name, partitions: 1, replicationFactor: 3 }])
        return result!.error === 'NONE' ? true : undefined
      })
      const other = bench.open()
      const producer = other.producer()
      const { offset } = await producer.send({ topic: name, partition: 0, key: null, value: bytes('new') }) // prettier-ignore
      await producer.close()
      const values = await read({ ...bench, clients: other }, [{ topic: name, partition: 0 }], 1)
      return { deleted: deleted!.error, again, offset, values: values.map(({ value }) => text(value)) }
    },
  },
]

async function metadataError(bench: ConformanceBench, name: string): Promise<ErrorName> {
  const { topics } = await bench.ask<MetadataRequest>(0, { type: 'Metadata', topics: [name] })
  return topics[0]!.error
}
