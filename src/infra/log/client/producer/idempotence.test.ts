/** Exactly once and in order, in corners that a good cluster does not have. */
import { describe, expect, test } from 'vitest'
import { playProgram, SINGLE, TOPIC } from '../testing/play-program'
import { outcomeOf, record, sendAll, valuesOf } from '../testing/texts'

describe('idempotence', () => {
  test('a lost answer does not store a record twice, and the first offset is given', async () => {
    const { result, cluster } = await playProgram(
      (clients) => sendAll(clients.producer(SINGLE), TOPIC, 0, ['a', 'b', 'c']),
      {
        script: (made) => made.disturb('Produce', 'lose-answer'),
      },
    )
    expect(result).toEqual([0, 1, 2])
    expect(valuesOf(cluster.partition({ topic: TOPIC, partition: 0 }))).toEqual(['a', 'b', 'c'])
  })

  test('a lost first request does not let the second be first', async () => {
    const { result, cluster } = await playProgram(
      (clients) => sendAll(clients.producer(SINGLE), TOPIC, 0, ['a', 'b', 'c']),
      {
        script: (made) => made.disturb('Produce', 'lose-request'),
      },
    )
    expect(valuesOf(cluster.partition({ topic: TOPIC, partition: 0 }))).toEqual(['a', 'b', 'c'])
    expect(result).toEqual([0, 1, 2])
  })

  test('no more batches are without an outcome than a leader remembers', async () => {
    const values = Array.from({ length: 30 }, (_, index) => String(index))
    const { cluster } = await playProgram((clients) => sendAll(clients.producer(SINGLE), TOPIC, 0, values), {
      script: (made) => made.disturb('Produce', 'lose-answer'),
    })
    expect(valuesOf(cluster.partition({ topic: TOPIC, partition: 0 }))).toEqual(values)
    // The first answer is missing for half a second: four more batches may go in that time, and no fifth.
    expect(cluster.requests('Produce').filter(({ atMs }) => atMs < 500)).toHaveLength(5)
  })

  test('an epoch that one partition needs is not given to another with unresolved batches', async () => {
    const { result, cluster } = await playProgram(
      async (clients, { clock }, scripted) => {
        const producer = clients.producer(SINGLE)
        const before = [...(await sendAll(producer, TOPIC, 5, ['p'])), ...(await sendAll(producer, TOPIC, 2, ['x']))]
        scripted.disturb('Produce', { error: 'UNKNOWN_PRODUCER_ID' })
        const others = scripted.script
        scripted.script = (request, seen) => {
          if (request.type !== 'Produce' || request.partitions[0]!.partition === 5) return others(request, seen)
          return clock.monotonicMs() < 400 ? 'lose-answer' : undefined
        }
        const late = async () => {
          // By now the epoch was raised for the other partition, and what this one sent has no outcome.
          await clock.sleep(200)
          return sendAll(producer, TOPIC, 2, ['v'])
        }
        const [unresolved, failed, after] = await Promise.all([
          sendAll(producer, TOPIC, 2, ['y', 'z']),
          sendAll(producer, TOPIC, 5, ['q']),
          late(),
        ])
        scripted.script = () => undefined
        return [before, unresolved, failed, after, await sendAll(producer, TOPIC, 2, ['w'])]
      },
      {
        topics: { [TOPIC]: 6 },
        brokers: 2,
      },
    )
    expect(result).toEqual([[0, 0], [1, 2], [1], [3], [4]])
    expect(valuesOf(cluster.partition({ topic: TOPIC, partition: 2 }))).toEqual(['x', 'y', 'z', 'v', 'w'])
    const epochs = (partition: number) =>
      cluster.partition({ topic: TOPIC, partition }).batches.map((batch) => [batch.producerEpoch, batch.baseSequence])
    expect(epochs(5)).toEqual([
      [0, 0],
      [1, 0],
    ])
    expect(epochs(2)).toEqual([
      [0, 0],
      [0, 1],
      [0, 2],
      [1, 0],
      [1, 1],
    ])
  })

  test('what ends by the delivery timeout leaves the partition usable, under another epoch', async () => {
    const { result, cluster } = await playProgram(
      async (clients, { clock }) => {
        const producer = clients.producer({ ...SINGLE, deliveryTimeoutMs: 2_000 })
        const first = await sendAll(producer, TOPIC, 0, ['a', 'b'])
        const atMs = clock.monotonicMs()
        return [first, atMs, await sendAll(producer, TOPIC, 0, ['c'])]
      },
      {
        script: (made) => {
          made.script = (request, { atMs }) => (request.type === 'Produce' && atMs < 2_500 ? 'lose-request' : undefined)
        },
      },
    )
    expect(result).toEqual([['REQUEST_TIMED_OUT', 'REQUEST_TIMED_OUT'], 2_002, [0]])
    const [batch] = cluster.partition({ topic: TOPIC, partition: 0 }).batches
    expect([batch!.producerEpoch, batch!.baseSequence]).toEqual([1, 0])
  })

  test('a leader that moved is found, and order is kept', async () => {
    const values = Array.from({ length: 50 }, (_, index) => String(index))
    const { result, cluster } = await playProgram(async (clients, { clock }, scripted) => {
      const producer = clients.producer(SINGLE)
      const sent = values.map(async (value, index) => {
        await clock.sleep(index)
        return outcomeOf(producer.send(record(TOPIC, 0, value)))
      })
      await clock.sleep(20)
      scripted.partition({ topic: TOPIC, partition: 0 }).lead(2)
      return Promise.all(sent)
    })
    expect(result).toEqual(values.map((_, index) => index))
    expect(valuesOf(cluster.partition({ topic: TOPIC, partition: 0 }))).toEqual(values)
  })
})
