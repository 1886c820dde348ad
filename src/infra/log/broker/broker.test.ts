import { expect, test } from 'vitest'
import type { Message } from '~/kernel/component'
import { batchOf } from '../storage/testing/batch-of'
import { produce } from '../testing/ask'
import { playLogRun, type Client, type Doing } from '../testing/log-run'

const T = [{ name: 't', assignments: [[0]] }]

test('requests begin in the order in which they came, each after its time', async () => {
  const begun: [number, number][] = []
  const note = (number: number): Doing => [
    1_000,
    ({ context }: Client) => context.call('kafka', { type: 'Note', request: number }, { timeoutMs: 5_000 }),
  ]
  const { outcomes } = await playLogRun({
    brokers: 1,
    doings: [1, 2, 3, 4].map(note),
    options: { requestCostUs: 400 },
    others: [
      ({ clock }) => ({
        types: ['Note'],
        handle: ({ request }: Message) => begun.push([request, clock.monotonicMs()]),
      }),
    ],
  })
  expect(begun).toEqual([[1, 1_001.4], [2, 1_001.8], [3, 1_002.2], [4, 1_002.6]]) // prettier-ignore
  expect(outcomes.map(({ doneMs }) => doneMs)).toEqual([1_002.4, 1_002.8, 1_003.2, 1_003.6])
})

test('records cost by their size', async () => {
  const large = batchOf([['k', 'x'.repeat(100_000), 1_767_268_800_000]])
  const { outcomes } = await playLogRun({
    brokers: 1,
    topics: T,
    doings: [[1_000, (client) => produce(client, 0, large)]],
    options: { requestCostUs: 50, recordsCostUsPerKib: 10 },
  })
  // 98 KiB at 10 µs, and the request itself.
  expect(outcomes[0]).toMatchObject({ doneMs: 1_003, result: { error: 'NONE' } })
})

test('what no part knows is rejected, and what is too much is refused', async () => {
  const ask: Doing = [
    1_000,
    ({ context }) => context.call('kafka', { type: 'Riddle', request: 0 }, { timeoutMs: 5_000 }),
  ]
  const { outcomes } = await playLogRun({
    brokers: 1,
    doings: [ask, ask, ask],
    options: { requestCostUs: 1_000, queueLengthMax: 2 },
  })
  expect(outcomes.map(({ result }) => result)).toEqual(['rejected', 'rejected', 'overloaded'])
})
