/** Cases about a single broker's answers, asked without any client: idempotent producers, epochs, offsets, checksums. */
import type { FetchRequest, InitProducerIdRequest, ListOffsetsRequest, OffsetForLeaderEpochRequest } from '../protocol/records-api' // prettier-ignore
import { encodeRecordBatch } from '../records/record-batch'
import { bytes, type ConformanceBench, type ConformanceCase, until } from './bench'
import { send } from './reading'
import { leaderOf, produceBatch, topic } from './topic'

/** A broker that has used up its block of ids, or has not heard from the controller yet, says so first. */
function producerId(bench: ConformanceBench): Promise<number> {
  return until(bench, 'the id of a producer', async () => {
    const { error, producerId: id } = await bench.ask<InitProducerIdRequest>(0, { type: 'InitProducerId' })
    return error === 'NONE' ? id : undefined
  })
}

interface FetchTerms {
  readonly nodeId?: number
  readonly offset?: number
  readonly currentLeaderEpoch?: number
  readonly lastFetchedEpoch?: number
}

async function fetchError(bench: ConformanceBench, name: string, terms: FetchTerms = {}) {
  const { leaderId } = await leaderOf(bench, name)
  const answer = await bench.ask<FetchRequest>(terms.nodeId ?? leaderId, {
    type: 'Fetch',
    replicaId: -1,
    replicaEpoch: -1,
    maxWaitMs: 0,
    minBytes: 0,
    maxBytes: 1_000_000,
    partitions: [
      {
        topic: name,
        partition: 0,
        currentLeaderEpoch: terms.currentLeaderEpoch ?? -1,
        fetchOffset: terms.offset ?? 0,
        lastFetchedEpoch: terms.lastFetchedEpoch ?? -1,
        logStartOffset: -1,
        maxBytes: 1_000_000,
      },
    ],
  })
  return answer.partitions[0]!
}

export const brokerCases: readonly ConformanceCase[] = [
  {
    name: 'a batch that comes twice is stored once, and its first offset is told again',
    expected: [
      ['NONE', 0],
      ['NONE', 1],
      ['NONE', 0],
      ['NONE', 2],
      ['NONE', 1],
    ],
    async observe(bench) {
      const name = await topic(bench)
      const own = { producerId: await producerId(bench), producerEpoch: 0 }
      const answers: unknown[] = []
      for (const baseSequence of [0, 1, 0, 2, 1]) {
        const { error, baseOffset } = await produceBatch(bench, name, { ...own, baseSequence })
        answers.push([error, baseOffset])
      }
      return answers
    },
  },
  {
    name: 'a gap in the sequence is refused, and so is a duplicate of the last batch but five',
    expected: { gap: 'OUT_OF_ORDER_SEQUENCE_NUMBER', fifth: ['NONE', 1], sixth: 'OUT_OF_ORDER_SEQUENCE_NUMBER' },
    async observe(bench) {
      const name = await topic(bench)
      const own = { producerId: await producerId(bench), producerEpoch: 0 }
      for (let baseSequence = 0; baseSequence < 6; baseSequence += 1) {
        await produceBatch(bench, name, { ...own, baseSequence })
      }
      const gap = await produceBatch(bench, name, { ...own, baseSequence: 7 })
      const fifth = await produceBatch(bench, name, { ...own, baseSequence: 1 })
      const sixth = await produceBatch(bench, name, { ...own, baseSequence: 0 })
      return { gap: gap.error, fifth: [fifth.error, fifth.baseOffset], sixth: sixth.error }
    },
  },
  {
    name: 'a higher epoch begins again with sequence 0, and fences the one before',
    expected: ['NONE', 'OUT_OF_ORDER_SEQUENCE_NUMBER', 'NONE', 'INVALID_PRODUCER_EPOCH'],
    async observe(bench) {
      const name = await topic(bench)
      const id = await producerId(bench)
      const attempts = [[0, 0], [1, 1], [1, 0], [0, 1]] as const // prettier-ignore
      const answers: unknown[] = []
      for (const [producerEpoch, baseSequence] of attempts) {
        answers.push((await produceBatch(bench, name, { producerId: id, producerEpoch, baseSequence })).error)
      }
      return answers
    },
  },
  {
    name: 'a producer that is not known begins where it likes',
    expected: 'NONE',
    async observe(bench) {
      const name = await topic(bench)
      const own = { producerId: await producerId(bench), producerEpoch: 0, baseSequence: 5 }
      return (await produceBatch(bench, name, own)).error
    },
  },
  {
    name: 'a batch whose bytes do not fit its checksum is refused',
    expected: ['CORRUPT_MESSAGE', 'NONE', 0],
    async observe(bench) {
      const name = await topic(bench)
      const whole = encodeRecordBatch({ records: [{ timestamp: bench.nowMs(), key: null, value: bytes('value') }] })
      const broken = whole.slice()
      broken[broken.length - 2]! ^= 1
      const { error } = await produceBatch(bench, name, broken)
      const { error: then, baseOffset } = await produceBatch(bench, name, whole)
      return [error, then, baseOffset]
    },
  },
  {
    name: 'only the leader takes records, and only with acks that there are',
    expected: { follower: 'NOT_LEADER_OR_FOLLOWER', leader: 'NONE', acks: 'INVALID_REQUIRED_ACKS' },
    async observe(bench) {
      const name = await topic(bench)
      const { leaderId } = await leaderOf(bench, name)
      const follower = await produceBatch(bench, name, {}, { nodeId: (leaderId + 1) % 3 })
      const leader = await produceBatch(bench, name, {})
      const acks = await produceBatch(bench, name, {}, { acks: 2 as -1 })
      return { follower: follower.error, leader: leader.error, acks: acks.error }
    },
  },
  {
    name: 'topics and partitions that are not there are unknown',
    expected: ['UNKNOWN_TOPIC_OR_PARTITION', 'UNKNOWN_TOPIC_OR_PARTITION', 'UNKNOWN_TOPIC_OR_PARTITION'],
    async observe(bench) {
      const name = await topic(bench)
      const { leaderId } = await leaderOf(bench, name)
      const answer = await bench.ask<ListOffsetsRequest>(leaderId, {
        type: 'ListOffsets',
        replicaId: -1,
        partitions: [{ topic: name, partition: 7, currentLeaderEpoch: -1, timestamp: -1 }],
      })
      const unknown = bench.name('nothing')
      const produced = await produceBatch(bench, unknown, {}, { nodeId: leaderId })
      return [answer.partitions[0]!.error, produced.error, (await fetchErrorOf(bench, unknown, leaderId)).error]
    },
  },
  {
    name: 'a fetch says where the log begins and ends, and refuses what is beyond',
    expected: {
      atEnd: ['NONE', 0, 3, 0],
      beyond: 'OFFSET_OUT_OF_RANGE',
      before: 'OFFSET_OUT_OF_RANGE',
      unknownEpoch: 'UNKNOWN_LEADER_EPOCH',
    },
    async observe(bench) {
      const name = await topic(bench)
      await send(bench, name, ['a', 'b', 'c'])
      const { leaderEpoch } = await leaderOf(bench, name)
      const atEnd = await fetchError(bench, name, { offset: 3 })
      return {
        atEnd: [atEnd.error, atEnd.logStartOffset, atEnd.highWatermark, atEnd.records.length],
        beyond: (await fetchError(bench, name, { offset: 4 })).error,
        before: (await fetchError(bench, name, { offset: -1 })).error,
        unknownEpoch: (await fetchError(bench, name, { currentLeaderEpoch: leaderEpoch + 1 })).error,
      }
    },
  },
  {
    name: 'the leader says where its epochs end, and where another log goes astray',
    expected: {
      current: ['NONE', 0, 3],
      future: ['UNKNOWN_LEADER_EPOCH', -1, -1],
      unknown: ['NONE', -1, -1],
      astray: { epoch: 0, endOffset: 3 },
    },
    async observe(bench) {
      const name = await topic(bench)
      await send(bench, name, ['a', 'b', 'c'])
      const { leaderId, leaderEpoch } = await leaderOf(bench, name)
      const endOf = async (epoch: number, currentLeaderEpoch = leaderEpoch) => {
        const { partitions } = await bench.ask<OffsetForLeaderEpochRequest>(leaderId, {
          type: 'OffsetForLeaderEpoch',
          replicaId: -1,
          partitions: [{ topic: name, partition: 0, currentLeaderEpoch, leaderEpoch: epoch }],
        })
        const { error, leaderEpoch: found, endOffset } = partitions[0]!
        return [error, found, endOffset]
      }
      const astray = await fetchError(bench, name, { offset: 5, lastFetchedEpoch: 0 })
      return {
        current: await endOf(0),
        future: await endOf(0, leaderEpoch + 1),
        unknown: await endOf(leaderEpoch + 5),
        astray: astray.divergingEpoch ?? null,
      }
    },
  },
  {
    name: 'offsets by time have three special times',
    expected: { earliest: [0, -1], latest: [3, -1], newest: [1, 9_000], none: [-1, -1] },
    async observe(bench) {
      const name = await topic(bench, 1, { 'retention.ms': '-1' })
      const producer = bench.clients.producer()
      for (const timestampMs of [5_000, 9_000, 7_000]) {
        await producer.send({ topic: name, partition: 0, key: null, value: bytes('v'), timestampMs })
      }
      await producer.close()
      const { leaderId } = await leaderOf(bench, name)
      const at = async (timestamp: number) => {
        const { partitions } = await bench.ask<ListOffsetsRequest>(leaderId, {
          type: 'ListOffsets',
          replicaId: -1,
          partitions: [{ topic: name, partition: 0, currentLeaderEpoch: -1, timestamp }],
        })
        const [found] = partitions
        return [found!.offset, found!.timestamp]
      }
      return { earliest: await at(-2), latest: await at(-1), newest: await at(-3), none: await at(10_000) }
    },
  },
]

async function fetchErrorOf(bench: ConformanceBench, name: string, nodeId: number) {
  const answer = await bench.ask<FetchRequest>(nodeId, {
    type: 'Fetch',
    replicaId: -1,
    replicaEpoch: -1,
    maxWaitMs: 0,
    minBytes: 0,
    maxBytes: 1_000,
    partitions: [
      {
        topic: name,
        partition: 0,
        currentLeaderEpoch: -1,
        fetchOffset: 0,
        lastFetchedEpoch: -1,
        logStartOffset: -1,
        maxBytes: 1_000,
      },
    ],
  })
  return answer.partitions[0]!
}
