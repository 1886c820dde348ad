/** The producer against brokers that do what a script says. */
import { describe, expect, test } from 'vitest'
import type { ProducerOptions } from '../../port/producer'
import { partitionOfKey } from '../../records/murmur2'
import { playProgram, SINGLE, TOPIC } from '../testing/play-program'
import { bytesOf, outcomeOf, record, sendAll, valuesOf } from '../testing/texts'

describe('batches', () => {
  test('what comes while a batch lingers travels in it, and every record has its offset', async () => {
    const { result, cluster } = await playProgram((clients) =>
      sendAll(clients.producer({ lingerMs: 5 }), TOPIC, 0, ['a', 'b', 'c', 'd']),
    )
    expect(result).toEqual([0, 1, 2, 3])
    expect(cluster.requests('Produce')).toHaveLength(1)
  })

  test('a full batch does not linger', async () => {
    const { result, cluster } = await playProgram(async (clients, { clock }) => {
      const value = 'x'.repeat(400)
      await sendAll(clients.producer({ lingerMs: 1_000, batchSize: 1_000 }), TOPIC, 0, [value, value, value, value])
      return clock.monotonicMs()
    })
    expect(cluster.partition({ topic: TOPIC, partition: 0 }).batches.map((batch) => batch.recordCount)).toEqual([2, 2])
    expect(result).toBeGreaterThan(1_000)
    expect(cluster.requests('Produce')[0]!.atMs).toBeLessThan(20)
  })

  test('a flush sends what lingers, and waits for it', async () => {
    const { result } = await playProgram(async (clients, { clock }) => {
      const producer = clients.producer({ lingerMs: 10_000 })
      const outcome = outcomeOf(producer.send(record(TOPIC, 0, 'a')))
      await producer.flush()
      return [await outcome, clock.monotonicMs() < 100]
    })
    expect(result).toEqual([0, true])
  })

  test('a key decides by murmur2, no key stays with one partition for a batch, and round-robin looks at no key', async () => {
    const keys = ['ada', 'bob', 'cleo', 'dan', 'eve', 'fay']
    const { result } = await playProgram(
      async (clients) => {
        const send = (options: ProducerOptions, key: string | null) =>
          clients.producer(options).send({ topic: TOPIC, key: key === null ? null : bytesOf(key), value: null })
        const keyed = await Promise.all(keys.map((key) => send({}, key)))
        const sticky = clients.producer()
        const unkeyed = await Promise.all(keys.map(() => sticky.send({ topic: TOPIC, key: null, value: null })))
        const turning = clients.producer({ partitioner: 'round-robin' })
        const turned = await Promise.all(
          keys.map(() => turning.send({ topic: TOPIC, key: bytesOf('ada'), value: null })),
        )
        return [keyed, unkeyed, turned].map((sent) => sent.map(({ partition }) => partition))
      },
      { topics: { [TOPIC]: 6 } },
    )
    expect(result[0]).toEqual(keys.map((key) => partitionOfKey(bytesOf(key), 6)))
    expect(new Set(result[1]).size).toBe(1)
    expect(new Set(result[2]).size).toBe(6)
  })
})

describe('limits', () => {
  test('a record larger than a request fails at once', async () => {
    const { result } = await playProgram((clients) =>
      sendAll(clients.producer({ requestSizeMax: 300 }), TOPIC, 0, ['x'.repeat(400), 'y']),
    )
    expect(result).toEqual(['MESSAGE_TOO_LARGE', 0])
  })

  test('a record whose time is no whole millisecond fails at once, and spoils no batch', async () => {
    const { result } = await playProgram(async (clients) => {
      const producer = clients.producer()
      const send = (timestampMs: number) =>
        producer.send({ topic: TOPIC, partition: 0, key: null, value: bytesOf('x'), timestampMs }).then(
          ({ offset }) => offset,
          (error: { code: string }) => error.code,
        )
      return Promise.all([send(1.5), send(-1), send(Number.NaN), send(1_700_000_000_000)])
    })
    expect(result).toEqual(['INVALID_TIMESTAMP', 'INVALID_TIMESTAMP', 'INVALID_TIMESTAMP', 0])
  })

  test('a batch that the broker finds too large is cut up, and keeps its order', async () => {
    const { result, cluster } = await playProgram(
      (clients) => sendAll(clients.producer(), TOPIC, 0, ['a', 'b', 'c', 'd', 'e']),
      { script: (made) => made.disturb('Produce', { error: 'MESSAGE_TOO_LARGE' }) },
    )
    expect(result).toEqual([0, 1, 2, 3, 4])
    const partition = cluster.partition({ topic: TOPIC, partition: 0 })
    expect(valuesOf(partition)).toEqual(['a', 'b', 'c', 'd', 'e'])
    expect(partition.batches.length).toBeGreaterThan(1)
  })

  test('one record that the broker finds too large fails alone; its successors are stored', async () => {
    const { result, cluster } = await playProgram(
      (clients) => sendAll(clients.producer(SINGLE), TOPIC, 0, ['a', 'b', 'c']),
      {
        script: (made) => made.disturb('Produce', { error: 'MESSAGE_TOO_LARGE' }),
      },
    )
    expect(result).toEqual(['MESSAGE_TOO_LARGE', 0, 1])
    expect(valuesOf(cluster.partition({ topic: TOPIC, partition: 0 }))).toEqual(['b', 'c'])
  })

  test('a topic that nobody knows is waited for up to max.block.ms, and then is an error', async () => {
    const { result } = await playProgram(async (clients, { clock }) => {
      const outcome = await outcomeOf(clients.producer({ blockMaxMs: 700 }).send(record('nowhere', 0, 'a')))
      return [outcome, clock.monotonicMs()]
    })
    expect(result).toEqual(['REQUEST_TIMED_OUT', 700])
  })

  test('a full memory lets records wait for their turn, in order', async () => {
    const values = Array.from({ length: 40 }, (_, index) => String(index))
    const { result, cluster } = await playProgram((clients) =>
      sendAll(clients.producer({ ...SINGLE, bufferMemory: 400 }), TOPIC, 0, values),
    )
    expect(result).toEqual(values.map((_, index) => index))
    expect(valuesOf(cluster.partition({ topic: TOPIC, partition: 0 }))).toEqual(values)
  })

  test('a full memory that stays full ends in an error after max.block.ms', async () => {
    const { result } = await playProgram(
      (clients) => sendAll(clients.producer({ ...SINGLE, bufferMemory: 150, blockMaxMs: 300 }), TOPIC, 0, ['a', 'b']),
      { script: (cluster) => cluster.disturb('Produce', { delayMs: 400 }) },
    )
    expect(result).toEqual([0, 'REQUEST_TIMED_OUT'])
  })
})

describe('without idempotence', () => {
  test('a retry goes behind what was in flight with it: order is lost, and a lost answer stores twice', async () => {
    const plain: ProducerOptions = { ...SINGLE, isIdempotent: false }
    const refused = await playProgram((clients) => sendAll(clients.producer(plain), TOPIC, 0, ['a', 'b', 'c']), {
      script: (cluster) => cluster.disturb('Produce', { error: 'NOT_ENOUGH_REPLICAS' }),
    })
    expect(valuesOf(refused.cluster.partition({ topic: TOPIC, partition: 0 }))).toEqual(['b', 'c', 'a'])
    const lost = await playProgram((clients) => sendAll(clients.producer(plain), TOPIC, 0, ['a', 'b']), {
      script: (cluster) => cluster.disturb('Produce', 'lose-answer'),
    })
    expect(valuesOf(lost.cluster.partition({ topic: TOPIC, partition: 0 }))).toEqual(['a', 'b', 'a'])
  })

  test('with one request in flight, order is kept', async () => {
    const ordered: ProducerOptions = { ...SINGLE, isIdempotent: false, inFlightMax: 1 }
    const { cluster } = await playProgram((clients) => sendAll(clients.producer(ordered), TOPIC, 0, ['a', 'b', 'c']), {
      script: (made) => made.disturb('Produce', { error: 'NOT_ENOUGH_REPLICAS' }),
    })
    expect(valuesOf(cluster.partition({ topic: TOPIC, partition: 0 }))).toEqual(['a', 'b', 'c'])
  })

  test('acks 0 asks for no outcome, and so a lost record is a success', async () => {
    const { result, cluster } = await playProgram(
      (clients) => sendAll(clients.producer({ ...SINGLE, acks: 0 }), TOPIC, 0, ['a', 'b']),
      { script: (made) => made.disturb('Produce', 'lose-request') },
    )
    expect(result).toEqual([-1, -1])
    expect(valuesOf(cluster.partition({ topic: TOPIC, partition: 0 }))).toEqual(['b'])
  })

  test('retries have an end', async () => {
    const { result } = await playProgram(
      (clients) => sendAll(clients.producer({ ...SINGLE, acks: 1, retries: 2 }), TOPIC, 0, ['a']),
      { script: (cluster) => cluster.disturb('Produce', { error: 'NOT_ENOUGH_REPLICAS' }, 3) },
    )
    expect(result).toEqual(['NOT_ENOUGH_REPLICAS'])
  })
})

test('a closed producer has sent what it had, and takes no more', async () => {
  const { result } = await playProgram(async (clients) => {
    const producer = clients.producer({ lingerMs: 5_000 })
    const outcome = outcomeOf(producer.send(record(TOPIC, 0, 'a')))
    await producer.close()
    return [await outcome, await outcomeOf(producer.send(record(TOPIC, 0, 'b')))]
  })
  expect(result).toEqual([0, 'INVALID_REQUEST'])
})
