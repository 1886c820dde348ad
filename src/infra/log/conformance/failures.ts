/** Cases in which brokers die. Each has the cluster for itself, and leaves it whole. */
import type { ConsumerRecord, LogProducer } from '../port'
import type { FetchRequest } from '../protocol/records-api'
import { bytes, type ConformanceBench, type ConformanceCase, failure, PATIENT, text, until } from './bench'
import { pollFor, read, send } from './reading'
import { isKnown, leaderOf, produceBatch, topic } from './topic'

async function isrOf(bench: ConformanceBench, name: string): Promise<number[]> {
  const [found] = await bench.clients.admin.describeTopics([name])
  return found!.partitions[0]!.isr.toSorted((a, b) => a - b)
}

function isrBecomes(bench: ConformanceBench, name: string, size: number): Promise<number[]> {
  return until(bench, `${size} replicas in sync`, async () => {
    const isr = await isrOf(bench, name)
    return isr.length === size ? isr : undefined
  })
}

/** The preferred leader stands first. */
async function ledBy(
  bench: ConformanceBench,
  replicas: readonly number[],
  configs: Record<string, string> = {},
): Promise<string> {
  const name = bench.name('topic')
  await bench.clients.admin.createTopics([
    { name, partitions: 1, replicationFactor: 3, assignments: [replicas], configs },
  ])
  await isKnown(bench, name)
  return name
}

async function sendUntil(
  producer: LogProducer,
  name: string,
  sent: Promise<unknown>[],
  isOver: () => boolean,
  bench: ConformanceBench,
) {
  for (let number = 0; !isOver(); number += 1) {
    sent.push(failure(producer.send({ topic: name, partition: 0, key: null, value: bytes(String(number)) })))
    await bench.sleep(10)
  }
}

export const failureCases: readonly ConformanceCase[] = [
  {
    name: 'below min.insync.replicas, acks all is refused, acks 1 is not, and it is taken again when the broker is back',
    expected: {
      before: 'NONE',
      isr: [0, 1],
      all: ['NOT_ENOUGH_REPLICAS', -1],
      one: 'NONE',
      after: 'NONE',
      isNothingBetween: true,
    },
    async observe(bench) {
      const name = await ledBy(bench, [0, 1, 2], { 'min.insync.replicas': '3' })
      const batch = (acks: 1 | -1) => produceBatch(bench, name, {}, { acks })
      const before = await batch(-1)
      await bench.kill(2)
      const isr = await isrBecomes(bench, name, 2)
      // The leader itself may hear of it later than whoever was asked; what it takes before, it cannot commit.
      const all = await until(bench, 'a refusal', async () => {
        const answer = await batch(-1)
        return answer.error === 'NOT_ENOUGH_REPLICAS' ? answer : undefined
      })
      const one = await batch(1)
      await bench.restart(2)
      await isrBecomes(bench, name, 3)
      const after = await until(bench, 'the leader to take it', async () => {
        const answer = await batch(-1)
        return answer.error === 'NONE' ? answer : undefined
      })
      return {
        before: before.error,
        isr,
        all: [all.error, all.baseOffset],
        one: one.error,
        after: after.error,
        isNothingBetween: after.baseOffset === one.baseOffset + 1,
      }
    },
  },
  {
    name: 'when the leader dies another one of the ISR leads in the next epoch, and what was acknowledged is there once and in order',
    expected: {
      leaders: [1, true],
      epochs: [0, true],
      stale: ['FENCED_LEADER_EPOCH'],
      failed: [],
      areInOrder: true,
      isr: [0, 1, 2],
      preferred: 1,
      read: 'everything once',
    },
    async observe(bench) {
      const name = await ledBy(bench, [1, 2, 0], { 'min.insync.replicas': '2' })
      const before = await leaderOf(bench, name)
      const { clients } = bench
      const producer = clients.producer({ requestTimeoutMs: 2_000, deliveryTimeoutMs: 60_000, retryBackoffMs: 50 })
      const consumer = clients.consumer({ groupId: bench.name('group'), offsetReset: 'earliest', ...PATIENT })
      consumer.subscribe([name])
      const sent: Promise<unknown>[] = []
      let isOver = false
      const sending = sendUntil(producer, name, sent, () => isOver, bench)
      const seen: ConsumerRecord[] = await pollFor(bench, consumer, 10)
      await bench.kill(1)
      const after = await until(bench, 'another leader', async () => {
        const found = await leaderOf(bench, name)
        return found.leaderId === 1 ? undefined : found
      })
      await bench.sleep(500)
      isOver = true
      await sending
      const outcomes = await Promise.all(sent)
      await producer.close()
      const stale = await bench.ask<FetchRequest>(after.leaderId, {
        type: 'Fetch', replicaId: -1, replicaEpoch: -1, maxWaitMs: 0, minBytes: 0, maxBytes: 1_000,
        partitions: [{ topic: name, partition: 0, currentLeaderEpoch: before.leaderEpoch, fetchOffset: 0, lastFetchedEpoch: -1, logStartOffset: -1, maxBytes: 1_000 }],
      }) // prettier-ignore
      await bench.restart(1)
      const isr = await isrBecomes(bench, name, 3)
      await clients.admin.electLeaders('preferred', [{ topic: name, partition: 0 }])
      const preferred = await until(bench, 'the preferred leader', async () => {
        const { leaderId } = await leaderOf(bench, name)
        return leaderId === 1 ? leaderId : undefined
      })
      seen.push(...(await pollFor(bench, consumer, outcomes.length - seen.length)))
      await consumer.close()
      const values = seen.map(({ value }) => Number(text(value)))
      const stored = (await read(bench, [{ topic: name, partition: 0 }], outcomes.length)).map(({ value }) =>
        Number(text(value)),
      )
      const isEach = (numbers: readonly number[]) =>
        numbers.length === outcomes.length && numbers.every((n, index) => n === index)
      return {
        leaders: [before.leaderId, [0, 2].includes(after.leaderId)],
        epochs: [before.leaderEpoch, after.leaderEpoch > before.leaderEpoch],
        stale: stale.partitions.map(({ error }) => error),
        failed: outcomes.filter((outcome) => typeof outcome === 'string'),
        areInOrder: isEach(stored),
        isr,
        preferred,
        read: isEach(values) ? 'everything once' : values,
      }
    },
  },
  {
    name: 'a group outlives its coordinator: members and commits go on at another broker',
    expected: { before: 'committed', after: 'committed', committed: 4, values: ['a', 'b', 'c', 'd'] },
    async observe(bench) {
      const name = await topic(bench, 1, { 'min.insync.replicas': '1' })
      const groupId = bench.name('group')
      const consumer = bench.clients.consumer({ groupId, offsetReset: 'earliest', ...PATIENT })
      consumer.subscribe([name])
      await send(bench, name, ['a', 'b'])
      const records = await pollFor(bench, consumer, 2)
      const [before] = await consumer.commit()
      const coordinator = await until(bench, 'the coordinator', async () => {
        const found = await bench.ask(0, { type: 'FindCoordinator', groupId } as never)
        const { error, nodeId } = found as { readonly error: string; readonly nodeId: number }
        return error === 'NONE' ? nodeId : undefined
      })
      await bench.kill(coordinator)
      await send(bench, name, ['c', 'd'])
      records.push(...(await pollFor(bench, consumer, 2)))
      const after = await until(bench, 'a commit', async () => {
        const [outcome] = await consumer.commit()
        return outcome?.outcome === 'committed' ? outcome : undefined
      })
      await consumer.close()
      const [committed] = await bench.clients.admin.groupOffsets(groupId)
      await bench.restart(coordinator)
      await isrBecomes(bench, name, 3)
      return {
        before: before!.outcome,
        after: after.outcome,
        committed: committed!.offset,
        values: records.map(({ value }) => text(value)),
      }
    },
  },
]
