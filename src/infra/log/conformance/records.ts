/** Cases about records: what goes in, where, and how it comes out. */
import { createRng } from '~/kernel/random'
import { partitionOfKey } from '../records/murmur2'
import { bytes, type ConformanceCase, failure, text } from './bench'
import { read, send } from './reading'
import { topic } from './topic'

const ALL_BYTES = Uint8Array.from({ length: 256 }, (_, index) => index)

/** Records of 1970 are not too old. */
const FOR_EVER = { 'retention.ms': '-1' }

/** Keys of `UtilsTest.testMurmur2` in apache/kafka, with what it says of them. */
const JAVA_HASHES: readonly (readonly [key: string, hash: number])[] = [
  ['21', -973932308],
  ['foobar', -790332482],
  ['a-little-bit-long-string', -985981536],
  ['a-little-bit-longer-string', -1486304829],
  ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58897971],
  ['abc', 479470107],
]

export const recordCases: readonly ConformanceCase[] = [
  {
    name: 'keys go where Java’s partitioner puts them',
    expected: JAVA_HASHES.map(([, hash]) => (hash & 0x7fffffff) % 6),
    async observe(bench) {
      const name = await topic(bench, 6)
      const producer = bench.clients.producer()
      const sent = await Promise.all(
        JAVA_HASHES.map(([key]) => producer.send({ topic: name, key: bytes(key), value: null })),
      )
      await producer.close()
      return sent.map(({ partition }) => partition)
    },
  },
  {
    name: 'records come out of their partitions in the order and with the bytes they went in with',
    expected: [
      { offset: 0, key: null, value: 'no key', headers: [] },
      { offset: 1, key: '', value: 'an empty key', headers: [] },
      { offset: 2, key: 'deleted', value: null, headers: [] },
      { offset: 3, key: 'empty', value: '', headers: [] },
      { offset: 4, key: 'žluťoučký 漢字 🦄', value: String.fromCharCode(...ALL_BYTES), headers: [] },
      { offset: 5, key: 'headers', value: 'v', headers: [['a', '1'], ['b', ''], ['a', '2'], ['none', null]] }, // prettier-ignore
    ],
    async observe(bench) {
      const name = await topic(bench)
      const producer = bench.clients.producer()
      const headers = [
        { key: 'a', value: bytes('1') },
        { key: 'b', value: new Uint8Array(0) },
        { key: 'a', value: bytes('2') },
        { key: 'none', value: null },
      ]
      const records = [
        { key: null, value: bytes('no key') },
        { key: new Uint8Array(0), value: bytes('an empty key') },
        { key: bytes('deleted'), value: null },
        { key: bytes('empty'), value: new Uint8Array(0) },
        { key: bytes('žluťoučký 漢字 🦄'), value: ALL_BYTES },
        { key: bytes('headers'), value: bytes('v'), headers },
      ]
      await Promise.all(records.map((each) => producer.send({ topic: name, partition: 0, ...each })))
      await producer.close()
      const found = await read(bench, [{ topic: name, partition: 0 }], records.length)
      return found.map(({ offset, key, value, headers: read }) => ({
        offset,
        key: text(key),
        value: offset === 4 ? String.fromCharCode(...value!) : text(value),
        headers: read.map((header) => [header.key, text(header.value)]),
      }))
    },
  },
  {
    name: 'offsets count from 0 in each partition, and timestamps are the producer’s',
    expected: {
      offsets: [[0, 1, 2, 3], [0, 1, 2, 3], [0, 1, 2, 3]],
      bounds: [[0, 4], [0, 4], [0, 4]],
      timestamps: [[1_000, 1_001, 1_002, 1_003], [1_000, 1_001, 1_002, 1_003], [1_000, 1_001, 1_002, 1_003]],
    }, // prettier-ignore
    async observe(bench) {
      const name = await topic(bench, 3, FOR_EVER)
      const producer = bench.clients.producer()
      const partitions = [0, 1, 2].map((partition) => ({ topic: name, partition }))
      const sent = await Promise.all(
        partitions.map((at) =>
          Promise.all(
            [0, 1, 2, 3].map((n) => producer.send({ ...at, key: null, value: bytes('v'), timestampMs: 1_000 + n })),
          ),
        ),
      )
      await producer.close()
      const records = await read(bench, partitions, 12)
      const bounds = await bench.clients.admin.offsets(partitions)
      return {
        offsets: sent.map((each) => each.map(({ offset }) => offset)),
        bounds: bounds.map(({ logStartOffset, highWatermark }) => [logStartOffset, highWatermark]),
        timestamps: partitions.map(({ partition }) =>
          records.filter((each) => each.partition === partition).map(({ timestampMs }) => timestampMs),
        ),
      }
    },
  },
  {
    name: 'with LogAppendTime a record has the broker’s time, and its producer is told',
    expected: { isOfBroker: true, isAsRead: true },
    async observe(bench) {
      const name = await topic(bench, 1, { 'message.timestamp.type': 'LogAppendTime' })
      const producer = bench.clients.producer()
      const [first] = await Promise.all(
        ['a', 'b'].map((value) =>
          producer.send({ topic: name, partition: 0, key: null, value: bytes(value), timestampMs: 1_000 }),
        ),
      )
      await producer.close()
      const records = await read(bench, [{ topic: name, partition: 0 }], 2)
      return {
        isOfBroker: Math.abs(first!.timestampMs - bench.nowMs()) < 60_000,
        isAsRead: records.every(({ timestampMs }) => timestampMs === first!.timestampMs),
      }
    },
  },
  {
    name: 'acks 0 tells no offset, 1 and all do',
    expected: { offsets: [-1, 1, 2], values: ['0', '1', '-1'] },
    async observe(bench) {
      const name = await topic(bench)
      const offsets: number[] = []
      for (const acks of [0, 1, -1] as const) {
        const producer = bench.clients.producer({ acks })
        const value = bytes(String(acks))
        const { offset } = await producer.send({ topic: name, partition: 0, key: null, value })
        offsets.push(offset)
        // What was not acknowledged has to be there before the next one is sent, by another connection.
        if (acks === 0) await read(bench, [{ topic: name, partition: 0 }], 1)
        await producer.close()
      }
      const records = await read(bench, [{ topic: name, partition: 0 }], 3)
      return { offsets, values: records.map(({ value }) => text(value)) }
    },
  },
  {
    name: 'what a broker refuses has Kafka’s name',
    expected: {
      tooLarge: 'MESSAGE_TOO_LARGE',
      fromTheFuture: 'INVALID_TIMESTAMP',
      withoutKey: 'INVALID_RECORD',
      withKey: 0,
    },
    async observe(bench) {
      const small = await topic(bench, 1, { 'max.message.bytes': '1000' })
      const plain = await topic(bench)
      const compacted = await topic(bench, 1, { 'cleanup.policy': 'compact' })
      const producer = bench.clients.producer({ isIdempotent: false })
      const one = (name: string, key: Uint8Array | null, value: Uint8Array, timestampMs = bench.nowMs()) =>
        failure(producer.send({ topic: name, partition: 0, key, value, timestampMs }).then(({ offset }) => offset))
      const observed = {
        tooLarge: await one(small, null, new Uint8Array(2_000)),
        fromTheFuture: await one(plain, null, bytes('v'), bench.nowMs() + 7_200_000),
        withoutKey: await one(compacted, null, bytes('v')),
        withKey: await one(compacted, bytes('k'), bytes('v')),
      }
      await producer.close()
      return observed
    },
  },
  {
    name: 'many batches of many partitions, several in flight, keep the order of each key',
    expected: { count: 3_000, disordered: [] },
    async observe(bench) {
      const name = await topic(bench, 4)
      const rng = createRng(1301)
      const producer = bench.clients.producer({ batchSize: 500, lingerMs: 1 })
      const sent = Array.from({ length: 3_000 }, (_, n) =>
        producer.send({ topic: name, key: bytes(`key-${rng.int(40)}`), value: bytes(String(n)) }),
      )
      await Promise.all(sent)
      await producer.close()
      const partitions = [0, 1, 2, 3].map((partition) => ({ topic: name, partition }))
      const records = await read(bench, partitions, 3_000)
      const last = new Map<string, number>()
      const disordered: unknown[] = []
      for (const { key, value, partition } of records) {
        const number = Number(text(value))
        const isMisplaced = partitionOfKey(key!, 4) !== partition
        if (isMisplaced || number <= (last.get(text(key)!) ?? -1)) disordered.push([text(key), number, partition])
        last.set(text(key)!, number)
      }
      return { count: records.length, disordered }
    },
  },
  {
    name: 'offsets for a time are of the first record at or after it',
    expected: [0, 0, 1, 2, 4, -1],
    async observe(bench) {
      const name = await topic(bench, 1, FOR_EVER)
      const producer = bench.clients.producer()
      for (const timestampMs of [1_000, 2_000, 3_000, 3_000, 4_000]) {
        await producer.send({ topic: name, partition: 0, key: null, value: bytes('v'), timestampMs })
      }
      await producer.close()
      const offsets: number[] = []
      for (const timeMs of [0, 1_000, 1_001, 3_000, 4_000, 4_001]) {
        const [found] = await bench.clients.admin.offsetsForTime([{ topic: name, partition: 0 }], timeMs)
        offsets.push(found!.offset)
      }
      return offsets
    },
  },
  {
    name: 'deleted records are gone, and the log begins after them',
    expected: {
      bounds: [3, 6],
      values: ['d', 'e', 'f'],
      beyondEnd: 'OFFSET_OUT_OF_RANGE',
      all: [6, 6],
      next: 6,
    },
    async observe(bench) {
      const name = await topic(bench)
      const at = { topic: name, partition: 0 }
      const { admin } = bench.clients
      await send(bench, name, ['a', 'b', 'c', 'd', 'e', 'f'])
      await admin.deleteRecords([{ ...at, offset: 3 }])
      const [bounds] = await admin.offsets([at])
      const values = (await read(bench, [at], 3)).map(({ value }) => text(value))
      const beyondEnd = await failure(admin.deleteRecords([{ ...at, offset: 100 }]))
      await admin.deleteRecords([{ ...at, offset: -1 }])
      const [all] = await admin.offsets([at])
      const [next] = await send(bench, name, ['g'])
      return {
        bounds: [bounds!.logStartOffset, bounds!.highWatermark],
        values,
        beyondEnd,
        all: [all!.logStartOffset, all!.highWatermark],
        next,
      }
    },
  },
]
