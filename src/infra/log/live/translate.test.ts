/** A run's words and the cluster's: what bears the prefix, which numbers and times change, and what stays as it is. */
import { expect, test } from 'vitest'
import { decodeRecordBatch, encodeRecordBatch } from '../records/record-batch'
import { intoCluster, outOfCluster, type Words } from './translate'

const NODES = [11, 12, 13]
const words: Words = {
  prefix: 'p.',
  nodeOf: (instance) => NODES[instance]!,
  instanceOf: (node) => NODES.indexOf(node),
  aheadMs: 1_000,
}

test('topics, groups and brokers that a request names are the cluster’s; names of assignors and settings stay', () => {
  const topics = [{ name: 'a', partitions: 1, replicationFactor: 2, assignments: [[0, 2]], configs: { topic: 'a' } }]
  expect(intoCluster(words, { type: 'CreateTopics', topics, timeoutMs: 5, request: 1 })).toEqual({
    type: 'CreateTopics',
    topics: [{ ...topics[0], name: 'p.a', assignments: [[11, 13]] }],
    timeoutMs: 5,
    request: 1,
  })
  const metadata = { topics: ['a'], ownedPartitions: [{ topic: 'a', partition: 0 }], generationId: 1 }
  const joining = intoCluster(words, {
    type: 'JoinGroup',
    groupId: 'g',
    memberId: 'm',
    groupInstanceId: null,
    protocolType: 'consumer',
    sessionTimeoutMs: 1,
    rebalanceTimeoutMs: 1,
    protocols: [{ name: 'range', metadata }],
    reason: '',
    request: 1,
  })
  expect(joining.groupId).toBe('p.g')
  expect(joining.protocols).toEqual([
    {
      name: 'range',
      metadata: { topics: ['p.a'], ownedPartitions: [{ topic: 'p.a', partition: 0 }], generationId: 1 },
    },
  ])
  expect(intoCluster(words, { type: 'DescribeGroups', groups: ['g'], request: 1 }).groups).toEqual(['p.g'])
})

test('answers are told in the run’s words, and groups of others not at all', () => {
  const partition = { error: 'NONE', partition: 0, leaderId: 13, leaderEpoch: 11, replicas: [12, 13], isr: [13], offlineReplicas: [12] } // prettier-ignore
  const answer = {
    brokers: [{ nodeId: 11 }],
    controllerId: -1,
    topics: [
      { error: 'NONE', name: 'p.a', isInternal: false, partitions: [partition] },
      { error: 'UNKNOWN_TOPIC_OR_PARTITION', name: 'p.b', isInternal: false, partitions: [] },
    ],
  }
  expect(outOfCluster(words, { type: 'Metadata', topics: null, request: 1 }, answer)).toEqual({
    brokers: [{ nodeId: 0 }],
    controllerId: -1,
    topics: [
      {
        error: 'NONE',
        name: 'a',
        isInternal: false,
        partitions: [{ ...partition, leaderId: 2, replicas: [1, 2], isr: [2], offlineReplicas: [1] }],
      },
    ],
  })
  const groups = [{ groupId: 'p.g', state: 'Stable' }, { groupId: 'other', state: 'Stable' }] // prettier-ignore
  expect(outOfCluster(words, { type: 'ListGroups', request: 1 }, { error: 'NONE', groups })).toEqual({
    error: 'NONE',
    groups: [{ groupId: 'g', state: 'Stable' }],
  })
})

test('times go by the clock of who hears them, in records, too; constants that stand for no time stay', () => {
  const batch = encodeRecordBatch({
    records: [
      { timestamp: 5_000, key: null, value: Uint8Array.of(1) },
      { timestamp: 5_250, key: null, value: null },
    ],
  })
  const places = [{ topic: 'a', partition: 0, records: batch }]
  const sent = intoCluster(words, { type: 'Produce', acks: -1, timeoutMs: 9, partitions: places, request: 1 })
  const stored = sent.partitions[0]!.records
  // Decoding checks the checksum.
  expect(decodeRecordBatch(stored).records.map(({ timestamp }) => timestamp)).toEqual([6_000, 6_250])
  const fetched = outOfCluster(words, { type: 'Fetch' } as Parameters<typeof outOfCluster>[1], { records: stored })
  expect((fetched as { readonly records: Uint8Array }).records).toEqual(batch)
  const asked = [4_000, -2].map((timestamp) => ({ topic: 'a', partition: 0, currentLeaderEpoch: -1, timestamp }))
  const offsets = intoCluster(words, { type: 'ListOffsets', replicaId: -1, partitions: asked, request: 1 })
  expect(offsets.partitions.map(({ timestamp }) => timestamp)).toEqual([5_000, -2])
})

test('a damaged batch stays damaged, and a batch that is cut off stays as it is', () => {
  const batch = encodeRecordBatch({ records: [{ timestamp: 5_000, key: null, value: Uint8Array.of(1, 2, 3) }] })
  const damaged = Uint8Array.from(batch, (byte, index) => (index === batch.length - 1 ? byte ^ 1 : byte))
  const of = (records: Uint8Array) => outOfCluster(words, { type: 'Fetch' } as Parameters<typeof outOfCluster>[1], { records }) // prettier-ignore
  expect(of(damaged)).toEqual({ records: damaged })
  expect(of(batch.subarray(0, 70))).toEqual({ records: batch.slice(0, 70) })
})
