import { describe, expect, test } from 'vitest'
import { RUN_EPOCH_MS } from '~/kernel/time'
import type { ProduceRequest } from '../protocol/records-api'
import { batchOf, producedBatch } from '../storage/testing/batch-of'
import { fetchFrom, listOffset, produce, valuesOf } from '../testing/ask'
import { playLogRun, startLogRun, type Doing } from '../testing/log-run'

const T = [{ name: 't', assignments: [[0, 1, 2]] }]
/** A batch of one record, at the time of the run. */
const record = (value: string) => batchOf([['k', value, RUN_EPOCH_MS]])
const results = (outcomes: readonly { readonly result: unknown }[]) => outcomes.map(({ result }) => result)

describe('produce', () => {
  test('with acks=1 is answered when the leader has it, with acks=-1 when all in sync have it', async () => {
    const doings: Doing[] = [
      [1_000, async (client) => produce(client, 0, record('a'), { acks: 1 })],
      [2_000, async (client) => produce(client, 0, record('b'), { acks: -1 })],
    ]
    const { outcomes } = await playLogRun({ topics: T, doings })
    expect(results(outcomes)).toMatchObject([
      { error: 'NONE', baseOffset: 0, logAppendTimeMs: -1, logStartOffset: 0 },
      { error: 'NONE', baseOffset: 1 },
    ])
    // To the leader and back; and besides, the answers to the fetches that waited there, and the two next fetches, which
    // come at once and cost the leader half a step each.
    expect(outcomes[0]!.doneMs).toBe(1_002)
    expect(outcomes[1]!.doneMs).toBe(2_004.1)
  })

  test('of several partitions reaches a follower as a whole: it does not fetch the first one alone', async () => {
    const both: ProduceRequest['partitions'] = [0, 1].map((partition) => ({
      topic: 't',
      partition,
      records: record(`of ${partition}`),
    }))
    const request = { type: 'Produce', acks: -1, timeoutMs: 30_000, partitions: both } as const
    const doings: Doing[] = [
      [1_000, (client) => produce(client, 0, record('a'))],
      [2_000, (client) => client.ask<ProduceRequest>(0, request, 1_000)],
    ]
    const twoPartitions = [{ ...T[0]!, assignments: [[0, 1, 2], [0, 1, 2]] }] // prettier-ignore
    const { outcomes } = await playLogRun({ topics: twoPartitions, doings })
    // Both take as long as one.
    expect(outcomes.map(({ doneMs }) => doneMs)).toEqual([1_004.1, 2_004.1])
  })

  test('is refused by whoever does not lead, with word of who does', async () => {
    const doings: Doing[] = [
      [1_000, (client) => produce(client, 1, record('a'))],
      [1_000, (client) => produce(client, 0, record('a'), { topic: 'nowhere' })],
      [1_000, (client) => produce(client, 0, record('a'), { acks: 2 as 1 })],
    ]
    const { outcomes } = await playLogRun({ topics: T, doings })
    expect(results(outcomes)).toMatchObject([
      { error: 'NOT_LEADER_OR_FOLLOWER', currentLeader: { leaderId: 0, leaderEpoch: 0 } },
      { error: 'UNKNOWN_TOPIC_OR_PARTITION' },
      { error: 'INVALID_REQUIRED_ACKS' },
    ])
  })

  test('of the same batch waits for it as the first time, and has its offset', async () => {
    const batch = producedBatch(4, 0, 0)
    const topics = [{ ...T[0]!, configs: { 'message.timestamp.after.max.ms': '9007199254740991' } }]
    const doings: Doing[] = [
      [1_000, (client) => produce(client, 0, batch)],
      [1_001, (client) => produce(client, 0, batch)],
      [1_500, (client) => produce(client, 0, producedBatch(4, 0, 2))],
    ]
    const { outcomes, replica } = await playLogRun({ topics, doings })
    expect(results(outcomes)).toMatchObject([
      { error: 'NONE', baseOffset: 0 },
      { error: 'NONE', baseOffset: 0 },
      { error: 'OUT_OF_ORDER_SEQUENCE_NUMBER', baseOffset: -1 },
    ])
    expect((await replica(0, 't'))!.logEndOffset).toBe(1)
    expect((await replica(2, 't'))!.producers).toEqual((await replica(0, 't'))!.producers)
  })
})

describe('a consumer', () => {
  test('reads up to the high watermark only, and waits for more', async () => {
    const doings: Doing[] = [
      [1_000, (client) => produce(client, 0, record('a'))],
      [1_100, (client) => fetchFrom(client, 0, 1, { maxWaitMs: 500 })],
      [1_300, (client) => produce(client, 0, record('b'))],
      [2_000, (client) => fetchFrom(client, 0, 2, { maxWaitMs: 500 })],
      [2_600, (client) => fetchFrom(client, 0, 0)],
      [2_700, (client) => fetchFrom(client, 0, 3)],
    ]
    const { outcomes } = await playLogRun({ topics: T, doings })
    const fetched = (index: number) => valuesOf(outcomes[index]!.result as Parameters<typeof valuesOf>[0])
    expect(fetched(1)).toEqual([[1, 'b']])
    // One millisecond there, one to the followers, one back from them, one back.
    expect(outcomes[1]!.doneMs).toBe(1_304.1)
    expect([fetched(3), outcomes[3]!.doneMs]).toEqual([[], 2_502])
    expect(fetched(4)).toEqual([[0, 'a'], [1, 'b']]) // prettier-ignore
    expect(outcomes[5]!.result).toMatchObject({ error: 'OFFSET_OUT_OF_RANGE', highWatermark: 2 })
  })

  test('waits until there is as much as it wants', async () => {
    const minBytes = 2 * record('a').length
    const doings: Doing[] = [
      [1_000, (client) => fetchFrom(client, 0, 0, { maxWaitMs: 3_000, minBytes })],
      [1_200, (client) => produce(client, 0, record('a'))],
      [1_400, (client) => produce(client, 0, record('b'))],
    ]
    const { outcomes } = await playLogRun({ topics: T, doings })
    expect(outcomes[0]!.doneMs).toBe(1_404.1)
  })

  test('with an epoch that is over, or not yet begun, is told so', async () => {
    const run = await startLogRun({
      topics: T,
      doings: [
        [1_000, (client) => fetchFrom(client, 1, 0, { currentLeaderEpoch: 0 })],
        [1_000, (client) => fetchFrom(client, 1, 0, { currentLeaderEpoch: 2 })],
        [1_000, (client) => fetchFrom(client, 0, 0, { currentLeaderEpoch: 1 })],
      ],
    })
    await run.until(500)
    run.cluster.elect({ topic: 't', partition: 0 }, 1)
    await run.until(2_000)
    expect(results(run.outcomes)).toMatchObject([
      { error: 'FENCED_LEADER_EPOCH', currentLeader: { leaderId: 1, leaderEpoch: 1 } },
      { error: 'UNKNOWN_LEADER_EPOCH' },
      { error: 'NOT_LEADER_OR_FOLLOWER', currentLeader: { leaderId: 1, leaderEpoch: 1 } },
    ])
  })

  test('finds offsets by time, the first and the last', async () => {
    const at = (ms: number) => batchOf([['k', 'v', RUN_EPOCH_MS + ms]])
    const doings: Doing[] = [
      [1_000, (client) => produce(client, 0, at(10))],
      [1_100, (client) => produce(client, 0, at(30))],
      [1_200, (client) => produce(client, 0, at(20))],
      [2_000, (client) => listOffset(client, 0, -2)],
      [2_000, (client) => listOffset(client, 0, -1)],
      [2_000, (client) => listOffset(client, 0, -3)],
      [2_000, (client) => listOffset(client, 0, RUN_EPOCH_MS + 15)],
      [2_000, (client) => listOffset(client, 0, RUN_EPOCH_MS + 31)],
    ]
    const { outcomes } = await playLogRun({ topics: T, doings })
    expect(results(outcomes).slice(3)).toMatchObject([
      { offset: 0, timestamp: -1, leaderEpoch: 0 },
      { offset: 3, timestamp: -1, leaderEpoch: 0 },
      { offset: 1, timestamp: RUN_EPOCH_MS + 30 },
      { offset: 1, timestamp: RUN_EPOCH_MS + 30, leaderEpoch: 0 },
      { offset: -1, timestamp: -1, error: 'NONE' },
    ])
  })
})
