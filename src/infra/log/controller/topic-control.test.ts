import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createRng } from '~/kernel/random'
import type { NewTopic } from '../protocol/cluster-api'
import { applyRecords } from './cluster-image'
import { placeReplicas } from './replica-placer'
import { imageOf } from './testing/image-of'
import { createPartitions, createTopics, deleteTopics } from './topic-control'

const image = imageOf({ partitions: [{ leaderId: 0, replicas: [0, 1, 2], isr: [0] }] })
const context = { image, endOffset: 40, rng: createRng(1) }
const create = (topics: readonly NewTopic[], on = image) =>
  createTopics({ ...context, image: on }, { type: 'CreateTopics', request: 0, timeoutMs: 1, topics })
const plain = { name: 'new', partitions: 1, replicationFactor: 3 }

describe('CreateTopics', () => {
  test.each([
    ['a name that is taken', { name: 'orders' }, 'TOPIC_ALREADY_EXISTS'],
    ['an empty name', { name: '' }, 'INVALID_TOPIC_EXCEPTION'],
    ['a name with a blank', { name: 'a b' }, 'INVALID_TOPIC_EXCEPTION'],
    ['a name of 250 letters', { name: 'a'.repeat(250) }, 'INVALID_TOPIC_EXCEPTION'],
    ['no partitions', { partitions: 0 }, 'INVALID_PARTITIONS'],
    ['no replicas', { replicationFactor: 0 }, 'INVALID_REPLICATION_FACTOR'],
    ['more replicas than brokers', { replicationFactor: 4 }, 'INVALID_REPLICATION_FACTOR'],
    ['an unknown setting', { configs: { 'no.such': '1' } }, 'INVALID_CONFIG'],
    ['a value out of its bounds', { configs: { 'min.insync.replicas': '0' } }, 'INVALID_CONFIG'],
    ['a broker twice', { assignments: [[1, 1]] }, 'INVALID_REPLICA_ASSIGNMENT'],
    ['a broker that is not there', { assignments: [[1, 8]] }, 'INVALID_REPLICA_ASSIGNMENT'],
  ])('%s is refused', (_, terms, error) => {
    const { records, response } = create([{ ...plain, ...terms }])
    expect(records).toEqual([])
    expect(response.topics[0]!.error).toBe(error)
  })

  test('a name that metrics could not tell from another is refused, also within one request', () => {
    const { response } = create([
      { ...plain, name: 'a.b' },
      { ...plain, name: 'a_b' },
    ])
    expect(response.topics.map(({ error }) => error)).toEqual(['NONE', 'INVALID_TOPIC_EXCEPTION'])
  })

  test('each topic has an id of its own, which is never given again', () => {
    const { records } = create([plain, { ...plain, name: 'newer' }])
    const ids = records.flatMap((record) => (record.type === 'TopicRecord' ? [record.topicId] : []))
    expect(ids).toEqual([41, 43])
  })

  test('fenced brokers hold replicas, but neither lead nor are in sync', () => {
    const { records } = create([{ ...plain, partitions: 4 }], imageOf({ fenced: [1] }))
    for (const record of records) {
      if (record.type !== 'PartitionRecord') continue
      expect(record.replicas.at(-1)).toBe(1)
      expect(record.leaderId).not.toBe(1)
      expect(record.isr).not.toContain(1)
    }
    expect(records).toHaveLength(5)
  })

  test('without a broker to lead there is no topic', () => {
    const { response } = create([plain], imageOf({ fenced: [0, 1, 2] }))
    expect(response.topics[0]!.error).toBe('INVALID_REPLICATION_FACTOR')
  })
})

describe('partitions and topics', () => {
  const grow = (count: number, name = 'orders') =>
    createPartitions(context, { type: 'CreatePartitions', request: 0, timeoutMs: 1, topics: [{ name, count }] })

  test('partitions are added with as many replicas as the first has', () => {
    const after = applyRecords(image, grow(3).records)
    expect(after.topics.get('orders')!.partitions.map(({ replicas }) => replicas.length)).toEqual([3, 3, 3])
  })

  test.each([
    ['as many as there are', 1, 'orders', 'INVALID_PARTITIONS'],
    ['less', 0, 'orders', 'INVALID_PARTITIONS'],
    ['of no topic', 2, 'none', 'UNKNOWN_TOPIC_OR_PARTITION'],
  ])('%s is refused', (_, count, name, error) => {
    expect(grow(count, name).response.topics[0]!.error).toBe(error)
  })

  test('what is deleted is gone, once', () => {
    const request = { type: 'DeleteTopics', request: 0, timeoutMs: 1, topics: ['orders', 'none'] } as const
    const { records, response } = deleteTopics(context, request)
    expect(response.topics.map(({ error }) => error)).toEqual(['NONE', 'UNKNOWN_TOPIC_OR_PARTITION'])
    expect(applyRecords(image, records).topics.size).toBe(0)
  })
})

test('replicas are on different brokers, and leaders and replicas are spread evenly', () => {
  const terms = fc.record({
    brokers: fc.integer({ min: 1, max: 7 }),
    rounds: fc.integer({ min: 1, max: 4 }),
    factor: fc.integer({ min: 1, max: 7 }),
    seed: fc.nat(),
  })
  fc.assert(
    fc.property(terms, ({ brokers, rounds, factor, seed }) => {
      fc.pre(factor <= brokers)
      const ids = Array.from({ length: brokers }, (_, nodeId) => ({ nodeId, isFenced: false }))
      const placed = placeReplicas(ids, brokers * rounds, factor, createRng(seed))
      const leads = new Map<number, number>()
      const holds = new Map<number, number>()
      for (const replicas of placed) {
        expect(new Set(replicas).size).toBe(factor)
        leads.set(replicas[0]!, (leads.get(replicas[0]!) ?? 0) + 1)
        for (const replica of replicas) holds.set(replica, (holds.get(replica) ?? 0) + 1)
      }
      expect([...leads.values()]).toEqual(Array.from({ length: brokers }, () => rounds))
      expect([...holds.values()]).toEqual(Array.from({ length: brokers }, () => rounds * factor))
    }),
  )
})
