import { describe, expect, test } from 'vitest'
import { RUN_EPOCH_MS } from '~/kernel/time'
import type { InternalPartitions } from '../broker/metadata'
import type { DeleteRecordsRequest } from '../protocol/records-api'
import { LogDirectory } from '../storage/log-directory'
import { batchOf } from '../storage/testing/batch-of'
import { fetchFrom, produce, valuesOf } from '../testing/ask'
import { playLogRun, startLogRun, type Client, type Doing } from '../testing/log-run'

const T = [{ name: 't', assignments: [[0, 1, 2]] }]
const AT = { topic: 't', partition: 0 }
const QUICK = { replicaLagTimeMaxMs: 1_000, replicaFetchBackoffMs: 100, replicaSocketTimeoutMs: 700 }
const record = (value: string) => batchOf([['k', value, RUN_EPOCH_MS]])
const send =
  (value: string, acks: 1 | -1 = -1): Doing[1] =>
  (client) =>
    produce(client, 0, record(value), { acks })

async function deleteTo(client: Client, offset: number, timeoutMs = 5_000): Promise<unknown> {
  const partitions = [{ ...AT, offset }]
  const response = await client.ask<DeleteRecordsRequest>(0, { type: 'DeleteRecords', timeoutMs, partitions })
  return response.partitions[0]
}

describe('a full disk', () => {
  test('of the leader refuses appends and lets everybody read', async () => {
    const { outcomes } = await playLogRun({
      topics: T,
      options: QUICK,
      actions: ['disk-full:kafka/0@1500-2500'],
      doings: [
        [1_000, send('a')],
        [2_000, send('b')],
        [2_000, async (client) => valuesOf(await fetchFrom(client, 0, 0))],
        [3_000, send('c')],
      ],
    })
    expect(outcomes[1]!.result).toMatchObject({ error: 'KAFKA_STORAGE_ERROR', baseOffset: -1 })
    expect(outcomes[2]!.result).toEqual([[0, 'a']])
    expect(outcomes[3]!.result).toMatchObject({ error: 'NONE', baseOffset: 1 })
  })

  test('of a follower takes it out of the ISR until there is space', async () => {
    const { facts, replica } = await playLogRun({
      topics: T,
      options: QUICK,
      actions: ['disk-full:kafka/2@1000-4000'],
      doings: [[1_100, send('a')]],
      durationMs: 6_000,
    })
    expect(facts('isr')).toMatchObject([{ value: { isr: [0, 1] } }, { value: { isr: [0, 1, 2] } }])
    expect(await replica(2, 't')).toMatchObject({ logEndOffset: 1, highWatermark: 1 })
  })
})

describe('records are deleted', () => {
  test('when every replica that is alive has moved its log start', async () => {
    const { outcomes, replica } = await playLogRun({
      topics: T,
      options: QUICK,
      doings: [
        [1_000, send('a')],
        [1_100, send('b')],
        [2_000, (client) => deleteTo(client, 1)],
        [3_500, (client) => deleteTo(client, 3)],
        [3_600, (client) => fetchFrom(client, 0, 0)],
        [3_700, (client) => deleteTo(client, -1)],
      ],
    })
    expect(outcomes[2]!.result).toMatchObject({ error: 'NONE', lowWatermark: 1 })
    expect(outcomes[2]!.doneMs).toBeGreaterThan(2_010)
    expect(outcomes[3]!.result).toMatchObject({ error: 'OFFSET_OUT_OF_RANGE', lowWatermark: -1 })
    expect(outcomes[4]!.result).toMatchObject({ error: 'OFFSET_OUT_OF_RANGE', logStartOffset: 1 })
    expect(outcomes[5]!.result).toMatchObject({ error: 'NONE', lowWatermark: 2 })
    expect(await replica(2, 't')).toMatchObject({ logStartOffset: 2, logEndOffset: 2 })
  })

  test('perhaps later than somebody waits, while one does not answer', async () => {
    const { outcomes } = await playLogRun({
      topics: T,
      sessionMs: 60_000,
      actions: ['freeze:kafka/2@1500-5000'],
      doings: [
        [1_000, send('a')],
        [2_000, (client) => deleteTo(client, 1, 1_000)],
      ],
    })
    expect(outcomes[1]!).toMatchObject({ doneMs: 3_002, result: { error: 'REQUEST_TIMED_OUT', lowWatermark: -1 } })
  })

  test('but not from a compacted topic', async () => {
    const { outcomes } = await playLogRun({
      topics: [{ ...T[0]!, configs: { 'cleanup.policy': 'compact' } }],
      doings: [
        [1_000, send('a')],
        [2_000, (client) => deleteTo(client, 1)],
      ],
    })
    expect(outcomes[1]!.result).toMatchObject({ error: 'POLICY_VIOLATION' })
  })

  test('by a cut of retention, which a follower that was away learns from where the leader begins', async () => {
    const { facts, replica } = await playLogRun({
      topics: T,
      options: QUICK,
      actions: ['crash:kafka/2@900-4000', 'retention-cut:kafka/0=2@3000'],
      doings: [
        [1_000, send('a')],
        [1_900, send('b')],
        [2_100, send('c')],
      ],
      durationMs: 7_000,
    })
    expect(facts('retention')[0]).toMatchObject({ instance: 0, value: { from: 0, to: 2 } })
    expect(facts('started-over')).toMatchObject([{ instance: 2, value: { from: 0, to: 2 } }])
    expect(await replica(2, 't')).toMatchObject({ logStartOffset: 2, logEndOffset: 3, highWatermark: 3 })
    expect(await replica(1, 't')).toMatchObject({ logStartOffset: 2 })
  })
})

test('a topic that is deleted is gone from the disk, and one of its name begins anew', async () => {
  const run = await startLogRun({ topics: T, doings: [[1_000, send('a')], [3_000, send('b')]] }) // prettier-ignore
  await run.until(2_000)
  run.cluster.deleteTopic('t')
  await run.until(2_100)
  expect(await run.replica(0, 't')).toBeNull()
  run.cluster.createTopic(T[0]!)
  await run.until(4_000)
  expect(run.outcomes[1]!.result).toMatchObject({ error: 'NONE', baseOffset: 0 })
})

test('a topic that is deleted while a broker is down is gone from its disk once it is back', async () => {
  const disks: LogDirectory[] = []
  const run = await startLogRun({
    topics: [...T, { name: 'kept', assignments: [[0, 1, 2]] }],
    actions: ['crash:kafka/2@1500-3000'],
    doings: [[1_000, send('a')]],
    others: [
      (context) => {
        disks[context.instance] = context.disk('logs of kafka', () => new LogDirectory())
        return { types: [], handle: () => undefined }
      },
    ],
  })
  const held = () => ['t', 'kept'].map((topic) => disks[2]!.logOf({ topic, partition: 0 })?.logEndOffset)
  await run.until(2_000)
  run.cluster.deleteTopic('t')
  await run.until(2_900)
  expect(held()).toEqual([1, 0])
  await run.until(4_000)
  expect(held()).toEqual([undefined, 0])
})

test('code in a broker appends to what it leads, is told when it leads, and hears when that is over', async () => {
  const led: [node: number, partition: number, epoch: number | null][] = []
  const seams: InternalPartitions[] = []
  const run = await startLogRun({
    topics: T,
    others: [
      ({ instance }, _, partitions) => {
        seams[instance] = partitions
        partitions.onLeadership('t', (partition, epoch) => led.push([instance, partition, epoch]))
        return {
          types: ['Append'],
          handle: () => partitions.append(AT, record(`from ${instance}`), 5_000),
        }
      },
    ],
    doings: [0, 1].map((node): Doing => {
      return [
        1_000,
        ({ context }) => context.call('kafka', { type: 'Append', request: 1 }, { instance: node, timeoutMs: 9_000 }),
      ]
    }),
  })
  await run.until(2_000)
  expect(run.outcomes.map(({ result }) => result)).toEqual([
    { error: 'NONE', baseOffset: 0 },
    { error: 'NOT_LEADER_OR_FOLLOWER', baseOffset: -1 },
  ])
  expect(seams[0]!.bounds(AT)).toEqual({ logStartOffset: 0, highWatermark: 1, logEndOffset: 1 })
  expect(seams[0]!.read(AT, 0, 1)).toHaveLength(record('from 0').length)
  expect(seams[0]!.read(AT, 1, 1)).toHaveLength(0)
  run.cluster.elect(AT, 1)
  await run.until(2_100)
  expect(led).toEqual([[0, 0, 0], [0, 0, null], [1, 0, 1]]) // prettier-ignore
})
