import { describe, expect, test } from 'vitest'
import { fetchFrom, listOffset } from '../testing/ask'
import { ONE_TOPIC, MIN_2, QUICK, send, valuesFrom } from './testing/quick-run'
import { playLogRun, startLogRun } from '../testing/log-run'

describe('when the leader dies', () => {
  test('another one in sync leads, with all that was acknowledged by all', async () => {
    const run = await startLogRun({
      topics: ONE_TOPIC,
      options: QUICK,
      actions: ['crash:kafka/0@1500'],
      doings: [
        [1_000, send(0, 'a')],
        [1_100, send(0, 'b')],
        [3_000, send(1, 'c')],
        [4_000, valuesFrom(1, 0)],
      ],
      durationMs: 4_500,
    })
    await run.until(4_400)
    const { outcomes, facts, replica } = run
    expect(outcomes.at(-1)!.result).toEqual([[0, 'a'], [1, 'b'], [2, 'c']]) // prettier-ignore
    expect(facts('leader')).toMatchObject([
      { instance: 0, value: { topic: 't', partition: 0, leaderEpoch: 0 } },
      { instance: 1, value: { leaderEpoch: 1 } },
    ])
    expect(await replica(1, 't')).toMatchObject({ isr: [1, 2], epochs: [{ epoch: 0, startOffset: 0 }, { epoch: 1, startOffset: 2 }] }) // prettier-ignore
  })

  test('what it alone had is cut off its log by epoch when it is back, and it joins the ISR again', async () => {
    const { outcomes, facts, replica } = await playLogRun({
      topics: ONE_TOPIC,
      options: QUICK,
      // The followers cannot fetch, so what is appended then with acks=1 is the leader's alone.
      actions: [
        'partition:kafka/1~kafka/0@1200-2500',
        'partition:kafka/2~kafka/0@1200-2500',
        'crash:kafka/0@1500-3000',
      ],
      doings: [
        [1_000, send(0, 'a')],
        [1_300, send(0, 'lost', 1)],
        [2_600, send(1, 'b')],
        [6_000, valuesFrom(1, 0)],
      ],
      durationMs: 7_000,
    })
    expect(outcomes[1]!.result).toMatchObject({ error: 'NONE', baseOffset: 1 })
    expect(outcomes[3]!.result).toEqual([[0, 'a'], [1, 'b']]) // prettier-ignore
    expect(facts('truncated')).toMatchObject([{ instance: 0, value: { topic: 't', partition: 0, from: 2, to: 1 } }])
    expect(facts('isr').at(-1)).toMatchObject({ instance: 1, value: { isr: [1, 2, 0] } })
    const [old, now] = [await replica(0, 't'), await replica(1, 't')]
    expect(old).toMatchObject({ role: 'follower', logEndOffset: 2, epochs: now!.epochs })
  })

  test('nothing that a consumer has read is ever at another offset (A9)', async () => {
    const { outcomes, replica } = await playLogRun({
      topics: ONE_TOPIC,
      options: QUICK,
      actions: [
        'partition:kafka/1~kafka/0@1200-2500',
        'partition:kafka/2~kafka/0@1200-2500',
        'crash:kafka/0@1500-3000',
      ],
      doings: [
        [1_000, send(0, 'a')],
        [1_300, send(0, 'lost', 1)],
        [1_400, valuesFrom(0, 0)],
        [2_600, send(1, 'b')],
        [3_900, valuesFrom(1, 0)],
      ],
    })
    expect(outcomes[2]!.result).toEqual([[0, 'a']])
    expect(outcomes[4]!.result).toEqual([[0, 'a'], [1, 'b']]) // prettier-ignore
    expect((await replica(1, 't'))!.highWatermark).toBe(2)
  })

  test('its successor gives no last offset before all of the epochs before are known to be committed', async () => {
    const { outcomes, replica } = await playLogRun({
      topics: MIN_2,
      options: QUICK,
      sessionMs: 200,
      // Nobody can fetch from the new leader at first, and it has learnt only later than the old one that its log is committed.
      actions: ['partition:kafka/2~kafka/1@1000-2300', 'crash:kafka/0@1103.5'],
      doings: [
        [1_100, send(0, 'a')],
        [1_500, (client) => listOffset(client, 1, -1)],
        [1_500, (client) => listOffset(client, 1, -2)],
        [4_000, (client) => listOffset(client, 1, -1)],
      ],
    })
    expect(outcomes[1]!.result).toMatchObject({ error: 'OFFSET_NOT_AVAILABLE', offset: -1 })
    expect(outcomes[2]!.result).toMatchObject({ error: 'NONE', offset: 0 })
    expect(outcomes[3]!.result).toMatchObject({ error: 'NONE', offset: 1 })
    expect((await replica(1, 't'))!.highWatermark).toBe(1)
  })

  test('one that was not in sync loses what was acknowledged, if it may lead, and consumers are told where (A10)', async () => {
    const topics = [{ ...ONE_TOPIC[0]!, configs: { 'unclean.leader.election.enable': 'true' } }]
    const { outcomes, facts } = await playLogRun({
      topics,
      options: QUICK,
      actions: ['crash:kafka/2@1200-4000', 'crash:kafka/1@1200', 'crash:kafka/0@3000-6000'],
      doings: [
        [1_000, send(0, 'a')],
        [2_500, send(0, 'b')],
        [5_000, send(2, 'other')],
        [5_100, send(2, 'another')],
        [5_500, (client) => fetchFrom(client, 2, 2, { lastFetchedEpoch: 0 })],
        [8_000, valuesFrom(2, 0)],
      ],
      durationMs: 9_000,
    })
    expect(outcomes[1]!.result).toMatchObject({ error: 'NONE', baseOffset: 1 })
    expect(outcomes[4]!.result).toMatchObject({ error: 'NONE', divergingEpoch: { epoch: 0, endOffset: 1 } })
    expect(outcomes[5]!.result).toEqual([[0, 'a'], [1, 'other'], [2, 'another']]) // prettier-ignore
    expect(facts('truncated')).toMatchObject([{ instance: 0, value: { from: 2, to: 1 } }])
  })
})

describe('after a restart', () => {
  test('the high watermark is what was written down last, and a follower goes back by epoch and not to there', async () => {
    const run = await startLogRun({
      topics: ONE_TOPIC,
      options: { ...QUICK, highWatermarkCheckpointIntervalMs: 1_050 },
      actions: ['crash:kafka/1@1500-1600', 'partition:kafka/1~kafka/0@1500-4000'],
      doings: [
        [1_000, send(0, 'a')],
        [1_200, send(0, 'b')],
        [1_300, send(0, 'c')],
      ],
      durationMs: 8_000,
    })
    await run.until(1_490)
    expect(await run.replica(1, 't')).toMatchObject({ logEndOffset: 3, highWatermark: 2 })
    await run.until(1_700)
    expect(await run.replica(1, 't')).toMatchObject({ logEndOffset: 3, highWatermark: 0 })
    await run.until(8_000)
    expect(await run.replica(1, 't')).toMatchObject({ logEndOffset: 3, highWatermark: 3 })
    expect(run.facts('truncated')).toEqual([])
  })
})
