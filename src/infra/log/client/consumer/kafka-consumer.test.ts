/** The consumer against brokers that do what a script says. */
import { describe, expect, test } from 'vitest'
import type { LogClients } from '../../port'
import type { ConsumerEvent, ConsumerOptions, ConsumerRecord, LogConsumer } from '../../port/consumer'
import { LogError } from '../../protocol/error-code'
import { encodeRecordBatch } from '../../records/record-batch'
import { playProgram, TOPIC } from '../testing/play-program'
import type { ScriptedCluster } from '../testing/scripted-cluster'
import { bytesOf, textOf } from '../testing/texts'

const GROUP: ConsumerOptions = {
  groupId: 'search',
  offsetReset: 'earliest',
  requestTimeoutMs: 1_000,
  fetchMaxWaitMs: 100,
}
const P0 = { topic: TOPIC, partition: 0 }

function fill(cluster: ScriptedCluster, count: number, partition = 0, from = 0): void {
  for (let value = from; value < from + count; value += 1) {
    const records = [{ timestamp: value, key: null, value: bytesOf(String(value)) }]
    cluster.partition({ topic: TOPIC, partition }).append(encodeRecordBatch({ records }))
  }
}

/** Polls until there are as many records. */
async function read(consumer: LogConsumer, count: number): Promise<ConsumerRecord[]> {
  const records: ConsumerRecord[] = []
  for (let polls = 0; records.length < count && polls < 200; polls += 1) records.push(...(await consumer.poll(200)))
  return records
}

function opened(clients: LogClients, options: Partial<ConsumerOptions> = {}) {
  const consumer = clients.consumer({ ...GROUP, ...options })
  const events: ConsumerEvent[] = []
  consumer.onEvent((event) => events.push(event))
  return { consumer, events }
}

const values = (records: readonly ConsumerRecord[]) => records.map(({ value }) => textOf(value)).join(' ')

describe('positions', () => {
  test('a member reads from what is committed, and commits where it stands', async () => {
    const { result, cluster } = await playProgram(
      async (clients) => {
        const { consumer } = opened(clients)
        consumer.subscribe([TOPIC])
        const first = values(await read(consumer, 3))
        const [outcome] = await consumer.commit()
        await consumer.close()
        const { consumer: second } = opened(clients)
        second.subscribe([TOPIC])
        return [first, outcome, values(await read(second, 2)), second.generation]
      },
      { script: (made) => fill(made, 5) },
    )
    expect(result).toEqual([
      '0 1 2 3 4'.slice(0, (result[0] as string).length),
      { ...P0, offset: 5, generation: 1, outcome: 'committed' },
      '',
      2,
    ])
    expect(cluster.groups.committed('search', P0)).toBe(5)
  })

  test('a failed fetch of offsets is never taken for "none committed"', async () => {
    const { result, cluster } = await playProgram(
      async (clients) => {
        const { consumer, events } = opened(clients)
        consumer.subscribe([TOPIC])
        const records = await read(consumer, 2)
        return [records[0]!.offset, events.filter(({ kind }) => kind === 'reset')]
      },
      {
        script: (made) => {
          fill(made, 5)
          made.groups.of('search').offsets.set(`${TOPIC}-0`, { ...P0, offset: 3, leaderEpoch: -1, metadata: '' })
          made.disturb('OffsetFetch', { error: 'COORDINATOR_LOAD_IN_PROGRESS' })
          made.disturb('OffsetFetch', 'lose-answer')
        },
      },
    )
    expect(result).toEqual([3, []])
    expect(cluster.requests('Fetch')[0]!.request.partitions[0]!.fetchOffset).toBe(3)
  })

  test('a log that was cut under a committed offset is noticed by its epoch, although new records make the offset valid', async () => {
    const { result } = await playProgram(
      async (clients, _, cluster) => {
        const { consumer, events } = opened(clients)
        consumer.subscribe([TOPIC])
        const first = values(await read(consumer, 5))
        await consumer.commit()
        await consumer.close()
        cluster.partition(P0).loseFrom(2, 1)
        fill(cluster, 6, 0, 100)
        const { consumer: second, events: after } = opened(clients)
        second.subscribe([TOPIC])
        return [
          first,
          events.length > 0,
          values(await read(second, 6)),
          after.filter(({ kind }) => kind === 'truncated'),
        ]
      },
      { script: (made) => fill(made, 5) },
    )
    expect(result).toEqual([
      '0 1 2 3 4',
      true,
      '100 101 102 103 104 105',
      [{ kind: 'truncated', ...P0, from: 5, to: 2 }],
    ])
  })

  test('without a reset policy, a cut log and a missing offset are errors', async () => {
    const { result } = await playProgram(async (clients) => {
      const { consumer } = opened(clients, { offsetReset: 'none' })
      consumer.subscribe([TOPIC])
      try {
        await read(consumer, 1)
        return 'no error'
      } catch (error) {
        return error instanceof LogError ? error.code : error
      }
    })
    expect(result).toBe('OFFSET_OUT_OF_RANGE')
  })

  test('retention that overtook the reader resets, and says so', async () => {
    const { result } = await playProgram(
      async (clients) => {
        const { consumer, events } = opened(clients, { groupId: null })
        consumer.assign([P0])
        await consumer.poll(0)
        consumer.seek(P0, 1)
        return [values(await read(consumer, 2)), events]
      },
      {
        script: (made) => {
          fill(made, 5)
          made.partition(P0).logStartOffset = 3
        },
      },
    )
    expect(result).toEqual(['3 4', [{ kind: 'reset', ...P0, from: 1, to: 3, policy: 'earliest' }]])
  })
})

describe('fetching', () => {
  test('an emptied batch is stepped over', async () => {
    const { result } = await playProgram(
      async (clients) => {
        const { consumer } = opened(clients)
        consumer.subscribe([TOPIC])
        return [values(await read(consumer, 2)), consumer.position(P0)]
      },
      {
        script: (made) => {
          fill(made, 1)
          made.partition(P0).append(encodeRecordBatch({ records: [], lastOffsetDelta: 12, baseTimestamp: 1 }))
          fill(made, 1, 0, 7)
          made.partition(P0).append(encodeRecordBatch({ records: [], lastOffsetDelta: 3, baseTimestamp: 1 }))
        },
      },
    )
    expect(result).toEqual(['0 7', 19])
  })

  test('a paused partition keeps what was fetched, and a seek throws it away and says so', async () => {
    const { result, cluster } = await playProgram(
      async (clients, { clock }) => {
        const { consumer, events } = opened(clients, { pollRecordsMax: 2 })
        consumer.subscribe([TOPIC])
        const first = values(await read(consumer, 2))
        consumer.pause([P0])
        const none = values(await consumer.poll(300))
        const fetches = cluster_().requests('Fetch').length
        await clock.sleep(500)
        consumer.resume([P0])
        const kept = [values(await consumer.poll(0)), cluster_().requests('Fetch').length - fetches]
        consumer.seek(P0, 1)
        return [first, none, kept, values(await read(consumer, 2)), events.filter(({ kind }) => kind === 'discarded')]
      },
      {
        script: (made) => {
          scripted = made
          fill(made, 9)
        },
      },
    )
    expect(result).toEqual(['0 1', '', ['2 3', 0], '1 2', [{ kind: 'discarded', ...P0, offset: 4, count: 5 }]])
    expect(cluster.requests('Fetch').length).toBeGreaterThan(1)
  })

  test('a record that cannot be read is an error, and is fetched again from where it may be whole', async () => {
    const { result } = await playProgram(
      async (clients, _, cluster) => {
        const { consumer } = opened(clients)
        consumer.subscribe([TOPIC])
        const code = await read(consumer, 1).catch((error: unknown) => (error instanceof LogError ? error.code : error))
        cluster.partition(P0).batches[0]!.bytes[65]! ^= 0xff
        return [code, values(await read(consumer, 1))]
      },
      {
        script: (made) => {
          fill(made, 1)
          made.partition(P0).batches[0]!.bytes[65]! ^= 0xff
        },
      },
    )
    expect(result).toEqual(['CORRUPT_MESSAGE', '0'])
  })

  test('a lost fetch and a moved leader do not end the reading', async () => {
    const { result } = await playProgram(
      async (clients, _, cluster) => {
        const { consumer } = opened(clients)
        consumer.subscribe([TOPIC])
        const first = values(await read(consumer, 2))
        cluster.partition(P0).lead(2)
        fill(cluster, 2, 0, 2)
        return [first, values(await read(consumer, 2))]
      },
      {
        script: (made) => {
          fill(made, 2)
          made.disturb('Fetch', 'lose-answer')
        },
      },
    )
    expect(result).toEqual(['0 1', '2 3'])
  })
})

let scripted: ScriptedCluster | undefined
const cluster_ = () => scripted!
