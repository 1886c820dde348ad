/** A log that an unclean election has cut behind the position: the position is right, and what was fetched from there on is not. */
import { expect, test } from 'vitest'
import type { ConsumerOptions, ConsumerRecord, LogConsumer } from '../../port/consumer'
import { encodeRecordBatch } from '../../records/record-batch'
import { playProgram, TOPIC } from '../testing/play-program'
import type { ScriptedCluster } from '../testing/scripted-cluster'
import { bytesOf, textOf } from '../testing/texts'

const P0 = { topic: TOPIC, partition: 0 }
const GROUP: ConsumerOptions = {
  groupId: 'search',
  offsetReset: 'earliest',
  requestTimeoutMs: 2_000,
  fetchMaxWaitMs: 100,
}
/** Leaders are heard of without any request that fails. */
const clients = { metadataMaxAgeMs: 100 }
const AGE_MS = 400

function fill(cluster: ScriptedCluster, from: number, to: number): void {
  for (let value = from; value < to; value += 1) {
    const records = [{ timestamp: value, key: null, value: bytesOf(String(value)) }]
    cluster.partition(P0).append(encodeRecordBatch({ records }))
  }
}

/** The log keeps its first three records, and goes on with others. */
function cut(cluster: ScriptedCluster): void {
  cluster.partition(P0).loseFrom(3, 1)
  fill(cluster, 103, 108)
}

const AFTER_CUT = '0 1 2 103 104 105 106 107'

async function read(consumer: LogConsumer, count: number): Promise<ConsumerRecord[]> {
  const records: ConsumerRecord[] = []
  for (let polls = 0; records.length < count && polls < 100; polls += 1) records.push(...(await consumer.poll(200)))
  return records
}

const values = (records: readonly ConsumerRecord[]) => records.map(({ value }) => textOf(value)).join(' ')

test.each(['paused', 'busy'])('what a %s partition has fetched is not given when its log was cut', async (how) => {
  const { result } = await playProgram(
    async (made, { clock }, cluster) => {
      const consumer = made.consumer({ ...GROUP, pollRecordsMax: 2 })
      consumer.subscribe([TOPIC])
      const first = await read(consumer, 2)
      if (how === 'paused') consumer.pause([P0])
      cut(cluster)
      // Nobody polls meanwhile, as long as the owner is busy.
      if (how === 'busy') await clock.sleep(AGE_MS)
      else for (let polls = 0; polls < 4; polls += 1) await consumer.poll(AGE_MS / 4)
      consumer.resume([P0])
      return values([...first, ...(await read(consumer, 6))])
    },
    { clients, script: (made) => fill(made, 0, 8) },
  )
  expect(result).toBe(AFTER_CUT)
})

test('an answer of the former leader that comes when the position was held against the new one is not taken', async () => {
  const { result } = await playProgram(
    async (made, { clock }, cluster) => {
      const consumer = made.consumer(GROUP)
      consumer.subscribe([TOPIC])
      while (cluster.requests('Fetch').length === 0) await consumer.poll(10)
      consumer.pause([P0])
      await clock.sleep(10)
      cut(cluster)
      for (let polls = 0; polls < 10; polls += 1) await consumer.poll(100)
      consumer.resume([P0])
      return values(await read(consumer, 8))
    },
    {
      clients,
      script: (made) => {
        fill(made, 0, 8)
        made.disturb('Fetch', { answerDelayMs: 600 })
      },
    },
  )
  expect(result).toBe(AFTER_CUT)
})
